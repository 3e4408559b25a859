import type { Request } from 'express';
import type { Db } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { unauthorized } from '../../platform/http/errors.ts';
import { permissionsOf } from '../permissions.ts';
import { findLoginCaller } from './auth.sql.ts';
import type { SigningKeys } from './signing-keys.ts';

export type VerifyApiKey = (key: string, address: string) => Promise<Caller>;

const API_KEY_PREFIX = 'wxw_';

/** A program's credential, by its looks. */
export const isApiKey = (credential: string): boolean => credential.startsWith(API_KEY_PREFIX);

/** The same for everything that is wrong with a credential, so that nothing can be learned from it. */
export const invalidCredential = () => unauthorized('auth.invalid_credential', 'This credential is wrong, expired or revoked.');

/** Finds out who is calling. The role and whether the sign-in still lives are read on every request, so a change counts at once. */
export function createAuthenticator({ db, signingKeys, verifyApiKey }: { db: Db; signingKeys: SigningKeys; verifyApiKey: VerifyApiKey }) {
  return async function authenticate(credential: string, address: string): Promise<Caller> {
    if (isApiKey(credential)) return verifyApiKey(credential, address);
    const claims = await signingKeys.verify(credential);
    if (!claims) throw invalidCredential();
    const login = await db.asSystem('access token', (tx) => findLoginCaller(tx, claims.loginId), { single: true });
    if (!login || login.userId !== claims.userId) throw invalidCredential();
    return {
      actor: { type: 'user', id: login.userId, name: login.name },
      organizationId: login.organizationId,
      role: login.role,
      plan: login.plan,
      // Until the second factor is set up that the organisation asks for, there is nothing else to do here.
      permissions: login.requiresTotp && !login.hasTotp ? new Set() : permissionsOf(login.role, login.overrides),
      clientIds: null,
      userId: login.userId,
      loginId: login.loginId,
    };
  };
}

/** From `Authorization: Bearer …` or `X-Api-Key`; null when neither was sent. */
export function credentialOf(request: Request): string | null {
  const authorization = request.get('authorization');
  if (authorization !== undefined) {
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (token === undefined) throw invalidCredential();
    return token;
  }
  const apiKey = request.get('x-api-key');
  if (apiKey === undefined) return null;
  if (!isApiKey(apiKey)) throw invalidCredential();
  return apiKey;
}
