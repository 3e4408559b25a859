import { parse } from 'cookie';
import type { Request } from 'express';
import { actFor } from '../../platform/db/scope.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { Call } from '../../platform/http/route.ts';
import { forbidden, unauthorized } from '../../platform/http/errors.ts';
import { recordAudit } from '../audit/record.ts';
import { showUser } from '../shown.ts';
import { endLogin, findRefreshToken, findUser, insertRefreshToken, markRotated } from './auth.sql.ts';
import type { RefreshRow } from './auth.sql.ts';
import type { AuthDeps } from './auth.ts';
import { accessToken, hashToken, newToken, REFRESH_COOKIE, REFRESH_DAYS, refreshCookie } from './tokens.ts';

type CookieCall = Pick<Call, 'request' | 'address' | 'requestId' | 'headers'>;

export const CSRF_HEADER = 'X-Waxwing-Csrf';
// A browser that lost the answer (a reload, two tabs) asks again with the token it still has.
const LOST_ANSWER_SECONDS = 10;
const PURPOSE = 'refresh_tokens.successor';

/** Exchanges the cookie's token for a new pair. A token that comes back gives away a thief: the whole sign-in ends. */
export async function refresh(deps: AuthDeps, call: CookieCall) {
  const arrivedAt = performance.now();
  const token = cookieToken(call.request);
  if (token === null) throw unauthorized('auth.no_session', 'You are not signed in.');
  refuseForeignPages(deps, call.request);
  const outcome = await deps.db.asSystem('refresh', (tx) => exchange(deps, tx, { ...call, arrivedAt }, token));
  if (!outcome) {
    throw unauthorized('auth.session_ended', 'This sign-in has ended: sign in again.', { 'Set-Cookie': refreshCookie(deps, '', 0) });
  }
  call.headers.set('Set-Cookie', refreshCookie(deps, outcome.token, REFRESH_DAYS * 86_400));
  return { ...(await accessToken(deps, outcome.claims)), user: showUser(outcome.user) };
}

type Exchange = CookieCall & { arrivedAt: number };

async function exchange(deps: AuthDeps, tx: Tx, call: Exchange, token: string) {
  const found = await findRefreshToken(tx, hashToken(token));
  if (!found || found.expired || found.endedAt || found.deletedAt) return null;
  const { loginId, organizationId, userId } = found;
  await actFor(tx, organizationId);
  const user = await findUser(tx, userId);
  if (!user) return null;
  const claims = { userId, loginId, organizationId };
  if (found.rotatedAt) {
    const successor = isExcused(call, found) ? await unusedSuccessor(deps, tx, found) : null;
    if (successor !== null) return { token: successor, claims, user };
    await endLogin(tx, userId, loginId, 'token_reused');
    const as = { type: 'user' as const, id: userId, name: user.name };
    await recordAudit(tx, { ...call, caller: null }, { action: 'auth.token_reused', target: { type: 'login', id: loginId }, as });
    return null;
  }
  const successor = newToken();
  await insertRefreshToken(tx, { hash: hashToken(successor), organizationId, loginId, days: REFRESH_DAYS });
  await markRotated(tx, hashToken(token), await deps.secrets.seal(tx, PURPOSE, successor));
  return { token: successor, claims, user };
}

/** Requests that came together, and a browser whose answer was lost a moment ago, are no thieves; a program has to take care of its token. */
function isExcused({ request, arrivedAt }: Exchange, { rotatedAgo }: RefreshRow): boolean {
  if (rotatedAgo === null) return false;
  return rotatedAgo <= (performance.now() - arrivedAt) / 1000 || (isFromPage(request) && rotatedAgo <= LOST_ANSWER_SECONDS);
}

/** The successor once more, as long as it is unused itself. */
async function unusedSuccessor({ secrets }: AuthDeps, tx: Tx, { successor }: RefreshRow): Promise<string | null> {
  if (successor === null) return null;
  const token = await secrets.open(tx, PURPOSE, successor);
  const next = await findRefreshToken(tx, hashToken(token));
  return next && !next.rotatedAt ? token : null;
}

/** The refresh token that the browser brought. */
export function cookieToken(request: Request): string | null {
  return parse(request.get('cookie') ?? '')[REFRESH_COOKIE] || null;
}

// A browser always says where a request comes from.
const isFromPage = (request: Request): boolean => request.get('sec-fetch-site') !== undefined || request.get('origin') !== undefined;

/** A program that keeps the cookie itself says nothing of where it comes from, and cannot be tricked. */
export function refuseForeignPages({ config }: Pick<AuthDeps, 'config'>, request: Request): void {
  if (!isFromPage(request)) return;
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const own = site === undefined ? isOwnOrigin(origin, request, config.publicUrl) : site === 'same-origin' || site === 'none';
  if (!own || request.get(CSRF_HEADER) === undefined) {
    throw forbidden('auth.csrf', `This needs the header ${CSRF_HEADER} and a page of this server.`);
  }
}

// Over plain http, but not on the machine itself, a browser sends no more than the origin. A page of another name would name another host.
function isOwnOrigin(origin: string | undefined, request: Request, publicUrl: string): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === request.get('host');
}
