import type { z } from 'zod';
import type { Caller } from '../../platform/http/caller.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { person, provePassword, refuseUnlessStillProved } from '../auth/account.ts';
import type { Proved } from '../auth/account.ts';
import { findUser } from '../auth/auth.sql.ts';
import type { AuthDeps } from '../auth/auth.ts';
import { changesBetween, namesOnly, recordAudit } from '../audit/record.ts';
import { deleteResetsOf } from './resets.sql.ts';
import type { ChangedAccount } from './team.schema.ts';
import { getUser, unlessTaken } from './users.ts';
import { lockPeople, updateUser } from './users.sql.ts';
import type { UserRow } from './users.sql.ts';

type Body = z.output<typeof ChangedAccount>;
type Changing = OwnCall & { body: Body; prepared: Proved['prepared'] | null };

/** Before the transaction: proving a password is slow, and a new name needs none. */
export async function prepareOwnChange(deps: AuthDeps, { caller, body }: { caller: Caller; body: Body }): Promise<Changing['prepared']> {
  const { id, organizationId } = person(caller);
  const { email, currentPassword } = body;
  const user = await deps.db.inOrganization(organizationId, (tx) => findUser(tx, id));
  const keepsAddress = email === undefined || email === user?.email;
  return keepsAddress ? null : provePassword(deps, { caller, body: { password: currentPassword } }, 'currentPassword');
}

/** Everyone's own name and address, whatever their role. */
export async function changeOwnAccount({ tx, body, prepared, ...call }: Changing): Promise<UserRow> {
  const { id } = person(call.caller);
  if (prepared) await refuseUnlessStillProved(tx, call.caller, prepared);
  const [before] = await lockPeople(tx, [id]);
  if (!before) return getUser({ tx, params: { id } });
  const wanted = { name: body.name ?? before.name, email: (prepared && body.email) ?? before.email };
  const changes = namesOnly(Object.keys(changesBetween(before, wanted)));
  if (Object.keys(changes).length === 0) return getUser({ tx, params: { id } });
  const user = await unlessTaken(updateUser(tx, id, { ...wanted, role: before.role }));
  if (changes.email) await deleteResetsOf(tx, id);
  await recordAudit(tx, call, { action: 'users.update', target: { type: 'user', id }, changes });
  return user;
}
