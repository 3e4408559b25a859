import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CountryCode } from 'libphonenumber-js';
import { unprocessable } from '../../platform/http/errors.ts';
import { fits } from '../people/fields.ts';
import type { Value } from '../people/fields.ts';
import type { FieldType, Identity } from '../people/people.sql.ts';
import { NewContact } from '../people/people.schema.ts';
import { FieldName } from '../segments/filter.ts';

export type Mapped = { field: string; column: number };

/** What a row says: who, and what to write. Cells that are empty say nothing. */
export type Read = {
  names: Identity[];
  name?: string;
  language?: string;
  country?: string;
  timeZone?: string;
  tags: string[];
  attributes: Record<string, Value>;
  consent?: 'opted_in' | 'opted_out';
};

const NAMES = { phone: 'phone', lid: 'lid', businessScopedId: 'bsuid', username: 'username' } as const;
const PLAIN = ['name', 'language', 'country', 'timeZone'] as const;
export const OWN_FIELDS = [...Object.keys(NAMES), ...PLAIN, 'tags', 'consent'];
const ATTRIBUTE = 'attributes.';

/** Where each of our fields is found; refuses what is not there. Without a mapping the columns' own names say it. */
export function mapColumns(columns: readonly string[], mapping: Record<string, string | number> | undefined): Mapped[] {
  const mapped = Object.entries(mapping ?? suggestMapping(columns)).map(([field, column]) => {
    if (!OWN_FIELDS.includes(field) && !isAttribute(field))
      throw wrong(`mapping.${field}`, `There is no such field; there are ${OWN_FIELDS.join(', ')} and ${ATTRIBUTE}<name>.`);
    const at = typeof column === 'number' ? column : columns.indexOf(column.trim());
    if (at < 0 || at >= columns.length) throw wrong(`mapping.${field}`, 'The file has no such column.');
    return { field, column: at };
  });
  if (!mapped.some(({ field }) => field in NAMES)) throw wrong('mapping', 'Say which column holds the phone number.');
  return mapped;
}

const wrong = (path: string, message: string) => unprocessable([{ path, message }]);
const isAttribute = (field: string) => field.startsWith(ATTRIBUTE) && FieldName.safeParse(field.slice(ATTRIBUTE.length)).success;

// Names that other programs give these columns, without anything but letters.
const KNOWN_NAMES: Record<string, string[]> = {
  phone: [
    'phone',
    'phonenumber',
    'mobile',
    'mobilephone',
    'whatsapp',
    'whatsappnumber',
    'number',
    'tel',
    'telephone',
    'telefon',
    'telefono',
    'celular',
  ],
  name: ['name', 'fullname', 'displayname', 'contactname', 'nombre', 'nome', 'nom'],
  language: ['language', 'lang', 'locale'],
  country: ['country', 'countrycode'],
  timeZone: ['timezone', 'tz'],
  tags: ['tags', 'tag', 'labels'],
  consent: ['consent', 'optin', 'optedin', 'optout', 'optedout', 'subscribed'],
  lid: ['lid'],
  username: ['username'],
  businessScopedId: ['bsuid', 'businessscopedid'],
};

/** A field for every column: our own by its name, all others as attributes. */
export function suggestMapping(columns: readonly string[]): Record<string, number> {
  const mapping: Record<string, number> = {};
  columns.forEach((column, at) => {
    const letters = column.toLowerCase().replaceAll(/[^\p{L}]/gu, '');
    const own = Object.entries(KNOWN_NAMES).find(([field, names]) => names.includes(letters) && !(field in mapping))?.[0];
    const attribute = `${ATTRIBUTE}${column.replace(/^attributes\./, '').trim()}`;
    // A column that says who opted out means the contrary of one that says who opted in: somebody has to choose.
    if (own && !letters.endsWith('out')) mapping[own] = at;
    else if (isAttribute(attribute) && !(attribute in mapping)) mapping[attribute] = at;
  });
  return mapping;
}

type Rules = { mapping: readonly Mapped[]; types: ReadonlyMap<string, FieldType>; country: string | null };

/** Reads one row, or says everything that is wrong with it. */
export function readRow(cells: readonly string[], { mapping, types, country }: Rules): Read | { reasons: string[] } {
  const given: Record<string, unknown> = {};
  const attributes: Record<string, Value> = {};
  const reasons: string[] = [];
  let consent: Read['consent'];
  for (const { field, column } of mapping) {
    // Our own export puts an apostrophe before what a spreadsheet would take for a formula.
    const cell = (cells[column] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
    if (cell === '') continue;
    if (cell.includes('\0')) reasons.push(`${field}: holds the NUL character`);
    else if (field === 'phone') given['phone'] = international(cell, country);
    else if (field === 'tags') given['tags'] = cell.split(/[,;|]/).filter((tag) => tag.trim() !== '');
    else if (field === 'consent') consent = consentOf(cell) ?? void reasons.push('consent: must be opted_in or opted_out, yes or no');
    else if (field.startsWith(ATTRIBUTE)) readAttribute(field.slice(ATTRIBUTE.length), cell, types, attributes, reasons);
    else given[field] = cell;
  }
  const checked = NewContact.safeParse(given);
  if (!checked.success) reasons.push(...checked.error.issues.map(({ path, message }) => `${path.join('.') || 'phone'}: ${message}`));
  if (!checked.success || reasons.length > 0) return { reasons };
  const { phone, lid, businessScopedId, username, tags = [], attributes: _none, ...plain } = checked.data;
  const names = Object.entries({ phone, lid, bsuid: businessScopedId, username }).flatMap(([kind, value]) =>
    value ? [{ kind: kind as Identity['kind'], value }] : [],
  );
  return { ...(withoutNull(plain) as Partial<Read>), names, tags, attributes, ...(consent ? { consent } : {}) };
}

const withoutNull = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

/** A number without a country code is one of the country that was named. Spreadsheets like to write 1.555E+10. */
function international(cell: string, country: string | null): string {
  if (country === null || cell.startsWith('+') || cell.startsWith('00')) return cell.replace(/^00/, '+');
  return parsePhoneNumberFromString(cell, country as CountryCode)?.number ?? cell;
}

const YES = new Set(['yes', 'true', '1', 'y', 'opted_in', 'opt-in', 'optin', 'opted-in', 'subscribed', 'ja', 'si', 'sí', 'sim', 'oui']);
const NO = new Set([
  'no',
  'false',
  '0',
  'n',
  'opted_out',
  'opt-out',
  'optout',
  'opted-out',
  'unsubscribed',
  'stop',
  'nein',
  'não',
  'nao',
  'non',
]);

function consentOf(cell: string): 'opted_in' | 'opted_out' | undefined {
  const word = cell.toLowerCase();
  return YES.has(word) ? 'opted_in' : NO.has(word) ? 'opted_out' : undefined;
}

function readAttribute(name: string, cell: string, types: Rules['types'], attributes: Record<string, Value>, reasons: string[]): void {
  const type = types.get(name) ?? 'text';
  const value = typed(cell, type);
  if (!fits(type, value) || (typeof value === 'string' && value.length > 1000))
    reasons.push(`${ATTRIBUTE}${name}: must be a ${type} of up to 1000 characters`);
  else attributes[name] = value;
}

function typed(cell: string, type: FieldType): Value {
  if (type === 'number' && /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(cell.replace(',', '.'))) {
    const number = Number(cell.replace(',', '.'));
    return Number.isFinite(number) ? number : cell;
  }
  if (type === 'boolean') return YES.has(cell.toLowerCase()) ? true : NO.has(cell.toLowerCase()) ? false : cell;
  return cell;
}
