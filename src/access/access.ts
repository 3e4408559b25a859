import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { SecretStore } from '../platform/crypto/secret-store.ts';
import { createBackground } from '../platform/background.ts';
import type { Db } from '../platform/db/db.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { MountOptions } from '../platform/http/mount.ts';
import type { Route } from '../platform/http/route.ts';
import { createAuthenticator, invalidCredential } from './auth/authenticate.ts';
import type { Log } from '../platform/log.ts';
import type { Outbox } from '../platform/mail.ts';
import { authRoutes } from './auth/auth.routes.ts';
import { createSigningKeys } from './auth/signing-keys.ts';
import { createPasswordHasher } from './password-hash.ts';
import { teamRoutes } from './team/team.routes.ts';

export { credentialOf } from './auth/authenticate.ts';
export { recordAudit } from './audit/record.ts';

export type Access = {
  routes: Route[];
  /** Who a credential belongs to, used from that address. */
  authenticate: (credential: string, address: string) => Promise<Caller>;
  limit: MountOptions['limit'];
  stop(): Promise<void>;
};

type AccessOptions = { db: Db; config: Config; clock: Clock; secrets: SecretStore; setupCode: string; log: Log; outbox: Outbox | null };

/** Builds the room: who you are, what you may do, and the record of what was done. */
export function createAccess({ db, config, clock, secrets, setupCode, log, outbox }: AccessOptions): Access {
  const background = createBackground(log);
  const passwords = createPasswordHasher({ cost: config.bcryptCost });
  const signingKeys = createSigningKeys({ db, secrets, clock });
  const verifyApiKey = async () => {
    throw invalidCredential();
  };
  const auth = { db, config, clock, secrets, passwords, signingKeys, countLogin: async () => undefined, setupCode };
  return {
    routes: [...authRoutes(auth), ...teamRoutes({ ...auth, outbox, background })],
    authenticate: createAuthenticator({ db, signingKeys, verifyApiKey }),
    limit: async () => undefined,
    async stop() {
      await background.settle();
      await passwords.stop();
    },
  };
}
