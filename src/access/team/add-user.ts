import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { namesOnly, recordAudit } from '../audit/record.ts';
import { refuseWeakPassword } from '../password-policy.ts';
import { invite, prepareInvitation } from './invitations.ts';
import type { InvitationDeps } from './invitations.ts';
import { revokeInvitationsTo } from './invitations.sql.ts';
import { refuseRoleAbove, standingOf } from './standing.ts';
import type { Acting } from './standing.ts';
import type { TeamDeps } from './team.ts';
import type { NewUser } from './team.schema.ts';
import { emailTaken } from './users.ts';
import { insertUser } from './users.sql.ts';
import type { UserRow } from './users.sql.ts';

type Body = z.output<typeof NewUser>;
type Prepared = { passwordHash: string | null; emailIsTaken: boolean };

/** Before the transaction: hashing is slow, and an address may be taken in another organisation. */
export async function prepareUser(deps: TeamDeps, { body }: { body: Body }): Promise<Prepared> {
  const { email, password } = body;
  if (password === undefined) return { passwordHash: null, ...(await prepareInvitation(deps, { email })) };
  await refuseWeakPassword(password);
  return { passwordHash: await deps.passwords.hash(password), emailIsTaken: false };
}

/** A user who can sign in at once, or without a password an invitation for them to become one. */
export async function addUser(deps: InvitationDeps, call: Acting & { body: Body; prepared: Prepared }) {
  const { passwordHash } = call.prepared;
  if (passwordHash !== null) return createUser(call, call.body, passwordHash);
  const { id, link, expiresAt } = await invite(deps, call, call.body, call.prepared);
  const { name, email, role } = call.body;
  return { id, name, email, role, invitation: { id, link, expiresAt } };
}

async function createUser(call: Acting, { name, email, role }: Body, passwordHash: string): Promise<UserRow> {
  refuseRoleAbove(await standingOf(call), role);
  const user = await insertUser(call.tx, { id: uuidv7(), name, email, role, passwordHash });
  if (!user) throw emailTaken();
  await revokeInvitationsTo(call.tx, email);
  const changes = { ...namesOnly(['name', 'email']), role: { to: role } };
  await recordAudit(call.tx, call, { action: 'users.create', target: { type: 'user', id: user.id }, changes });
  return user;
}
