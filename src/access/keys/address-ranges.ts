import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A range as the database keeps it (`10.0.0.0/8`), from a range or a single address; null for anything else. */
export function readRange(text: string): string | null {
  const [address = '', length, ...rest] = text.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  const bits = length === undefined ? (family === 4 ? 32 : 128) : /^\d{1,3}$/.test(length) ? Number(length) : 129;
  if (family === 0 || rest.length > 0 || bits > (family === 4 ? 32 : 128)) return null;
  const parsed = ipaddr.parse(address);
  // Callers are compared as IPv4 even when they come in IPv6 clothes, so the range takes them off as well.
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && bits >= 96) return network(parsed.toIPv4Address(), bits - 96);
  return network(parsed, bits);
}

function network(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const kind = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${kind.networkAddressFromCIDR(`${address.toString()}/${bits}`).toString()}/${bits}`;
}

/** Whether the address lies in one of the ranges; an IPv4 address counts as such in its IPv6 clothes, too. */
export function isWithin(address: string, ranges: readonly string[]): boolean {
  if (isIP(address) === 0) return false;
  const own = ipaddr.process(address);
  return ranges.some((range) => {
    const [base, bits] = ipaddr.parseCIDR(range);
    return base.kind() === own.kind() && own.match(base, bits);
  });
}

/** Whether every address of the range lies in one of the others. */
export function isCovered(range: string, by: readonly string[]): boolean {
  const [base, bits] = ipaddr.parseCIDR(range);
  return by.some((other) => {
    const [wider, length] = ipaddr.parseCIDR(other);
    return wider.kind() === base.kind() && length <= bits && base.match(wider, length);
  });
}
