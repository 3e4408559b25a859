import type { z } from 'zod';
import type { Db, Tx } from '../../platform/db/db.ts';
import type { Call } from '../../platform/http/route.ts';
import { unauthorized } from '../../platform/http/errors.ts';
import { recordAudit } from '../audit/record.ts';
import { hashRecoveryCode, verifyTotp } from '../totp.ts';
import { showUser } from '../shown.ts';
import { findUserByEmail, passwordStillIs, useRecoveryCode, useTotpStep } from './auth.sql.ts';
import type { UserRow } from './auth.sql.ts';
import type { AuthDeps } from './auth.ts';
import type { Credentials } from './auth.schema.ts';
import { openLogin } from './tokens.ts';

type SignInCall = Pick<Call, 'request' | 'address' | 'requestId' | 'headers'> & { body: z.output<typeof Credentials> };

const TOTP_PURPOSE = 'users.totp_secret';

/** Checks the password, then the second factor where there is one. A wrong address costs the same time as a wrong password. */
export async function signIn(deps: AuthDeps, call: SignInCall) {
  const { db, passwords } = deps;
  const { email, password, totp } = call.body;
  await deps.countLogin(email);
  const user = await db.asSystem('sign-in', (tx) => findUserByEmail(tx, email));
  const right = await passwords.compare(password, user?.passwordHash ?? null);
  if (!user || !right) {
    // In the background, so that a known address takes no longer than an unknown one.
    if (user) deps.background.run('a refused sign-in', () => noteRefusal(db, call, user, 'password'));
    throw wrongCredentials();
  }
  if (user.totpConfirmedAt && totp === undefined)
    throw unauthorized('auth.totp_required', 'Send the code of your authenticator app as `totp`.');
  const signedIn = await db.inOrganization(user.organizationId, async (tx) => {
    if (!(await passwordStillIs(tx, user.id, user.passwordHash ?? ''))) throw wrongCredentials();
    if (user.totpConfirmedAt && !(await passesSecondFactor(deps, tx, user, totp ?? ''))) return null;
    const as = { type: 'user' as const, id: user.id, name: user.name };
    await recordAudit(tx, { ...call, caller: null }, { action: 'auth.login', target: { type: 'user', id: user.id }, as });
    return openLogin(deps, tx, call, user);
  });
  if (!signedIn) {
    await noteRefusal(db, call, user, 'totp');
    throw unauthorized('auth.totp_invalid', 'This code is wrong or was used before.');
  }
  return { ...signedIn, user: showUser(user) };
}

const wrongCredentials = () => unauthorized('auth.wrong_credentials', 'The e-mail address or the password is wrong.');

/** A code of the app, good once, or one of the recovery codes. */
export async function passesSecondFactor({ secrets, clock }: AuthDeps, tx: Tx, user: UserRow, code: string): Promise<boolean> {
  if (user.totpSecret === null) return false;
  const secret = await secrets.open(tx, TOTP_PURPOSE, user.totpSecret);
  const step = verifyTotp(secret, code, user.totpLastStep, clock.now());
  if (step !== null) return useTotpStep(tx, user.id, step);
  return useRecoveryCode(tx, user.id, hashRecoveryCode(code));
}

async function noteRefusal(db: Db, call: SignInCall, user: UserRow, factor: 'password' | 'totp'): Promise<void> {
  const as = { type: 'user' as const, id: user.id, name: user.name };
  const entry = { action: 'auth.login_refused', target: { type: 'user', id: user.id }, changes: { factor: { to: factor } }, as };
  await db.inOrganization(user.organizationId, (tx) => recordAudit(tx, { ...call, caller: null }, entry));
}
