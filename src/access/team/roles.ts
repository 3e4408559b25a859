import type { z } from 'zod';
import type { Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { forbidden, unprocessable } from '../../platform/http/errors.ts';
import { recordAudit } from '../audit/record.ts';
import type { Changes } from '../audit/record.ts';
import { ALL_PERMISSIONS, ROLES, atLeast, permissionsOf } from '../permissions.ts';
import type { Override, Permission, Role } from '../permissions.ts';
import { lockOrganization } from './organization.sql.ts';
import { deleteOverride, listOverrides, putOverride } from './roles.sql.ts';
import { standingOf } from './standing.ts';
import type { Acting } from './standing.ts';
import type { ChangedRole, RolePermissions } from './team.schema.ts';

/** What each role may do here, beside what it may by default. */
export async function listRoles({ tx }: { tx: Tx }) {
  const overrides = await listOverrides(tx);
  return { data: ROLES.map((role) => shown(role, overrides)) };
}

/** Gives and takes the permissions named; the others stay. Nobody gives or takes what they do not have, or touches their own row. */
export async function changeRole(call: Acting & { params: { role: Role }; body: z.output<typeof ChangedRole> }) {
  const { tx, caller } = call;
  const { role } = call.params;
  const wanted = knownPermissions(call.body.permissions);
  const actor = await standingOf(call);
  if (role === 'admin') throw forbidden('roles.fixed', 'An admin may always do everything.');
  if (atLeast(role, actor.role)) throw forbidden('roles.beyond_own', 'You can change only roles that stand below your own.');
  await lockOrganization(tx);
  const overrides = await listOverrides(tx);
  const changed = changedPermissions(wanted, permissionsOf(role, overrides));
  refuseBeyond(caller, changed);
  for (const [permission, granted] of changed) {
    const isDefault = permissionsOf(role, []).has(permission) === granted;
    await (isDefault ? deleteOverride(tx, role, permission) : putOverride(tx, role, permission, granted));
  }
  if (changed.length > 0)
    await recordAudit(tx, call, { action: 'roles.update', target: { type: 'role', id: role }, changes: inWords(changed) });
  return shown(role, await listOverrides(tx));
}

function shown(role: Role, overrides: readonly Override[]): z.input<typeof RolePermissions> {
  const now = permissionsOf(role, overrides);
  const byDefault = permissionsOf(role, []);
  const permissions = ALL_PERMISSIONS.map((each) => [each, { granted: now.has(each), default: byDefault.has(each) }]);
  return { role, fixed: role === 'admin', permissions: Object.fromEntries(permissions) };
}

type Wanted = [Permission, boolean][];

function knownPermissions(permissions: Record<string, boolean>): Wanted {
  const known = new Set<string>(ALL_PERMISSIONS);
  const unknown = Object.keys(permissions).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw unprocessable(unknown.map((name) => ({ path: `permissions.${name}`, message: 'There is no such permission.' })));
  }
  return Object.entries(permissions) as Wanted;
}

const changedPermissions = (wanted: Wanted, now: ReadonlySet<Permission>): Wanted =>
  wanted.filter(([permission, granted]) => now.has(permission) !== granted);

function refuseBeyond(caller: Caller, changed: Wanted): void {
  const beyond = changed.find(([permission]) => !caller.permissions.has(permission));
  if (beyond) throw forbidden('roles.beyond_own', `You cannot give or take ${beyond[0]}, which you do not have.`);
}

const inWords = (changed: Wanted): Changes =>
  Object.fromEntries(changed.map(([permission, granted]) => [permission, { from: !granted, to: granted }]));
