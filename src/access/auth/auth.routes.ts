import type { z } from 'zod';
import type { Caller } from '../../platform/http/caller.ts';
import { listOf } from '../../platform/http/lists.ts';
import { del, get, idParams, post } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import {
  changePassword,
  confirmTotpEnrolment,
  disableTotp,
  endOwnLogin,
  enrolTotp,
  me,
  ownLogins,
  preparePasswordChange,
  provePassword,
} from './account.ts';
import type { AuthDeps } from './auth.ts';
import {
  Credentials,
  Login,
  Me,
  PasswordChange,
  PasswordProof,
  RecoveryCodes,
  Registered,
  Registration,
  SetupState,
  SignedIn,
  TotpCode,
  TotpEnrolment,
} from './auth.schema.ts';
import { refresh } from './refresh.ts';
import { register, setupState } from './register.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

type Prepares<Body extends z.ZodType> = { caller: Caller; body: z.output<Body> };

/** Registering, signing in, and one's own account. Idempotency-Key is not offered here. */
export function authRoutes(deps: AuthDeps): Route[] {
  const own = { allow: 'signedIn', idempotent: false } as const;
  const open = { allow: 'public' } as const;
  return [
    get('/v1/auth/setup', { ...open, summary: 'Whether this server still waits for its first organisation', answer: SetupState }, (call) =>
      setupState(deps, call),
    ),
    post(
      '/v1/auth/register',
      { ...open, limit: 'register', summary: 'Create an organisation and its owner', body: Registration, answer: Registered, status: 201 },
      (call) => register(deps, call),
    ),
    post('/v1/auth/login', { ...open, limit: 'login', summary: 'Sign in', body: Credentials, answer: SignedIn }, (call) =>
      signIn(deps, call),
    ),
    post('/v1/auth/refresh', { ...open, summary: 'A new access token for the refresh cookie', answer: SignedIn }, (call) =>
      refresh(deps, call),
    ),
    post('/v1/auth/logout', { ...open, summary: 'Sign out, by access token or by cookie', answer: null }, (call) => signOut(deps, call)),
    get('/v1/auth/me', { ...own, summary: 'Who am I and what may I do', answer: Me }, me),
    post(
      '/v1/auth/password',
      {
        ...own,
        summary: 'Change your password',
        body: PasswordChange,
        answer: null,
        prepare: (call: Prepares<typeof PasswordChange>) => preparePasswordChange(deps, call),
      },
      changePassword,
    ),
    post(
      '/v1/auth/totp',
      {
        ...own,
        summary: 'Set up a second factor; needs your password',
        body: PasswordProof,
        answer: TotpEnrolment,
        prepare: (call: Prepares<typeof PasswordProof>) => provePassword(deps, call),
      },
      (call) => enrolTotp(deps, call),
    ),
    post(
      '/v1/auth/totp/confirm',
      { ...own, summary: 'Switch the second factor on with its first code', body: TotpCode, answer: RecoveryCodes },
      (call) => confirmTotpEnrolment(deps, call),
    ),
    del(
      '/v1/auth/totp',
      {
        ...own,
        summary: 'Remove the second factor',
        body: PasswordProof,
        answer: null,
        prepare: (call: Prepares<typeof PasswordProof>) => provePassword(deps, call),
      },
      disableTotp,
    ),
    get('/v1/auth/logins', { ...own, summary: 'Your living sign-ins', answer: listOf(Login) }, ownLogins),
    del('/v1/auth/logins/:id', { ...own, summary: 'End one of your sign-ins', params: idParams, answer: null }, endOwnLogin),
  ];
}
