import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Identity } from './people.sql.ts';

type Named = { name: string | null; profileName: string | null; identities: readonly Identity[] };

const LONGEST_WORD_CHARS = 60;
const MOST_WORDS = 40;

/** The lexemes a contact is found by: the words of its names, and each number whole, without its country code, and by its last digits. */
export function searchWords({ name, profileName, identities }: Named): string[] {
  const texts = [name, profileName, ...identities.filter(({ kind }) => kind === 'username').map(({ value }) => value)];
  const words = texts.flatMap((text) => wordsOf(text ?? ''));
  const numbers = identities.filter(({ kind }) => kind === 'phone').flatMap(({ value }) => digitsOf(value));
  const ids = identities.filter(({ kind }) => kind === 'lid' || kind === 'bsuid').map(({ value }) => folded(value).replace(/@lid$/, ''));
  return [...new Set([...words, ...numbers, ...ids])].slice(0, MOST_WORDS);
}

function digitsOf(phone: string): string[] {
  const digits = phone.slice(1);
  const national = parsePhoneNumberFromString(phone)?.nationalNumber ?? digits;
  return [digits, national, digits.slice(-7), digits.slice(-4)];
}

/** A search as a tsquery: every word has to begin one of the contact's. Null when there is nothing to look for. */
export function searchQuery(text: string): string | null {
  // A number may be written with anything between its digits, and with the zero that is dialled inside its country.
  const number = /^[\d\s().+/-]+$/.test(text) ? text.replaceAll(/\D/g, '').replace(/^0+/, '') : '';
  const words = number === '' ? wordsOf(text) : [number];
  return words.length === 0 ? null : words.map((word) => `'${word}':*`).join(' & ');
}

/** Words of letters and digits only, so nothing in them can mean anything to a tsquery. */
function wordsOf(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, LONGEST_WORD_CHARS).replace(/\p{Surrogate}$/u, ''));
}

/** Without case and accents, as people type who look for something. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase();
}

// Sorts after every name.
const NAMELESS = '\u{10ffff}';

/** What it is sorted by. */
export function sortName({ name, profileName }: Named): string {
  const shown = name ?? profileName;
  return shown === null ? NAMELESS : folded(shown).slice(0, 300);
}

/** Text from outside as a column can hold it: no NUL, no half characters, one line, not too long; null when nothing is left. */
export function cleanName(text: string | undefined): string | null {
  const clean = (text ?? '')
    .slice(0, 300)
    .replaceAll(/[\p{Cc}\p{Surrogate}\s]+/gu, ' ')
    .trim();
  return clean === '' ? null : clean;
}
