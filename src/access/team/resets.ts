import type { z } from 'zod';
import type { Background } from '../../platform/background.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import { forbidden, gone, notFound } from '../../platform/http/errors.ts';
import type { Outbox } from '../../platform/mail.ts';
import { recordAudit } from '../audit/record.ts';
import { endLogins, findUserByEmail, updatePassword } from '../auth/auth.sql.ts';
import type { AuthDeps } from '../auth/auth.ts';
import { refuseWeakPassword } from '../password-policy.ts';
import { resetMail } from './mails.ts';
import { countResetsOfLastHour, deleteResetsOf, findResetByToken, insertReset, useReset } from './resets.sql.ts';
import { refuseUnlessAbove, standingToward } from './standing.ts';
import type { Acting } from './standing.ts';
import type { NewPassword } from './team.schema.ts';
import { hashToken, newToken, oneTimeLink } from './tokens.ts';
import { lockPeople, removePassword } from './users.sql.ts';

export type ResetDeps = Pick<AuthDeps, 'db' | 'config'> & { outbox: Outbox | null; background: Background };

type Asking = { address: string; requestId: string };

// However many addresses the requests come from, nobody's mailbox is flooded.
const MOST_MAILS_PER_HOUR = 3;

const FORGOTTEN = 'If this address has a user and this server can send mail, a link is on its way. Otherwise ask an admin for one.';

const linkIsDead = () => gone('auth.reset_expired', 'This link was used already, or its 30 minutes are over; ask for a new one.');

/** For somebody else: the old password stops working at once, and the link to a new one goes to them or to whoever asked. */
export async function resetPasswordOf({ config, outbox }: ResetDeps, call: Acting & { params: { id: string } }) {
  const { actor, target } = await standingToward(call, call.params.id);
  if (target.deletedAt) throw notFound('users');
  if (target.id === actor.userId) throw forbidden('users.self_reset', 'Change your own password with POST /v1/auth/password.');
  refuseUnlessAbove(actor, target);
  const { tx } = call;
  await removePassword(tx, target.id);
  await endLogins(tx, target.id, 'password_reset');
  await deleteResetsOf(tx, target.id);
  const { link, expiresAt } = await newResetLink(tx, target.id, config.publicUrl);
  if (outbox) await outbox.queue(tx, resetMail({ to: target.email, link }));
  await recordAudit(tx, call, { action: 'users.reset_password', target: { type: 'user', id: target.id }, changes: { password: {} } });
  return { link: outbox ? null : link, expiresAt, mailed: outbox !== null };
}

/** For oneself: answers at once and looks only afterwards whether there is such a user, so that the answer does not tell. */
export function sendResetLink(deps: ResetDeps, email: string, asking: Asking): { message: string } {
  const { outbox } = deps;
  if (outbox) deps.background.run('password reset', () => mailResetLink(deps, outbox, email, asking));
  return { message: FORGOTTEN };
}

async function mailResetLink({ db, config }: ResetDeps, outbox: Outbox, email: string, { address, requestId }: Asking): Promise<void> {
  const user = await db.asSystem('password reset address', (tx) => findUserByEmail(tx, email));
  if (!user) return;
  await db.inOrganization(user.organizationId, async (tx) => {
    const [person] = await lockPeople(tx, [user.id]);
    if (!person || person.deletedAt || person.email !== email) return;
    if ((await countResetsOfLastHour(tx, user.id)) >= MOST_MAILS_PER_HOUR) return;
    const { link } = await newResetLink(tx, user.id, config.publicUrl);
    await outbox.queue(tx, resetMail({ to: email, link }));
    await recordAudit(tx, { caller: null, address, requestId }, { action: 'auth.forgot', target: { type: 'user', id: user.id } });
  });
}

/** Before the transaction: a dead link costs no hashing. */
export async function prepareReset({ db, passwords }: AuthDeps, { body }: { body: Body }) {
  const found = await db.asSystem('password reset token', (tx) => findResetByToken(tx, hashToken(body.token)));
  if (!found) throw linkIsDead();
  await refuseWeakPassword(body.password);
  return { ...found, passwordHash: await passwords.hash(body.password) };
}

type Body = z.output<typeof NewPassword>;
type Resetting = Asking & {
  body: Body;
  prepared: { organizationId: string; userId: string; passwordHash: string };
};

/** Sets the new password and ends every sign-in that the old one had made. */
export async function resetPassword(db: Db, { body, prepared, address, requestId }: Resetting): Promise<void> {
  const { organizationId, userId, passwordHash } = prepared;
  await db.inOrganization(organizationId, async (tx) => {
    // The person first, as everywhere, so that this and their deletion do not wait for each other.
    await lockPeople(tx, [userId]);
    const user = await useReset(tx, hashToken(body.token));
    if (!user) throw linkIsDead();
    await updatePassword(tx, userId, passwordHash);
    await endLogins(tx, userId, 'password_reset');
    await deleteResetsOf(tx, userId);
    await recordAudit(
      tx,
      { caller: null, address, requestId },
      {
        action: 'auth.reset',
        target: { type: 'user', id: userId },
        changes: { password: {} },
        as: { type: 'user', id: userId, name: user.name },
      },
    );
  });
}

/** A link to a new password for this user, good once and for half an hour. */
export async function newResetLink(tx: Tx, userId: string, publicUrl: string): Promise<{ link: string; expiresAt: Date }> {
  const { token, hash } = newToken();
  const { expiresAt } = await insertReset(tx, userId, hash);
  return { link: oneTimeLink(publicUrl, 'reset', token), expiresAt };
}
