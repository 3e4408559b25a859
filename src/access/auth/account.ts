import QRCode from 'qrcode';
import type { Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { conflict, forbidden, notFound, unprocessable } from '../../platform/http/errors.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { recordAudit } from '../audit/record.ts';
import { refuseWeakPassword } from '../password-policy.ts';
import { hashRecoveryCode, makeRecoveryCodes, newTotpSecret, totpUri, verifyTotp } from '../totp.ts';
import { showOrganization, showUser } from '../shown.ts';
import {
  confirmTotp,
  endLogin,
  endLogins,
  findOwnOrganization,
  findUser,
  listLogins,
  passwordStillIs,
  removeTotp,
  replaceRecoveryCodes,
  storeTotpSecret,
  updatePassword,
} from './auth.sql.ts';
import type { UserRow } from './auth.sql.ts';
import type { AuthDeps } from './auth.ts';

const TOTP_PURPOSE = 'users.totp_secret';

/** Who the caller is and what they may do. */
export async function me({ tx, caller }: OwnCall) {
  const organization = await findOwnOrganization(tx);
  const user = caller.userId ? await findUser(tx, caller.userId) : null;
  const isKey = caller.actor.type === 'api_key';
  return {
    user: user && !isKey ? showUser(user) : null,
    organization: showOrganization(organization),
    permissions: [...caller.permissions].sort(),
    ...(isKey ? { apiKey: { id: caller.actor.id, name: caller.actor.name } } : {}),
    mustEnrolTotp: organization.settings.requireTotp === true && user?.totpConfirmedAt === null && !isKey,
  };
}

/** Before the transaction: both the check of the old password and the hash of the new one are slow. */
export async function preparePasswordChange(
  deps: AuthDeps,
  { caller, body }: { caller: Caller; body: { currentPassword: string; newPassword: string } },
) {
  const proved = await provePassword(deps, { caller, body: { password: body.currentPassword } }, 'currentPassword');
  await refuseWeakPassword(body.newPassword, 'newPassword');
  return { ...proved, passwordHash: await deps.passwords.hash(body.newPassword) };
}

/** Sets the new password and ends every other sign-in of this user. */
export async function changePassword({
  tx,
  prepared,
  ...call
}: OwnCall & { prepared: { provedHash: string; passwordHash: string } }): Promise<void> {
  const { id } = person(call.caller);
  await refuseUnlessStillProved(tx, call.caller, prepared);
  await updatePassword(tx, id, prepared.passwordHash);
  await endLogins(tx, id, 'password_changed', call.caller.loginId);
  await recordAudit(tx, call, { action: 'auth.password_changed', target: { type: 'user', id } });
}

/** A new secret, to be confirmed with a first code before it counts; whoever has it can sign in, so the password was proved before. */
export async function enrolTotp({ secrets }: AuthDeps, { tx, caller, prepared }: OwnCall & Proved) {
  await refuseUnlessStillProved(tx, caller, prepared);
  const user = await ownUser(tx, caller);
  if (user.totpConfirmedAt) throw conflict('auth.totp_enabled', 'A second factor is set up already: remove it first.');
  const secret = newTotpSecret();
  await storeTotpSecret(tx, user.id, await secrets.seal(tx, TOTP_PURPOSE, secret));
  const uri = totpUri(secret, user.email);
  return { secret, uri, image: await QRCode.toDataURL(uri, { margin: 1, width: 240 }) };
}

/** The first right code switches the second factor on and gives the recovery codes, this once. */
export async function confirmTotpEnrolment({ secrets, clock }: AuthDeps, { tx, body, ...call }: OwnCall & { body: { code: string } }) {
  const user = await ownUser(tx, call.caller);
  if (user.totpConfirmedAt) throw conflict('auth.totp_enabled', 'A second factor is set up already.');
  if (user.totpSecret === null) throw conflict('auth.totp_not_started', 'Start with POST /v1/auth/totp.');
  const step = verifyTotp(await secrets.open(tx, TOTP_PURPOSE, user.totpSecret), body.code, null, clock.now());
  if (step === null) throw refusedField('auth.totp_invalid', 'code', 'This code is wrong. Check the clock of your phone.');
  await confirmTotp(tx, user.id, step);
  const recoveryCodes = makeRecoveryCodes();
  await replaceRecoveryCodes(tx, user.id, recoveryCodes.map(hashRecoveryCode));
  await recordAudit(tx, call, { action: 'auth.totp_enabled', target: { type: 'user', id: user.id } });
  return { recoveryCodes };
}

/** What proving the password leaves for the transaction. */
export type Proved = { prepared: { provedHash: string } };

type Proving = { caller: Caller; body: { password?: string | undefined } };

/** Before the transaction of whatever needs the caller's password once more: what could take their account over. */
export async function provePassword(deps: AuthDeps, { caller, body }: Proving, path = 'password'): Promise<Proved['prepared']> {
  const { id, organizationId } = person(caller);
  if (body.password === undefined) throw refusedField('auth.password_required', path, 'This needs your current password.');
  const user = await deps.db.inOrganization(organizationId, (tx) => findUser(tx, id));
  // A stolen access token must not become a way to guess the password: it counts as an attempt to sign in.
  await deps.countLogin(user?.email ?? '');
  if (await deps.passwords.compare(body.password, user?.passwordHash ?? null)) return { provedHash: user?.passwordHash ?? '' };
  throw refusedField('auth.wrong_password', path, 'This is not your password.');
}

const refusedField = (code: string, path: string, message: string) => unprocessable([{ path, message }], code, message);

/** Proving takes a while, in which the password may have been changed because of the very thief who proves it. */
export async function refuseUnlessStillProved(tx: Tx, caller: Caller, { provedHash }: Proved['prepared']): Promise<void> {
  if (await passwordStillIs(tx, person(caller).id, provedHash)) return;
  throw conflict('auth.password_changed', 'Your password was changed meanwhile.');
}

/** Takes the second factor away; the password was proved before. */
export async function disableTotp({ tx, prepared, ...call }: OwnCall & Proved): Promise<void> {
  await refuseUnlessStillProved(tx, call.caller, prepared);
  const user = await ownUser(tx, call.caller);
  await removeTotp(tx, user.id);
  await recordAudit(tx, call, { action: 'auth.totp_disabled', target: { type: 'user', id: user.id } });
}

/** The caller's own living sign-ins. */
export async function ownLogins({ tx, caller }: OwnCall) {
  const logins = await listLogins(tx, person(caller).id);
  return { data: logins.map((login) => ({ ...login, current: login.id === caller.loginId })), nextCursor: null };
}

/** Ends one of the caller's own sign-ins. */
export async function endOwnLogin({ tx, params, ...call }: OwnCall & { params: { id: string } }): Promise<void> {
  if (!(await endLogin(tx, person(call.caller).id, params.id, 'revoked'))) throw notFound('logins');
  await recordAudit(tx, call, { action: 'auth.login_revoked', target: { type: 'login', id: params.id } });
}

/** The person behind the caller: nobody is, behind an API key. */
export function person({ userId, actor, organizationId }: Caller): { id: string; organizationId: string } {
  if (!userId || actor.type !== 'user')
    throw forbidden('auth.people_only', 'This is for people; an API key has no password and no sign-ins.');
  return { id: userId, organizationId };
}

async function ownUser(tx: Tx, caller: Caller): Promise<UserRow> {
  const user = await findUser(tx, person(caller).id);
  if (!user) throw notFound('users');
  return user;
}
