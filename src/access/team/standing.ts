import type { Caller } from '../../platform/http/caller.ts';
import type { Tx } from '../../platform/db/db.ts';
import { forbidden, notFound } from '../../platform/http/errors.ts';
import { atLeast, permissionsOf, ROLES } from '../permissions.ts';
import type { Role } from '../permissions.ts';
import { listOverrides } from './roles.sql.ts';
import { findKeyCreator, lockPeople } from './users.sql.ts';
import type { LockedPerson } from './users.sql.ts';

/** What a route's call knows of who acts, from where and in which transaction. */
export type Acting = { tx: Tx; caller: Caller; address: string; requestId: string };

/** Who acts, as they stand now: the user behind the login or key, with the role they still have. */
export type Standing = { userId: string; role: Role; isOwner: boolean };

/**
 * Locks whoever acts and reads their role again, so that nothing is granted with a role that is being taken away.
 * People are always locked in the order of their ids and before anything else, so no two changes wait for each other.
 */
export async function standingOf({ tx, caller }: Pick<Acting, 'tx' | 'caller'>): Promise<Standing> {
  const { actor } = await lockBoth(tx, caller, null);
  return actor;
}

/** The same, together with the one acted upon; 404 when that is nobody (any more). */
export async function standingToward(
  { tx, caller }: Pick<Acting, 'tx' | 'caller'>,
  targetId: string,
): Promise<{ actor: Standing; target: LockedPerson }> {
  const { actor, target } = await lockBoth(tx, caller, targetId);
  if (!target) throw notFound('users');
  return { actor, target };
}

async function lockBoth(tx: Tx, caller: Caller, targetId: string | null): Promise<{ actor: Standing; target: LockedPerson | null }> {
  const userId = caller.userId ?? (await findKeyCreator(tx, caller.actor.id));
  const people = await lockPeople(tx, targetId === null ? [userId] : [userId, targetId]);
  const person = people.find(({ id }) => id === userId);
  if (!person || person.deletedAt || person.role !== caller.role) {
    throw forbidden('auth.role_changed', 'Your own role was changed in this moment; try again.');
  }
  // A key never has the owner's powers: they are a person's.
  const isPerson = caller.actor.type === 'user';
  const actor = { userId, role: isPerson ? person.role : await roleCoveredBy(tx, caller), isOwner: person.isOwner && isPerson };
  return { actor, target: people.find(({ id }) => id === targetId) ?? null };
}

/** A key stands only as high as the highest role of which it may do everything: else it could make a person who may do more. */
async function roleCoveredBy(tx: Tx, { permissions }: Caller): Promise<Role> {
  const overrides = await listOverrides(tx);
  const covered = ROLES.find((role) => [...permissionsOf(role, overrides)].every((permission) => permissions.has(permission)));
  if (!covered) throw forbidden('users.key_too_narrow', 'This key may do less than any role, so it cannot decide about people.');
  return covered;
}

/** Nobody gives away a role that stands above their own. */
export function refuseRoleAbove(actor: Standing, role: Role): void {
  if (!atLeast(actor.role, role)) throw forbidden('users.role_above_own', `You cannot give the role ${role}, which stands above your own.`);
}

/** Others may be changed, deleted, restored or reset only from above: the owner stands over all, the rest by their roles. */
export function refuseUnlessAbove(actor: Standing, target: { id: string; role: Role; isOwner: boolean }): void {
  if (target.isOwner) throw forbidden('users.owner_protected', 'Only the owner decides about the owner.');
  if (actor.isOwner || !atLeast(target.role, actor.role)) return;
  if (target.role === 'admin') throw forbidden('users.admin_protected', 'Only the owner can do this to an admin.');
  throw forbidden('users.peer_protected', 'You can do this only to somebody whose role stands below your own.');
}

/** What only the owner does, signed in. */
export function refuseUnlessOwner(actor: Standing): void {
  if (!actor.isOwner) throw forbidden('users.owner_only', 'Only the owner can hand the ownership over.');
}
