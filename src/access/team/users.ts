import type { z } from 'zod';
import { violatedConstraint } from '../../platform/db/db-errors.ts';
import type { Tx } from '../../platform/db/db.ts';
import { conflict, forbidden, gone, notFound } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import { refuseUnlessStillProved } from '../auth/account.ts';
import type { Proved } from '../auth/account.ts';
import { endLogins, removeTotp } from '../auth/auth.sql.ts';
import { changesBetween, namesOnly, recordAudit } from '../audit/record.ts';
import { ROLES, atLeast } from '../permissions.ts';
import type { Role } from '../permissions.ts';
import { revokeInvitationsOf } from './invitations.sql.ts';
import { deleteResetsOf } from './resets.sql.ts';
import { refuseRoleAbove, refuseUnlessAbove, refuseUnlessOwner, standingToward } from './standing.ts';
import type { Acting } from './standing.ts';
import type { ChangedUser, ListUsers } from './team.schema.ts';
import { findUserRow, listUserRows, markUserDeleted, moveOwnership, restoreUserRow, revokeKeysOf, updateUser } from './users.sql.ts';
import type { UserRow } from './users.sql.ts';

type ById = { params: { id: string } };

export const emailTaken = () => conflict('users.email_taken', 'This e-mail address has a user already.');

export async function listUsers({ tx, query }: { tx: Tx; query: z.output<typeof ListUsers> }) {
  const { deleted, limit } = query;
  const rows = await listUserRows(tx, { deleted, limit, beforeId: readIdCursor(query.cursor) });
  return pageOf(rows, limit, ({ id }) => [id]);
}

export async function getUser({ tx, params }: { tx: Tx } & ById): Promise<UserRow> {
  const user = await findUserRow(tx, params.id);
  if (!user) throw notFound('users');
  return user;
}

export async function changeUser(call: Acting & ById & { body: z.output<typeof ChangedUser> }): Promise<UserRow> {
  const { actor, target } = await standingToward(call, call.params.id);
  if (target.deletedAt) throw notFound('users');
  const wanted = { name: target.name, email: target.email, role: target.role, ...call.body };
  // A key acts for whoever made it, but one that may do less does not stand where they stand.
  if (target.id !== actor.userId || !atLeast(actor.role, target.role)) refuseUnlessAbove(actor, target);
  else if (wanted.email !== target.email)
    throw forbidden('users.self_email', 'Change your own e-mail address with PATCH /v1/auth/me and your password.');
  else if (target.isOwner && wanted.role !== target.role)
    throw forbidden('users.owner_protected', 'The owner stays an admin; hand the ownership over first.');
  refuseRoleAbove(actor, wanted.role);
  const personal = namesOnly(Object.keys(changesBetween(target, { name: wanted.name, email: wanted.email })));
  const changes = { ...personal, ...changesBetween(target, { role: wanted.role }) };
  if (Object.keys(changes).length === 0) return getUser(call);
  const user = await unlessTaken(updateUser(call.tx, target.id, wanted));
  if (changes.role) await revokeInvitationsOf(call.tx, target.id, rolesAbove(wanted.role));
  if (changes.email) await deleteResetsOf(call.tx, target.id);
  await recordAudit(call.tx, call, { action: 'users.update', target: { type: 'user', id: target.id }, changes });
  return user;
}

/** Everything by which the user could act ends with the same commit: sign-ins, API keys, invitations, links. */
export async function deleteUser(call: Acting & ById): Promise<void> {
  const { actor, target } = await standingToward(call, call.params.id);
  if (target.deletedAt) throw notFound('users');
  if (target.id === actor.userId) throw forbidden('users.self_delete', 'Nobody deletes themself; ask somebody above you.');
  refuseUnlessAbove(actor, target);
  await markUserDeleted(call.tx, target.id);
  await endLogins(call.tx, target.id, 'user_deleted');
  await revokeKeysOf(call.tx, target.id);
  await revokeInvitationsOf(call.tx, target.id, ROLES);
  await deleteResetsOf(call.tx, target.id);
  await recordAudit(call.tx, call, {
    action: 'users.delete',
    target: { type: 'user', id: target.id },
    changes: { state: { from: 'active', to: 'deleted' } },
  });
}

/** Brings the user back as they were; what had ended with them stays ended. */
export async function restoreUser(call: Acting & ById): Promise<UserRow> {
  const { actor, target } = await standingToward(call, call.params.id);
  if (!target.deletedAt) throw conflict('users.not_deleted', 'This user is not deleted.');
  if (target.isGone) throw gone('users.restore_expired', 'A deletion can be undone for 30 days, which are over.');
  refuseUnlessAbove(actor, target);
  const user = await unlessTaken(restoreUserRow(call.tx, target.id));
  await recordAudit(call.tx, call, {
    action: 'users.restore',
    target: { type: 'user', id: target.id },
    changes: { state: { from: 'deleted', to: 'active' } },
  });
  return user;
}

/** For somebody who has lost their second factor: the password alone lets them in again, and nobody stays in. */
export async function removeSecondFactor(call: Acting & ById): Promise<void> {
  const { actor, target } = await standingToward(call, call.params.id);
  if (target.id === actor.userId) throw forbidden('users.self_totp', 'Remove your own second factor with DELETE /v1/auth/totp.');
  refuseUnlessAbove(actor, target);
  const { totpEnabled } = await getUser(call);
  if (!totpEnabled) throw conflict('users.totp_not_enabled', 'This user has no second factor.');
  await removeTotp(call.tx, target.id);
  await endLogins(call.tx, target.id, 'totp_removed');
  await recordAudit(call.tx, call, {
    action: 'users.remove_totp',
    target: { type: 'user', id: target.id },
    changes: { totp: { from: 'enabled', to: 'disabled' } },
  });
}

/** The owner stays an admin; the other becomes one. It cannot be taken back, so the password was proved before. */
export async function transferOwnership(call: Acting & ById & Proved): Promise<UserRow> {
  const { actor, target } = await standingToward(call, call.params.id);
  refuseUnlessOwner(actor);
  if (target.deletedAt) throw notFound('users');
  if (target.id === actor.userId) throw conflict('users.already_owner', 'This user is the owner already.');
  await refuseUnlessStillProved(call.tx, call.caller, call.prepared);
  const user = await moveOwnership(call.tx, actor.userId, target.id);
  await recordAudit(call.tx, call, {
    action: 'ownership.transfer',
    target: { type: 'user', id: target.id },
    changes: { owner: { from: actor.userId, to: target.id }, ...changesBetween(target, { role: 'admin' }) },
  });
  return user;
}

const rolesAbove = (role: Role): Role[] => ROLES.filter((each) => !atLeast(role, each));

/** A new address that somebody signs in with already is the caller's mistake. */
export async function unlessTaken(change: Promise<UserRow>): Promise<UserRow> {
  try {
    return await change;
  } catch (error) {
    throw violatedConstraint(error) === 'users_email' ? emailTaken() : error;
  }
}
