import { isIP } from 'node:net';
import { canonicalHost, type AddressPolicy } from './address-policy.ts';
import { OutboundError } from './outbound-error.ts';

const LONGEST_URL = 2_048;

/** Written in full, without the blanks, control characters and backslashes that URL parsers repair, each in its own way. */
const FULL_URL = /^https?:\/\/[^/?#\s\\\p{Cc}]+[^\s\p{Cc}]*$/iu;

/** Names that mean this machine or its neighbours. */
const LOCAL_NAME = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home\.arpa)$/;

/** Ports from 1024 up on which common servers obey whoever reaches them: databases, caches, container and desktop control. */
const DENIED_PORTS = new Set([
  1433, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 4444, 5060, 5061, 5432, 5433, 5672, 5900, 5984, 6000, 6379, 6443, 6666, 6667, 9042,
  9092, 9200, 9300, 10250, 11211, 15672, 27017, 50000,
]);

/** Refuses a URL by its spelling alone, never by DNS. The address that is really used is checked when connecting. */
export function checkUrl(text: string, policy: AddressPolicy, allowHttp: boolean): URL {
  const url = parse(text);
  const host = canonicalHost(url.hostname);
  if (policy.isNamed(host)) return url;
  if (url.protocol === 'http:' && !allowHttp) throw new OutboundError('scheme_not_allowed');
  if (!isAllowedPort(url.port)) throw new OutboundError('port_not_allowed');
  if (isIP(host) === 0 ? isLocalName(host) : !policy.permits(host, host)) throw new OutboundError('private_address');
  return url;
}

function parse(text: string): URL {
  if (text.length > LONGEST_URL || !URL.canParse(text)) throw new OutboundError('invalid_url');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new OutboundError('scheme_not_allowed');
  if (!FULL_URL.test(text)) throw new OutboundError('invalid_url');
  // Looked for in the text as well: the parser forgets an empty user name.
  const authority = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1] ?? '';
  if (authority.includes('@') || url.username !== '' || url.password !== '') throw new OutboundError('credentials_in_url');
  return url;
}

function isAllowedPort(port: string): boolean {
  const number = Number(port);
  return port === '' || number === 80 || number === 443 || (number >= 1024 && !DENIED_PORTS.has(number));
}

/** A name without a dot is found by the search list of this network only. */
function isLocalName(host: string): boolean {
  return !host.includes('.') || LOCAL_NAME.test(host);
}
