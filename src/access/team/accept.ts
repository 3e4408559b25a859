import type { z } from 'zod';
import type { Db } from '../../platform/db/db.ts';
import { gone } from '../../platform/http/errors.ts';
import type { Call } from '../../platform/http/route.ts';
import { recordAudit } from '../audit/record.ts';
import type { AuthDeps } from '../auth/auth.ts';
import { openLogin } from '../auth/tokens.ts';
import { refuseWeakPassword } from '../password-policy.ts';
import { findInvitationByToken, lockPendingInvitation, markAccepted } from './invitations.sql.ts';
import type { FoundInvitation } from './invitations.sql.ts';
import type { AcceptedInvitation } from './team.schema.ts';
import { hashToken } from './tokens.ts';
import { emailTaken } from './users.ts';
import { insertUser } from './users.sql.ts';

type Body = z.output<typeof AcceptedInvitation>;
type Accepting = Pick<Call, 'request' | 'address' | 'requestId' | 'headers'> & {
  body: Body;
  prepared: { organizationId: string; passwordHash: string };
};

// The same for a link that was used, revoked, has expired or never was, so that nothing can be learned from it.
const linkIsDead = () => gone('auth.invitation_expired', 'This link was used or revoked, or its 7 days are over; ask for a new one.');

/** Whom a link invites, and into which organisation. */
export async function previewInvitation(db: Db, token: string) {
  const { organizationName, email, name, role } = await findInvitation(db, token);
  return { organizationName, email, name, role };
}

/** Before the transaction: a dead link costs no hashing. */
export async function prepareAcceptance({ db, passwords }: AuthDeps, { body }: { body: Body }) {
  const { organizationId } = await findInvitation(db, body.token);
  await refuseWeakPassword(body.password);
  return { organizationId, passwordHash: await passwords.hash(body.password) };
}

/** The invited person becomes a user and is signed in; of two who follow the link at once, one is. */
export async function acceptInvitation(deps: AuthDeps, call: Accepting) {
  const { body, prepared, address, requestId } = call;
  const { organizationId, passwordHash } = prepared;
  return deps.db.inOrganization(organizationId, async (tx) => {
    const invitation = await lockPendingInvitation(tx, hashToken(body.token));
    if (!invitation) throw linkIsDead();
    const { email, role } = invitation;
    // The invitation's own id, by which whoever invited them knows them already.
    const user = await insertUser(tx, { id: invitation.id, name: body.name, email, role, passwordHash });
    if (!user) throw emailTaken();
    await markAccepted(tx, invitation.id);
    const target = { type: 'invitation', id: invitation.id };
    const changes = { userId: { to: user.id }, role: { to: role } };
    const as = { type: 'user' as const, id: user.id, name: user.name };
    await recordAudit(tx, { caller: null, address, requestId }, { action: 'invitations.accept', target, changes, as });
    return { ...(await openLogin(deps, tx, call, { id: user.id, organizationId })), user };
  });
}

async function findInvitation(db: Db, token: string): Promise<FoundInvitation> {
  const found = await db.asSystem('invitation token', (tx) => findInvitationByToken(tx, hashToken(token)));
  if (found?.status !== 'pending') throw linkIsDead();
  return found;
}
