import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/db.ts';
import { conflict, notFound } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import type { Outbox } from '../../platform/mail.ts';
import { recordAudit } from '../audit/record.ts';
import type { AuthDeps } from '../auth/auth.ts';
import type { Role } from '../permissions.ts';
import {
  closeExpiredInvitations,
  insertInvitation,
  listInvitationRows,
  lockInvitation,
  renewInvitation,
  revokeInvitationRow,
} from './invitations.sql.ts';
import type { InvitationRow } from './invitations.sql.ts';
import { invitationMail } from './mails.ts';
import { findOrganization } from './organization.sql.ts';
import { refuseRoleAbove, standingOf } from './standing.ts';
import type { Acting } from './standing.ts';
import type { ListInvitations } from './team.schema.ts';
import { newToken, oneTimeLink } from './tokens.ts';
import { emailTaken } from './users.ts';
import { isEmailTaken } from './users.sql.ts';

export type InvitationDeps = Pick<AuthDeps, 'config'> & { outbox: Outbox | null };

type ById = { params: { id: string } };
type Invited = { email: string; role: Role; name?: string | undefined };

export async function listInvitations({ tx, query }: { tx: Tx; query: z.output<typeof ListInvitations> }) {
  const { limit, status = null } = query;
  const rows = await listInvitationRows(tx, { status, limit, beforeId: readIdCursor(query.cursor) });
  return pageOf(rows, limit, ({ id }) => [id]);
}

/** Before the transaction, because the address may be taken in another organisation. */
export async function prepareInvitation({ db }: Pick<AuthDeps, 'db'>, { email }: { email: string }): Promise<{ emailIsTaken: boolean }> {
  return { emailIsTaken: await db.asSystem('address of an invitation', (tx) => isEmailTaken(tx, email)) };
}

/** Makes a link that lets one person in; it is given out here and never again. */
export async function invite(
  deps: InvitationDeps,
  call: Acting,
  { email, role, name }: Invited,
  { emailIsTaken }: { emailIsTaken: boolean },
): Promise<InvitationRow & { link: string }> {
  const actor = await standingOf(call);
  refuseRoleAbove(actor, role);
  if (emailIsTaken) throw emailTaken();
  const { token, hash } = newToken();
  await closeExpiredInvitations(call.tx, email);
  const row = { id: uuidv7(), email, name: name ?? null, role, tokenHash: hash, invitedBy: actor.userId };
  const invitation = await insertInvitation(call.tx, row);
  if (!invitation) throw conflict('invitations.already_open', 'This address is invited already; send that invitation again or revoke it.');
  await recordAudit(call.tx, call, {
    action: 'invitations.create',
    target: { type: 'invitation', id: invitation.id },
    changes: { email: {}, role: { to: role } },
  });
  return withLink(deps, call.tx, invitation, token);
}

/** The old link dies; seven days begin again. */
export async function resendInvitation(deps: InvitationDeps, call: Acting & ById): Promise<InvitationRow & { link: string }> {
  const actor = await standingOf(call);
  const open = await lockOpenInvitation(call.tx, call.params.id);
  refuseRoleAbove(actor, open.role);
  const { token, hash } = newToken();
  const invitation = await renewInvitation(call.tx, open.id, hash, actor.userId);
  await recordAudit(call.tx, call, { action: 'invitations.resend', target: { type: 'invitation', id: open.id } });
  return withLink(deps, call.tx, invitation, token);
}

export async function revokeInvitation(call: Acting & ById): Promise<void> {
  const actor = await standingOf(call);
  const open = await lockOpenInvitation(call.tx, call.params.id);
  refuseRoleAbove(actor, open.role);
  await revokeInvitationRow(call.tx, open.id);
  await recordAudit(call.tx, call, {
    action: 'invitations.revoke',
    target: { type: 'invitation', id: open.id },
    changes: { status: { from: open.status, to: 'revoked' } },
  });
}

async function lockOpenInvitation(tx: Tx, id: string): Promise<InvitationRow> {
  const invitation = await lockInvitation(tx, id);
  if (!invitation) throw notFound('invitations');
  if (invitation.acceptedAt) throw conflict('invitations.accepted', 'This invitation was accepted already.');
  if (invitation.revokedAt) throw conflict('invitations.revoked', 'This invitation was revoked; make a new one.');
  return invitation;
}

async function withLink({ config, outbox }: InvitationDeps, tx: Tx, invitation: InvitationRow, token: string) {
  const link = oneTimeLink(config.publicUrl, 'invitation', token);
  if (outbox) {
    const { name: organizationName } = await findOrganization(tx);
    await outbox.queue(tx, invitationMail({ to: invitation.email, organizationName, role: invitation.role, link }));
  }
  return { ...invitation, link };
}
