import type { Request } from 'express';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
const OWN_NAMES = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
const FORWARDING_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip'];

/** Straight from this machine: not through a proxy, and not from a page whose name was made to point here (its Host tells). */
export function isFromThisMachine(request: Request): boolean {
  const forwarded = FORWARDING_HEADERS.some((name) => request.get(name) !== undefined);
  return !forwarded && LOOPBACK.test(request.socket.remoteAddress ?? '') && OWN_NAMES.test(request.get('host') ?? '');
}
