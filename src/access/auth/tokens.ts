import { createHash, randomBytes } from 'node:crypto';
import { serialize } from 'cookie';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db/db.ts';
import type { Call } from '../../platform/http/route.ts';
import { insertLogin, insertRefreshToken } from './auth.sql.ts';
import type { AuthDeps } from './auth.ts';
import { ACCESS_TOKEN_SECONDS } from './signing-keys.ts';

export const REFRESH_COOKIE = 'waxwing_refresh';
export const REFRESH_DAYS = 30;
const LONGEST_USER_AGENT = 300;

export const hashToken = (token: string) => createHash('sha256').update(token).digest();
export const newToken = () => randomBytes(32).toString('base64url');

type Signing = Pick<Call, 'request' | 'address' | 'headers'>;
type Person = { id: string; organizationId: string };

/** Starts a sign-in of this user: the access token for the answer, the refresh token in its cookie. */
export async function openLogin(deps: AuthDeps, tx: Tx, { request, address, headers }: Signing, user: Person) {
  const loginId = uuidv7();
  const { organizationId } = user;
  const userAgent = (request.get('user-agent') ?? '').slice(0, LONGEST_USER_AGENT);
  await insertLogin(tx, { id: loginId, organizationId, userId: user.id, address, userAgent });
  const token = newToken();
  await insertRefreshToken(tx, { hash: hashToken(token), organizationId, loginId, days: REFRESH_DAYS });
  headers.set('Set-Cookie', refreshCookie(deps, token, REFRESH_DAYS * 86_400));
  return accessToken(deps, { userId: user.id, loginId, organizationId });
}

/** The short-lived half, as every sign-in and refresh answers it. */
export async function accessToken({ signingKeys }: AuthDeps, claims: { userId: string; loginId: string; organizationId: string }) {
  return { accessToken: await signingKeys.sign(claims), expiresIn: ACCESS_TOKEN_SECONDS };
}

/** Readable by no script and sent to the auth routes of this very site only; an age of 0 takes it away. */
export function refreshCookie({ config }: AuthDeps, token: string, maxAge: number): string {
  const secure = config.publicUrl.startsWith('https:');
  return serialize(REFRESH_COOKIE, token, { httpOnly: true, sameSite: 'strict', secure, path: '/v1/auth', maxAge });
}
