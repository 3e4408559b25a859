import { z } from 'zod';

/** What a customer may have us send besides: names that decide nothing about the connection, the body or the signature. */

const MOST_HEADERS = 20;
const LONGEST_VALUE = 4_096;
const MOST_CHARACTERS = 8_192;
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/i;
/** As it is on the wire: no line breaks, no other control characters, nothing beyond Latin-1. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const RESERVED = new Set([
  ...['host', 'connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'date', 'via', 'http2-settings'],
  // What we say of ourselves and of the answers we take.
  ...['user-agent', 'accept', 'accept-encoding'],
]);
const RESERVED_BEGINNINGS = ['content-', 'proxy-', 'webhook-', 'x-waxwing-', 'sec-', ':'];

const Header = z
  .string()
  .regex(NAME, 'is not the name of a header')
  .refine((name) => !isReserved(name), { error: 'is not for you to set' });

export const Headers = z
  .record(Header, z.string().max(LONGEST_VALUE).regex(VALUE, 'must be one line of Latin letters'))
  .refine((headers) => Object.keys(headers).length <= MOST_HEADERS, { error: `must not be more than ${MOST_HEADERS}` })
  .refine((headers) => new Set(Object.keys(headers).map((name) => name.toLowerCase())).size === Object.keys(headers).length, {
    error: 'must not name a header twice',
  })
  .refine((headers) => Object.entries(headers).flat().join('').length <= MOST_CHARACTERS, {
    error: `must not be longer than ${MOST_CHARACTERS} characters in all`,
  });

function isReserved(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED.has(lower) || RESERVED_BEGINNINGS.some((beginning) => lower.startsWith(beginning));
}
