import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { parseApiKey } from '../api-key-format.ts';
import type { ApiKeyParts } from '../api-key-format.ts';
import { invalidCredential } from '../auth/authenticate.ts';
import type { VerifyApiKey } from '../auth/authenticate.ts';
import type { PasswordHasher } from '../password-hash.ts';
import { isWithin } from './address-ranges.ts';
import { effectivePermissions } from './ceiling.ts';
import { findKeyCaller } from './keys.sql.ts';
import type { KeyCallerRow } from './keys.sql.ts';

type Verifying = { db: Pick<Db, 'asSystem'>; passwords: Pick<PasswordHasher, 'compare'>; clock: Clock };

// Enough for every key of a large installation; wrong ones are kept apart, so that a flood of them pushes out no right one.
const MAX_RIGHT = 10_000;
const MAX_WRONG = 5_000;
const REMEMBERED_MS = 10 * 60_000;

/**
 * Finds out whose key it is. Its row is read on every request, so what changes counts at once; only bcrypt is left out for a key
 * whose digest was found to fit the stored hash before. Whatever is wrong with a key, the answer is the same.
 */
export function createKeyVerifier({ db, passwords, clock }: Verifying): VerifyApiKey {
  const fits = createComparison(passwords);
  return async function verify(text, address) {
    const key = parseApiKey(text);
    if (!key) throw invalidCredential();
    const row = await db.asSystem('api key lookup', (tx) => findKeyCaller(tx, key.id), { single: true });
    const hash = row && isUsable(row, address, clock.now()) ? hashFor(row, key, clock.now()) : null;
    if (!row || hash === null || !(await fits(text, key.secret, hash))) throw invalidCredential();
    return callerOf(row);
  };
}

function isUsable({ expiresAt, addresses }: KeyCallerRow, address: string, now: Date): boolean {
  return (expiresAt === null || expiresAt > now) && (addresses === null || isWithin(address, addresses));
}

/** The stored hash that this key could fit. A guess hardly ever has the checksum of the real one, so it costs no bcrypt. */
function hashFor(row: KeyCallerRow, { checksum }: ApiKeyParts, now: Date): string | null {
  if (checksum === row.checksum) return row.secretHash;
  const overlaps = row.previousUntil !== null && row.previousUntil > now;
  return overlaps && checksum === row.previousChecksum ? row.previousSecretHash : null;
}

function callerOf(row: KeyCallerRow): Caller {
  return {
    actor: { type: 'api_key', id: row.id, name: row.name },
    organizationId: row.organizationId,
    role: row.role,
    plan: row.plan,
    permissions: effectivePermissions(row),
    clientIds: row.clientIds,
    userId: null,
    loginId: null,
  };
}

/** bcrypt once for each key and stored hash, also when many requests bring it at the same time. */
function createComparison(passwords: Verifying['passwords']) {
  // Digest → the hash that it was compared with; another hash (a new secret) asks again.
  const right = new LRUCache<string, string>({ max: MAX_RIGHT, ttl: REMEMBERED_MS });
  const wrong = new LRUCache<string, string>({ max: MAX_WRONG, ttl: REMEMBERED_MS });
  const running = new Map<string, Promise<boolean>>();

  async function compare(digest: string, secret: string, hash: string): Promise<boolean> {
    const result = await passwords.compare(secret, hash);
    (result ? right : wrong).set(digest, hash);
    return result;
  }

  return async function fits(text: string, secret: string, hash: string): Promise<boolean> {
    const digest = createHash('sha256').update(text).digest('base64');
    if (right.get(digest) === hash) return true;
    if (wrong.get(digest) === hash) return false;
    const id = digest + hash;
    const known = running.get(id);
    if (known) return known;
    const fresh = compare(digest, secret, hash).finally(() => running.delete(id));
    running.set(id, fresh);
    return fresh;
  };
}
