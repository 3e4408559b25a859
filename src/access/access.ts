import type { Request, Response } from 'express';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Keyring } from '../platform/crypto/master-key.ts';
import type { SecretStore } from '../platform/crypto/secret-store.ts';
import { createBackground } from '../platform/background.ts';
import type { Db } from '../platform/db/db.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { MountOptions } from '../platform/http/mount.ts';
import type { Route } from '../platform/http/route.ts';
import type { Log } from '../platform/log.ts';
import type { Outbox } from '../platform/mail.ts';
import { writeAnchor } from './audit/anchor.ts';
import { auditRoutes } from './audit/audit.routes.ts';
import { forgetOldAuditLogs } from './audit/retention.ts';
import { createSealer } from './audit/seal.ts';
import type { AuthDeps } from './auth/auth.ts';
import { createAuthenticator } from './auth/authenticate.ts';
import { authRoutes } from './auth/auth.routes.ts';
import { createSigningKeys } from './auth/signing-keys.ts';
import { keyRoutes } from './keys/keys.routes.ts';
import { createKeyUsage, forgetOldUsage } from './keys/usage.ts';
import type { KeyUsage } from './keys/usage.ts';
import { createKeyVerifier } from './keys/verify.ts';
import { createLimits, forgetOldCounts } from './limits/limits.ts';
import type { Limits } from './limits/limits.ts';
import { createPasswordHasher } from './password-hash.ts';
import { teamRoutes } from './team/team.routes.ts';
import { startTimer } from './timer.ts';
import type { Timer } from './timer.ts';

export { credentialOf } from './auth/authenticate.ts';
export { listAdminEmails } from './team/users.sql.ts';
export { namesOnly, recordAudit } from './audit/record.ts';
export type { Changes } from './audit/record.ts';
export type { Actor } from './audit/record.ts';
export { organizationTimezone } from './team/organization.ts';
export { planOf } from './team/plan.ts';
export { removeClientFromKeys } from './keys/keys.sql.ts';

export type Access = {
  routes: Route[];
  /** Who a credential belongs to, used from that address. */
  authenticate: (credential: string, address: string) => Promise<Caller>;
  limit: MountOptions['limit'];
  /** Wraps the finding out of who calls: a wrong credential is counted against the address. */
  countingRefusals: Limits['countingRefusals'];
  /** For the hourly timer: takes away what is kept for a time only. */
  forgetOld(): Promise<void>;
  stop(): Promise<void>;
};

type AccessOptions = {
  db: Db;
  config: Config;
  clock: Clock;
  keyring: Keyring;
  secrets: SecretStore;
  setupCode: string;
  log: Log;
  outbox: Outbox | null;
  knowsClients: AuthDeps['knowsClients'];
};

// What a killed process has counted since is lost.
const USAGE_FLUSH_MS = 5_000;
const SEAL_EVERY_MS = 1_000;

/** Builds the room: who you are, what you may do, and the record of what was done. */
export async function createAccess({
  db,
  config,
  clock,
  keyring,
  secrets,
  setupCode,
  log,
  outbox,
  knowsClients,
}: AccessOptions): Promise<Access> {
  const background = createBackground(log);
  const passwords = createPasswordHasher({ cost: config.bcryptCost });
  const signingKeys = createSigningKeys({ db, secrets, clock });
  const verifyApiKey = createKeyVerifier({ db, passwords, clock });
  const usage = createKeyUsage({ db, clock });
  const flusher = startTimer({ name: 'api key usage', everyMs: USAGE_FLUSH_MS, log, work: () => usage.flush() });
  const sealing = config.role === 'web' ? null : startSealing({ db, config, keyring, log });
  const limits = await createLimits({ config, db, log });
  const countLogin = (email: string) => limits.countLogin(email);
  const auth = { db, config, clock, secrets, passwords, signingKeys, countLogin, setupCode, background, knowsClients };
  return {
    routes: [...authRoutes(auth), ...teamRoutes({ ...auth, outbox }), ...keyRoutes({ ...auth, usage }), ...auditRoutes(db)],
    authenticate: createAuthenticator({ db, signingKeys, verifyApiKey }),
    countingRefusals: (request, authenticate) => limits.countingRefusals(request, authenticate),
    async limit(request, response, caller, route) {
      if (caller?.actor.type === 'api_key') noteUse(usage, caller.actor.id, request, response);
      await limits.limit(request, response, caller, route);
    },
    async forgetOld() {
      await forgetOldAuditLogs({ db, keyring, days: config.auditRetentionDays });
      await forgetOldUsage(db);
      await forgetOldCounts(db);
    },
    async stop() {
      await background.settle();
      await Promise.all([sealing?.stop(), flusher.stop(), limits.stop(), passwords.stop()]);
      await usage.flush();
    },
  };
}

function startSealing({ db, config, keyring, log }: Pick<AccessOptions, 'db' | 'config' | 'keyring' | 'log'>): Timer {
  const sealer = createSealer({ db, keyring, log, keepAnchor: (anchor) => writeAnchor(config.dataDir, anchor) });
  const timer = startTimer({ name: 'audit seal', everyMs: SEAL_EVERY_MS, log, work: () => sealer.seal() });
  return { stop: () => timer.stop().then(() => sealer.seal()) };
}

function noteUse(usage: KeyUsage, keyId: string, request: Request, response: Response): void {
  // Read now: a closed connection has no address any more.
  const address = request.ip ?? '';
  response.once('close', () => usage.note(keyId, address, response.statusCode >= 400));
}
