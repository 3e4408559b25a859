import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import type { SecretStore } from '../../platform/crypto/secret-store.ts';
import type { Db } from '../../platform/db/db.ts';
import type { Clock } from '../../platform/clock.ts';
import { deleteSigningKeysOlderThan, insertSigningKey, listSigningKeys, lockSigningKeys } from './auth.sql.ts';

export type AccessClaims = { userId: string; loginId: string; organizationId: string };

export type SigningKeys = {
  sign(claims: AccessClaims): Promise<string>;
  /** The claims, or null for a token that is forged, foreign or expired. */
  verify(token: string): Promise<AccessClaims | null>;
};

export const ACCESS_TOKEN_SECONDS = 15 * 60;
const KEY_LIFE_DAYS = 30;
// A key signs for 30 days and verifies for a day longer, far more than the quarter of an hour that a token lives.
const KEY_KEPT_DAYS = KEY_LIFE_DAYS + 1;
const RELOAD_AT_MOST_EVERY_MS = 5_000;
const RELOAD_AFTER_MS = 3_600_000;
const MAX_VERIFIED = 10_000;
const PURPOSE = 'signing_keys.sealed';
const ISSUER = 'waxwing';

/** Access tokens are signed with keys that live, sealed, in the database: every node has them, and they renew themselves. */
export function createSigningKeys({ db, secrets, clock }: { db: Db; secrets: SecretStore; clock: Clock }): SigningKeys {
  // A token's signature is checked once; whether its sign-in still lives is asked of the database every time.
  const verified = new LRUCache<string, { claims: AccessClaims; expiresAt: number }>({ max: MAX_VERIFIED });
  let keys = new Map<string, Uint8Array>();
  let newest: string | null = null;
  let loadedAt = 0;
  let loading: Promise<void> | null = null;

  async function load(): Promise<void> {
    const loaded = await db.asSystem('signing keys', async (tx) => {
      let rows = await listSigningKeys(tx);
      if ((rows[0]?.ageDays ?? Infinity) >= KEY_LIFE_DAYS) {
        await lockSigningKeys(tx);
        rows = await listSigningKeys(tx);
        if ((rows[0]?.ageDays ?? Infinity) >= KEY_LIFE_DAYS) {
          const sealed = await secrets.seal(tx, PURPOSE, randomBytes(32).toString('base64url'));
          await insertSigningKey(tx, { id: uuidv7(), sealed });
          await deleteSigningKeysOlderThan(tx, KEY_KEPT_DAYS);
          rows = await listSigningKeys(tx);
        }
      }
      const opened: [string, Uint8Array][] = [];
      for (const { id, sealed } of rows) opened.push([id, Buffer.from(await secrets.open(tx, PURPOSE, sealed), 'base64url')]);
      return opened;
    });
    keys = new Map(loaded);
    newest = loaded[0]?.[0] ?? null;
    loadedAt = clock.now().getTime();
  }

  function reload(): Promise<void> {
    loading ??= load().finally(() => (loading = null));
    return loading;
  }

  async function keyFor(id: string): Promise<Uint8Array | null> {
    if (!keys.has(id) && clock.now().getTime() - loadedAt > RELOAD_AT_MOST_EVERY_MS) await reload();
    return keys.get(id) ?? null;
  }

  return {
    async sign({ userId, loginId, organizationId }) {
      if (newest === null || clock.now().getTime() - loadedAt > RELOAD_AFTER_MS) await reload();
      const issuedAt = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({ sid: loginId, org: organizationId })
        .setProtectedHeader({ alg: 'HS256', kid: newest as string })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .sign(keys.get(newest as string) as Uint8Array);
    },
    async verify(token) {
      const known = verified.get(token);
      if (known) return known.expiresAt > clock.now().getTime() ? known.claims : null;
      try {
        const find = async ({ kid }: { kid?: string }) => {
          const key = await keyFor(kid ?? '');
          if (!key) throw new Error('unknown key');
          return key;
        };
        const { payload } = await jwtVerify(token, find, { algorithms: ['HS256'], issuer: ISSUER, currentDate: clock.now() });
        const claims = { userId: String(payload.sub), loginId: String(payload.sid), organizationId: String(payload.org) };
        verified.set(token, { claims, expiresAt: (payload.exp ?? 0) * 1000 });
        return claims;
      } catch {
        return null;
      }
    },
  };
}
