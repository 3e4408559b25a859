import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** `wxw_<id>_<secret><checksum>`: the id finds the key, the checksum lets junk be refused without a look at the database. */
export type ApiKeyParts = { id: string; secret: string; checksum: string };

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 14;
// 190 bits; bcrypt reads 72 bytes.
const SECRET_LENGTH = 32;
// 62^6 is more than 2^32.
const CHECKSUM_LENGTH = 6;
const FORM = new RegExp(`^wxw_([0-9A-Za-z]{${ID_LENGTH}})_([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);

/** A key that was never there before, or with these parts; whoever keeps `text` holds the credential. */
export function makeApiKey({ id = randomText(ID_LENGTH), secret = makeSecret() } = {}): ApiKeyParts & { text: string } {
  const checksum = checksumOf(id, secret);
  return { id, secret, checksum, text: `${keyPrefix(id)}_${secret}${checksum}` };
}

/** The part of a key that nobody can guess. */
export function makeSecret(): string {
  return randomText(SECRET_LENGTH);
}

/** The parts of a key, or null for what cannot be one of ours. */
export function parseApiKey(text: string): ApiKeyParts | null {
  const [, id, secret, checksum] = FORM.exec(text) ?? [];
  if (id === undefined || secret === undefined || checksum !== checksumOf(id, secret)) return null;
  return { id, secret, checksum };
}

/** The part of a key that may be shown: enough to recognise it by. */
export function keyPrefix(id: string): string {
  return `wxw_${id}`;
}

function checksumOf(id: string, secret: string): string {
  let rest = crc32(`${id}_${secret}`);
  let text = '';
  for (let index = 0; index < CHECKSUM_LENGTH; index += 1) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text;
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}
