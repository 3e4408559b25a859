// Errors as the page throws them: with their own names, or minified with everything worth knowing in their own properties.
import { config } from './config.js';

// One letter is all that the minifier leaves of a class name, and the same letter stands for the message.
const MINIFIED = 't';

export function pageError(name, message, details = {}) {
  if (!config.changes.errors) return Object.assign(new Error(message), { name, ...details });
  return Object.assign(new Error(MINIFIED), { name: MINIFIED, $1: { name, message }, ...details });
}

/** What a refusal of WhatsApp's server becomes in the page. */
export function serverError(status, text) {
  return pageError('ServerStatusCodeError', `server answered ${status}`, { statusCode: status, status, text });
}
