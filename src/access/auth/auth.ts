import type { Background } from '../../platform/background.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import type { SecretStore } from '../../platform/crypto/secret-store.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import type { PasswordHasher } from '../password-hash.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What signing in stands on. */
export type AuthDeps = {
  db: Db;
  config: Config;
  clock: Clock;
  secrets: SecretStore;
  passwords: PasswordHasher;
  signingKeys: SigningKeys;
  /** Counts an attempt against the account's own limit, whoever makes it. */
  countLogin: (email: string) => Promise<void>;
  setupCode: string;
  /** Whether all of these are clients of the transaction's organisation: the room that knows stands to the right of this one. */
  knowsClients: (tx: Tx, ids: string[]) => Promise<boolean>;
  /** What must not make an answer slower for one person than for another. */
  background: Background;
};
