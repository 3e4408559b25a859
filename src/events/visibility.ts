import type { Caller } from '../platform/http/caller.ts';
import type { TypeFilter } from './events.sql.ts';

/** What else one needs to see events of a group (what stands before the first dot), besides events.read. */
const NEEDED_FOR_GROUP: Record<string, string> = {
  alert: 'safety.read',
  call: 'messages.read',
  client: 'clients.read',
  contact: 'contacts.read',
  conversation: 'conversations.read',
  group: 'clients.read',
  message: 'messages.read',
  webhook: 'webhooks.read',
};
/** With these a number is linked, so they are for whoever may do that. */
const NEEDED_FOR_TYPE: Record<string, string> = { 'client.qr': 'clients.link', 'client.pairing_code': 'clients.link' };

type Reader = Pick<Caller, 'permissions' | 'clientIds'>;

/** An event tells what a route of another room would: whoever may not ask there is told nothing here. */
export function maySee({ permissions, clientIds }: Reader, { type, clientId }: { type: string; clientId: string | null }): boolean {
  const needed = [NEEDED_FOR_TYPE[type], NEEDED_FOR_GROUP[groupOf(type)]];
  // What belongs to no number is everyone's, as in every table.
  const isOfOwnNumbers = clientId === null || clientIds === null || clientIds.includes(clientId);
  return isOfOwnNumbers && needed.every((permission) => permission === undefined || permissions.has(permission));
}

/** The types and groups that this reader is not told of; numbers are left to row security. */
export function hiddenFrom({ permissions }: Pick<Caller, 'permissions'>): TypeFilter {
  const lacking = (needs: Record<string, string>) => Object.keys(needs).filter((name) => !permissions.has(needs[name] as string));
  return { types: lacking(NEEDED_FOR_TYPE), groups: lacking(NEEDED_FOR_GROUP) };
}

/** `client.ready`, `message.*`, `*` as a filter; `*` alone asks for everything. */
export function typeFilter(patterns: readonly string[]): TypeFilter {
  if (patterns.includes('*')) return { types: [], groups: [] };
  return {
    types: patterns.filter((pattern) => !pattern.endsWith('.*')),
    groups: patterns.filter((pattern) => pattern.endsWith('.*')).map((pattern) => pattern.slice(0, -'.*'.length)),
  };
}

export function isWanted({ types, groups }: TypeFilter, type: string): boolean {
  return (types.length === 0 && groups.length === 0) || types.includes(type) || groups.includes(groupOf(type));
}

const groupOf = (type: string) => type.slice(0, type.indexOf('.'));
