import { types } from 'node:util';
import { LRUCache } from 'lru-cache';

/** What a log line may show of a value: no secrets, and of people only enough to recognise a known one. */

const HIDDEN = '[hidden]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
/** A longer string is a document, not a log entry; the limit also bounds the patterns below. */
const MAX_TEXT = 4_000;

// Keys are compared without case, dashes and underscores: `X-Api-Key`, `api_key` and `apiKey` are one.
const SECRET_KEY =
  /(authorization|cookie|password|passphrase|token|secret|credential|apikey|masterkey|privatekey|recoverycode|setupcode|pairingcode)s?$/;
const SECRET_KEYS = new Set(['pin', 'totp', 'otp', 'qr']);
const PERSON_KEYS = new Set(['to', 'from', 'phonenumber', 'phone', 'number', 'numbers', 'email', 'recipient', 'recipients']);
const TEXT_KEYS = new Set(['body', 'text', 'caption']);

/** Fields of an error that help and hold no customer data; `detail` of a database error quotes the row, so it stays out. */
const ERROR_FIELDS = ['code', 'status', 'reason', 'outcome', 'severity', 'table', 'constraint'] as const;

type Mask = (value: string) => string;

/** A copy of the value that is fit for the log. */
export function maskValue(value: unknown, mask: Mask = maskText, depth = 0): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'bigint') return mask(value.toString());
  if (typeof value === 'number') return mask === maskText ? value : mask(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Date) return value.toJSON();
  if (value instanceof URL) return maskText(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (isError(value)) return maskError(value, depth);
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => maskValue(item, mask, depth + 1));
  return maskFields(value as Record<string, unknown>, mask, depth + 1);
}

function maskFields(fields: Record<string, unknown>, mask: Mask, depth: number): Record<string, unknown> {
  const masked: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) masked[key] = maskField(key, fields[key], mask, depth);
  return masked;
}

/** Hides secrets and long numbers inside running text. */
export function maskText(text: string): string {
  if (UUID.test(text) || !SUSPECT.test(text)) return text.slice(0, MAX_TEXT);
  return text
    .slice(0, MAX_TEXT)
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`)
    .replace(/\b(wxw|whsec|whsk)_[\w+/=-]+/g, `$1_${HIDDEN}`)
    .replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, HIDDEN)
    .replace(/:\/\/[^\s/]*@/g, `://${HIDDEN}@`)
    .replace(NUMBERS, (found) => (found.includes('-') && UUID.test(found) ? found : maskPerson(found)));
}

/** True for errors of this realm and of others. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** One look that clears most texts; without it and the remembered keys a line would cost twice as much. */
const SUSPECT = /\d{8}|\+\d|bearer|basic|wxw_|whs[ek]|eyJ|:\/\//i;

/** A UUID (kept, since half of them hold a long run of digits), a number in international form, or any 8 digits in a row. */
const NUMBERS = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|\+\d[\d ().-]{6,24}\d|\d{8,}/gi;

type Treatment = 'hide' | 'person' | 'text' | 'inherit';

function maskField(key: string, value: unknown, inherited: Mask, depth: number): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  const treatment = treatmentOf(key);
  if (treatment === 'hide') return HIDDEN;
  if (treatment === 'person') return maskValue(value, maskPerson, depth);
  if (treatment === 'text') return maskValue(value, maskLength, depth);
  return maskValue(value, inherited, depth);
}

const knownKeys = new LRUCache<string, Treatment>({ max: 1_000 });

function treatmentOf(key: string): Treatment {
  return knownKeys.get(key) ?? learnKey(key);
}

function learnKey(key: string): Treatment {
  const name = key.toLowerCase().replace(/[-_]/g, '');
  const isSecret = SECRET_KEY.test(name) || SECRET_KEYS.has(name);
  const treatment = isSecret ? 'hide' : PERSON_KEYS.has(name) ? 'person' : TEXT_KEYS.has(name) ? 'text' : 'inherit';
  knownKeys.set(key, treatment);
  return treatment;
}

function maskLength(text: string): string {
  return `[text of ${text.length} characters]`;
}

function maskPerson(value: string): string {
  const visible = value.length >= 10 ? 4 : value.length >= 5 ? 2 : 0;
  return `…${value.slice(value.length - visible)}`;
}

function maskError(error: Error, depth: number): Record<string, unknown> {
  const fields = error as Error & Record<string, unknown>;
  return {
    type: error.constructor.name,
    message: maskText(error.message),
    stack: maskText(error.stack ?? ''),
    ...Object.fromEntries(ERROR_FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, maskValue(fields[name])])),
    ...(error.cause === undefined ? {} : { cause: maskValue(error.cause, maskText, depth + 1) }),
  };
}
