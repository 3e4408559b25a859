import type { Request } from 'express';
import type { Call } from '../../platform/http/route.ts';
import { forbidden, unauthorized } from '../../platform/http/errors.ts';
import { recordAudit } from '../audit/record.ts';
import { endLogin, findLoginOwner, findLoginOwnerByRefreshToken } from './auth.sql.ts';
import type { LoginOwnerRow } from './auth.sql.ts';
import type { AuthDeps } from './auth.ts';
import { credentialOf, invalidCredential, isApiKey } from './authenticate.ts';
import { cookieToken, refuseForeignPages } from './refresh.ts';
import { hashToken, refreshCookie } from './tokens.ts';

type SignOutCall = Pick<Call, 'request' | 'address' | 'requestId' | 'headers'>;

/** Ends the sign-in of the access token; when that is missing or has run out, the one of the cookie. */
export async function signOut(deps: AuthDeps, { request, headers, ...call }: SignOutCall): Promise<void> {
  const login = (await loginOfToken(deps, request)) ?? (await loginOfCookie(deps, request));
  headers.set('Set-Cookie', refreshCookie(deps, '', 0));
  if (!login) return;
  const { organizationId, loginId, userId, name } = login;
  await deps.db.inOrganization(organizationId, async (tx) => {
    if (!(await endLogin(tx, userId, loginId, 'logout'))) return;
    const as = { type: 'user' as const, id: userId, name };
    await recordAudit(tx, { ...call, caller: null }, { action: 'auth.logout', target: { type: 'user', id: userId }, as });
  });
}

async function loginOfToken({ db, signingKeys }: AuthDeps, request: Request): Promise<LoginOwnerRow | null> {
  const credential = credentialOf(request);
  if (credential === null) return null;
  if (isApiKey(credential)) throw forbidden('auth.people_only', 'Only people sign out; revoke an API key instead.');
  const claims = await signingKeys.verify(credential);
  const login = claims && (await db.asSystem('sign-out', (tx) => findLoginOwner(tx, claims.loginId), { single: true }));
  if (!login && cookieToken(request) === null) throw invalidCredential();
  return login;
}

/** Null for a sign-in that has ended already: whoever wants to be signed out is. */
async function loginOfCookie({ db, config }: AuthDeps, request: Request): Promise<LoginOwnerRow | null> {
  const token = cookieToken(request);
  if (token === null) throw unauthorized('auth.required', 'You are not signed in.');
  refuseForeignPages({ config }, request);
  return db.asSystem('sign-out', (tx) => findLoginOwnerByRefreshToken(tx, hashToken(token)), { single: true });
}
