import { isIP } from 'node:net';
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';

/** What the operator lets through to the inside: whole hosts by name, and ranges of addresses. */
export type AddressPolicy = {
  /** The operator named this host: by its name, or by a range that holds the address the URL spells out. */
  isNamed(hostname: string): boolean;
  /** Whether a connection to this host may go to this address. */
  permits(hostname: string, address: string): boolean;
};

type Range = [IPv4 | IPv6, number];

const HOST_NAME = /^[\w-]+(\.[\w-]+)*$/;

/** Azure's wire server: a public address that answers inside Azure only, with the machine's secrets. */
const NEVER_V4 = ['168.63.129.16/32'].map(parseRange);
/** Of IPv6 only global unicast is public, less what tunnels to IPv4 or is set aside for protocols and documents. */
const GLOBAL_V6 = parseRange('2000::/3');
const NEVER_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map(parseRange);

/** `allow` holds host names, addresses and CIDRs; `ownAddresses` are public ones that lead back to this server. */
export function createAddressPolicy(allow: string[], ownAddresses: string[]): AddressPolicy {
  const entries = allow.map(canonicalHost);
  const ranges = entries.filter(isRange).map(parseRange);
  const names = new Set(entries.filter((entry) => !isRange(entry)).map(checkedName));
  const own = ownAddresses.map(parseRange);
  return {
    isNamed: (hostname) => names.has(hostname) || (isIP(hostname) !== 0 && isWithin(hostname, ranges)),
    permits: (hostname, address) =>
      names.has(hostname) || isWithin(address, ranges) || (isPublicAddress(address) && !isWithin(address, own)),
  };
}

/** One spelling for each host: lower case, no dot at the end, no brackets around an IPv6 address. */
export function canonicalHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

/** Whether an address is one that anybody on the internet can reach; what cannot be read is not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4') return parsed.range() === 'unicast' && !isWithin(address, NEVER_V4);
  return isWithin(address, [GLOBAL_V6]) && !isWithin(address, NEVER_V6);
}

function isWithin(address: string, ranges: Range[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  // ipaddr.js throws when the families differ.
  return ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
}

function isRange(entry: string): boolean {
  return isIP(entry) !== 0 || entry.includes('/');
}

function parseRange(text: string): Range {
  try {
    return ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${isIP(text) === 4 ? 32 : 128}`);
  } catch (cause) {
    throw new Error(`"${text}" is not an address or a CIDR`, { cause });
  }
}

function checkedName(name: string): string {
  if (!HOST_NAME.test(name)) throw new Error(`"${name}" is neither a host name nor an address or a CIDR`);
  return name;
}
