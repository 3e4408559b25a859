import type { Tx } from '../../platform/db/db.ts';
import type { Role } from '../permissions.ts';

export type InvitationStatus = 'pending' | 'accepted' | 'revoked' | 'expired';

export type InvitationRow = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  status: InvitationStatus;
  invitedBy: { id: string; name: string };
  createdAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
};

// An invitation that was closed after its time had run out (to make room for another) still counts as expired.
const STATUS = `case when i.accepted_at is not null then 'accepted'
    when i.expires_at <= coalesce(i.revoked_at, now()) then 'expired'
    when i.revoked_at is not null then 'revoked'
    else 'pending' end`;
const INVITATION = `i.id, i.email, i.name, i.role, ${STATUS} as status, i.created_at, i.expires_at, i.accepted_at, i.revoked_at,
  (select jsonb_build_object('id', u.id, 'name', u.name) from users u where u.id = i.invited_by) as invited_by`;
const LIFE = `interval '7 days'`;

type Listing = { status: InvitationStatus | null; beforeId: string | null; limit: number };

/** One row more than the limit, which tells whether there is another page. */
export async function listInvitationRows(tx: Tx, { status, beforeId, limit }: Listing): Promise<InvitationRow[]> {
  return tx.query<InvitationRow>(
    `select ${INVITATION} from invitations i
     where ($1::text is null or ${STATUS} = $1) and ($2::uuid is null or i.id < $2)
     order by i.id desc limit $3`,
    [status, beforeId, limit + 1],
  );
}

type NewInvitationRow = { id: string; email: string; name: string | null; role: Role; tokenHash: Buffer; invitedBy: string };

/** Null when the address has an open invitation already. */
export async function insertInvitation(tx: Tx, row: NewInvitationRow): Promise<InvitationRow | null> {
  return tx.maybe<InvitationRow>(
    `insert into invitations as i (id, email, name, role, token_hash, invited_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + ${LIFE})
     on conflict (organization_id, email) where accepted_at is null and revoked_at is null do nothing
     returning ${INVITATION}`,
    [row.id, row.email, row.name, row.role, row.tokenHash, row.invitedBy],
  );
}

/** Makes room for a new invitation to the same address. */
export async function closeExpiredInvitations(tx: Tx, email: string): Promise<void> {
  await tx.execute(
    'update invitations set revoked_at = now() where email = $1 and accepted_at is null and revoked_at is null and expires_at <= now()',
    [email],
  );
}

export async function lockInvitation(tx: Tx, id: string): Promise<InvitationRow | null> {
  return tx.maybe<InvitationRow>(`select ${INVITATION} from invitations i where i.id = $1 for update of i`, [id]);
}

export async function revokeInvitationRow(tx: Tx, id: string): Promise<void> {
  await tx.execute('update invitations set revoked_at = now() where id = $1', [id]);
}

/** A new link and seven new days; the old link is dead. Whoever sends it answers for it from now on. */
export async function renewInvitation(tx: Tx, id: string, tokenHash: Buffer, invitedBy: string): Promise<InvitationRow> {
  return tx.one<InvitationRow>(
    `update invitations i set token_hash = $2, invited_by = $3, expires_at = now() + ${LIFE} where i.id = $1 returning ${INVITATION}`,
    [id, tokenHash, invitedBy],
  );
}

/** Takes back what a user could still let in with these roles. */
export async function revokeInvitationsOf(tx: Tx, userId: string, roles: readonly Role[]): Promise<void> {
  await tx.execute(
    `update invitations set revoked_at = now()
     where invited_by = $1 and role = any($2) and accepted_at is null and revoked_at is null`,
    [userId, roles],
  );
}

/** Whoever is a user now needs no invitation any more. */
export async function revokeInvitationsTo(tx: Tx, email: string): Promise<void> {
  await tx.execute('update invitations set revoked_at = now() where email = $1 and accepted_at is null and revoked_at is null', [email]);
}

export type FoundInvitation = {
  organizationId: string;
  organizationName: string;
  email: string;
  name: string | null;
  role: Role;
  status: InvitationStatus;
};

/** Looks in every organisation; for a system transaction. */
export async function findInvitationByToken(tx: Tx, tokenHash: Buffer): Promise<FoundInvitation | null> {
  return tx.maybe<FoundInvitation>(
    `select i.organization_id, o.name as organization_name, i.email, i.name, i.role, ${STATUS} as status
     from invitations i join organizations o on o.organization_id = i.organization_id
     where i.token_hash = $1`,
    [tokenHash],
  );
}

/** Null unless the link is still good; locked, so that it lets in one person only. */
export async function lockPendingInvitation(tx: Tx, tokenHash: Buffer): Promise<{ id: string; email: string; role: Role } | null> {
  return tx.maybe(
    `select id, email, role from invitations
     where token_hash = $1 and accepted_at is null and revoked_at is null and expires_at > now() for update`,
    [tokenHash],
  );
}

export async function markAccepted(tx: Tx, id: string): Promise<void> {
  await tx.execute('update invitations set accepted_at = now() where id = $1', [id]);
}
