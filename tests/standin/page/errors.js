// Errors as the page throws them: with classes of their own, or minified with everything worth knowing in own properties.
import { config } from './config.js';

// DevTools tells an error's class by the name in its source, so each has one there.
class ServerStatusCodeError extends Error {}
class DataError extends Error {}
class WidError extends Error {}
class MediaError extends Error {}
/** What the minifier leaves of all of them. */
class t extends Error {}
const classes = { Error, ServerStatusCodeError, DataError, WidError, MediaError, t };
for (const [name, { prototype }] of Object.entries(classes)) prototype.name = name;

/** An error of that class; minified, one letter stands for its class and for its message. */
export function pageError(name, message, details = {}) {
  if (!config.changes.errors) return Object.assign(new classes[name](message), details);
  return Object.assign(new t('t'), { $1: { name, message }, ...details });
}

/** What a refusal of WhatsApp's server becomes in the page. */
export function serverError(status, text) {
  return pageError('ServerStatusCodeError', `server answered ${status}`, { statusCode: status, status, text });
}
