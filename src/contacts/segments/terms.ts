import { createHash } from 'node:crypto';
import { folded } from '../people/words.ts';

/** What of a contact segments can ask for. Times are ISO texts. */
export type Indexed = {
  number: number;
  tags: string[];
  attributes: Record<string, string | number | boolean>;
  consent: string;
  clientConsents: { clientId: string; consent: string }[];
  blocked: boolean;
  language: string | null;
  country: string | null;
  createdAt: string;
  lastInboundAt: string | null;
  lastOutboundAt: string | null;
};

// What a term holds of a long text; the rest is told apart by its hash.
const TEXT_CHARS = 100;
// Hexadecimal digits of a number by which it can be asked for: of 12 bits (its power of two), 16, 24 and all 64.
const NUMBER_LEVELS = [3, 4, 6, 16] as const;
const DAY = /^\d{4}-\d{2}-\d{2}/;

export const EVERYBODY = '*';

/** Everything that is true of a contact, one term each; a segment is an expression over terms. */
export function termsOf(contact: Indexed): Set<string> {
  const terms = new Set([EVERYBODY, consentTerm(contact.consent, null)]);
  for (const tag of contact.tags) terms.add(tagTerm(tag));
  for (const { clientId, consent } of contact.clientConsents) terms.add(consentTerm(consent, clientId));
  if (contact.blocked) terms.add('blocked');
  if (contact.language) terms.add(`language:${contact.language}`);
  if (contact.country) terms.add(`country:${contact.country}`);
  for (const [name, value] of Object.entries(contact.attributes)) for (const term of attributeTerms(name, value)) terms.add(term);
  for (const field of ['createdAt', 'lastInboundAt', 'lastOutboundAt'] as const) {
    const at = contact[field];
    if (at) for (const term of [field, ...dayTerms(field, at)]) terms.add(term);
  }
  return terms;
}

export const tagTerm = (tag: string) => `tag:${textOf(tag)}`;
export const consentTerm = (state: string, clientId: string | null) => `consent:${clientId ?? 'organization'}:${state}`;
export const attributeField = (name: string) => `attributes.${name}`;

function attributeTerms(name: string, value: string | number | boolean): string[] {
  const field = attributeField(name);
  if (typeof value === 'number') return [field, ...NUMBER_LEVELS.map((digits) => numberTerm(field, sortable(value), digits))];
  if (typeof value === 'boolean') return [field, textTerm(field, String(value))];
  return [field, textTerm(field, value), ...(DAY.test(value) ? dayTerms(field, value) : [])];
}

/** The term of a text, whatever its case and accents. */
export const textTerm = (field: string, value: string) => `${field}=${textOf(value)}`;

/** From and up to which term a text begins like this. */
export function textRange(field: string, beginning: string): [string, string] {
  const from = `${field}=${folded(beginning).slice(0, TEXT_CHARS)}`;
  return [from, `${from}\u{10ffff}`];
}

function textOf(value: string): string {
  const text = folded(value);
  return text.length <= TEXT_CHARS ? text : `${text.slice(0, TEXT_CHARS)}#${createHash('sha256').update(text).digest('base64url')}`;
}

const numberTerm = (field: string, hex: string, digits: number) => `${field}~${digits}:${hex.slice(0, digits)}`;

/** A number as 16 hexadecimal digits that sort as the numbers do: the sign bit is turned around, and all bits of negative ones. */
function sortable(value: number): string {
  const bytes = Buffer.alloc(8);
  // Minus zero is zero.
  bytes.writeDoubleBE(value + 0);
  const negative = (bytes.readUInt8(0) & 0x80) !== 0;
  for (let at = 0; at < 8; at += 1) bytes.writeUInt8(bytes.readUInt8(at) ^ (negative ? 0xff : at === 0 ? 0x80 : 0), at);
  return bytes.toString('hex');
}

export type Range = [from: string, to: string];

/** The ranges of terms of all numbers from `low` to `high`, both included: few coarse ones in the middle, finer ones at both ends. */
export function numberRanges(field: string, low: number, high: number): Range[] {
  return low > high ? [] : cover(field, sortable(low), sortable(high), 0);
}

function cover(field: string, low: string, high: string, level: number): Range[] {
  const digits = NUMBER_LEVELS[level];
  if (digits === undefined) return [];
  const range = (from: string, to: string): Range => [numberTerm(field, from, digits), `${numberTerm(field, to, digits)}~`];
  if (level === NUMBER_LEVELS.length - 1) return [range(low, high)];
  const [first, last] = [low.slice(0, digits), high.slice(0, digits)];
  if (first === last) return cover(field, low, high, level + 1);
  const ends = [...cover(field, low, first.padEnd(16, 'f'), level + 1), ...cover(field, last.padEnd(16, '0'), high, level + 1)];
  const [from, to] = [step(first, 1), step(last, -1)];
  return from <= to ? [...ends, range(from, to)] : ends;
}

const step = (hex: string, by: number) => (Number.parseInt(hex, 16) + by).toString(16).padStart(hex.length, '0');

function dayTerms(field: string, at: string): string[] {
  return [4, 7, 10].map((chars) => `${field}@${chars}:${at.slice(0, chars)}`);
}

/** The ranges of terms of all days (`2026-11-20`) from the first to the last, both included: whole years, then months, then days. */
export function dayRanges(field: string, first: string, last: string): Range[] {
  if (first > last) return [];
  const range = (from: string, to: string): Range => [`${field}@${from.length}:${from}`, `${field}@${to.length}:${to}~`];
  const ends = (chars: number, low: string, high: string): Range[] => {
    const [from, to] = [low.slice(0, chars), high.slice(0, chars)];
    if (chars === 10) return [range(from, to)];
    const [finer, opening, closing] = chars === 4 ? ([7, '-01-01', '-12-31'] as const) : ([10, '-01', '-31'] as const);
    const whole = { first: low === from + opening, last: high === to + closing };
    if (from === to && !(whole.first && whole.last)) return ends(finer, low, high);
    const [after, before] = [whole.first ? from : neighbour(from, 1), whole.last ? to : neighbour(to, -1)];
    return [
      ...(whole.first ? [] : ends(finer, low, from + closing)),
      ...(whole.last ? [] : ends(finer, to + opening, high)),
      ...(after <= before ? [range(after, before)] : []),
    ];
  };
  return ends(4, first, last);
}

/** The year or month before or after. */
function neighbour(text: string, by: number): string {
  const [year = 0, month] = text.split('-').map(Number);
  if (month === undefined) return String(year + by).padStart(4, '0');
  const months = year * 12 + month - 1 + by;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
}
