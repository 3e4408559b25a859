import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Db } from '../../platform/db/db.ts';
import { gone } from '../../platform/http/errors.ts';
import { recordAudit } from '../audit/record.ts';
import { findInvitationByToken, lockPendingInvitation, markAccepted } from './invitations.sql.ts';
import type { FoundInvitation } from './invitations.sql.ts';
import type { AcceptedInvitation } from './team.schema.ts';
import { hashToken } from './tokens.ts';
import { emailTaken } from './users.ts';
import { insertUser } from './users.sql.ts';
import type { UserRow } from './users.sql.ts';

type Accepting = {
  body: z.output<typeof AcceptedInvitation>;
  prepared: { organizationId: string; passwordHash: string };
  address: string;
  requestId: string;
};

// The same for a link that was used, revoked, has expired or never was, so that nothing can be learned from it.
const linkIsDead = () => gone('auth.invitation_expired', 'This link was used or revoked, or its 7 days are over; ask for a new one.');

/** Whom a link invites, and into which organisation. */
export async function findInvitation(db: Db, token: string): Promise<FoundInvitation> {
  const found = await db.asSystem('invitation token', (tx) => findInvitationByToken(tx, hashToken(token)));
  if (found?.status !== 'pending') throw linkIsDead();
  return found;
}

/** The invited person becomes a user; of two who follow the link at once, one does. */
export async function acceptInvitation(db: Db, { body, prepared, address, requestId }: Accepting): Promise<UserRow> {
  return db.inOrganization(prepared.organizationId, async (tx) => {
    const invitation = await lockPendingInvitation(tx, hashToken(body.token));
    if (!invitation) throw linkIsDead();
    const { email, role } = invitation;
    const user = await insertUser(tx, { id: uuidv7(), name: body.name, email, role, passwordHash: prepared.passwordHash });
    if (!user) throw emailTaken();
    await markAccepted(tx, invitation.id);
    await recordAudit(
      tx,
      { caller: null, address, requestId },
      {
        action: 'invitations.accept',
        target: { type: 'invitation', id: invitation.id },
        changes: { userId: { to: user.id }, role: { to: role } },
        as: { type: 'user', id: user.id, name: user.name },
      },
    );
    return user;
  });
}
