import type { Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { forbidden } from '../../platform/http/errors.ts';
import { invalidCredential } from '../auth/authenticate.ts';
import { permissionsOf } from '../permissions.ts';
import type { Override, Role } from '../permissions.ts';
import { isCovered } from './address-ranges.ts';
import { findKey } from './keys.sql.ts';

/** What a key, or whoever gives one, may do, and from where and until when. Null: without limit. */
export type Powers = {
  permissions: ReadonlySet<string>;
  clientIds: readonly string[] | null;
  addresses: readonly string[] | null;
  expiresAt: Date | null;
};

/** The powers of a caller, beyond which no key can go that they make, change or renew. */
export type Ceiling = Powers & {
  /** The person behind the caller, who answers for the key. */
  userId: string;
  scopes: string[] | null;
  addresses: string[] | null;
};

// What reaches beyond single clients: a key that is bound to some of them has nothing to do there.
const ORGANIZATION_WIDE = new Set([
  'organization.manage',
  'roles.manage',
  'users.invite',
  'users.manage',
  'users.delete',
  'clients.assign',
  'audit.read',
  'audit.export',
]);

type KeyPowers = { scopes: string[] | null; clientIds: readonly string[] | null; role: Role; overrides: Override[] };

/** What a key may do: its scopes, as far as whoever made it may do them today. */
export function effectivePermissions({ scopes, clientIds, role, overrides }: KeyPowers): ReadonlySet<string> {
  const own = [...permissionsOf(role, overrides)].filter((permission) => scopes === null || scopes.includes(permission));
  return new Set(clientIds === null ? own : own.filter((permission) => !ORGANIZATION_WIDE.has(permission)));
}

/** A person is limited by permissions and clients; a key also by its own addresses and end, which it hands down. */
export async function ceilingOf(tx: Tx, { actor, userId, permissions, clientIds }: Caller): Promise<Ceiling> {
  if (userId !== null) return { userId, permissions, clientIds, scopes: null, addresses: null, expiresAt: null };
  const own = await findKey(tx, actor.id);
  if (!own) throw invalidCredential();
  const { createdBy, scopes, addresses, expiresAt } = own;
  return { userId: createdBy, permissions, clientIds, scopes, addresses, expiresAt };
}

/** Nobody gives a key what they do not have themself; what it had before is not asked about. */
export function refuseBeyond(ceiling: Powers, before: Powers | null, after: Powers): void {
  for (const permission of after.permissions) {
    if (!before?.permissions.has(permission) && !ceiling.permissions.has(permission)) throw beyond(`the permission ${permission}`);
  }
  if (isGained(before, before?.clientIds, after.clientIds) && !isInside(after.clientIds, ceiling.clientIds, isOneOf))
    throw beyond('clients');
  if (isGained(before, before?.addresses, after.addresses) && !isInside(after.addresses, ceiling.addresses, isCovered)) {
    throw beyond('addresses');
  }
  const isLonger = !before || (before.expiresAt !== null && (after.expiresAt === null || after.expiresAt > before.expiresAt));
  if (isLonger && ceiling.expiresAt && (after.expiresAt === null || after.expiresAt > ceiling.expiresAt)) throw beyond('time');
}

type List = readonly string[] | null;

function isGained(before: Powers | null, had: List | undefined, has: List): boolean {
  if (!before || had === undefined) return true;
  return had !== null && (has === null || has.some((each) => !had.includes(each)));
}

function isInside(list: List, limit: List, fits: (each: string, limit: readonly string[]) => boolean): boolean {
  return limit === null || (list !== null && list.every((each) => fits(each, limit)));
}

const isOneOf = (each: string, list: readonly string[]) => list.includes(each);

const beyond = (what: string) => forbidden('apiKeys.beyond_own', `A key cannot be given ${what} that you do not have.`);
