import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { ConfigError, loadConfig, readEnvironment } from './platform/config.ts';
import type { Config } from './platform/config.ts';
import { loadOrCreateMasterKey, parseMasterKeys } from './platform/crypto/master-key.ts';
import type { Keyring } from './platform/crypto/master-key.ts';
import { openSecretStore } from './platform/crypto/open-secret-store.ts';
import type { SecretStore } from './platform/crypto/secret-store.ts';
import { AlreadyRunning, lockDataDir } from './platform/data-dir.ts';
import { openDb } from './platform/db/db.ts';
import type { Db } from './platform/db/db.ts';
import { databaseName, rolesFor } from './platform/db/roles.ts';
import { startEmbedded } from './platform/embedded/embedded.ts';
import { settlePlaces } from './platform/embedded/places.ts';
import { superuserUrl } from './platform/embedded/settings.ts';
import { createLog } from './platform/log.ts';
import type { Log } from './platform/log.ts';

/** What a command of the operator works with: the database of this installation, opened as the server opens it. */
export type Operator = { db: Db; config: Config; keyring: Keyring; secrets: SecretStore; log: Log; close(): Promise<void> };

type Database = { url: string; release: () => Promise<void> };

const EXIT_CONFIG = 78;
const EXIT_FAILURE = 1;
const CONNECTIONS = 6;
const WRONG_LOGIN = new Set(['28P01', '28000']);
const NEVER_STARTED = new Set(['3D000', '42P01', '42501']);

/** Opens the database whether or not the server runs; an embedded one that nobody runs is started for the moment. */
export async function openForOperator(config: Config, log: Log): Promise<Operator> {
  const { url, release } = config.databaseUrl ? { url: config.databaseUrl, release: async () => undefined } : await embedded(config, log);
  try {
    const keyring = parseMasterKeys(config.masterKeys ?? (await loadOrCreateMasterKey(config.dataDir)));
    const { deriveKey } = keyring.current;
    const otherKeys = keyring.others.map((key) => key.deriveKey);
    const db = openDb({ url, roles: rolesFor(databaseName(url)), deriveKey, otherKeys, log, connections: CONNECTIONS });
    const close = async () => {
      await db.close();
      await release();
    };
    return { db, config, keyring, secrets: await openSecretStore(config, keyring), log, close };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Runs one command to its end: its number becomes the exit code, a mistake in the settings 78, any other failure one line and 1. */
export async function runForOperator(work: (operator: Operator, args: string[]) => Promise<number>): Promise<void> {
  const log = createLog({ level: 'warn', destination: pino.destination({ dest: 2, sync: true }) });
  try {
    const operator = await openForOperator(loadConfig(readEnvironment()), log);
    try {
      process.exitCode = await work(operator, process.argv.slice(2));
    } finally {
      await operator.close();
    }
  } catch (error) {
    process.stderr.write(`${inWords(error)}\n`);
    process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILURE;
  }
}

/** While the server runs its database is only visited; else the folder is held, so that no server starts in the middle. */
async function embedded({ dataDir }: Config, log: Log): Promise<Database> {
  if (!existsSync(join(dataDir, 'postgres'))) throw new Error(`There is no database in ${dataDir}: start Waxwing once, or set DATA_DIR.`);
  try {
    const lock = await lockDataDir(dataDir);
    return await startForTheMoment(dataDir, log, lock.release);
  } catch (error) {
    if (!(error instanceof AlreadyRunning)) throw error;
    const { sockets } = await settlePlaces(dataDir);
    // The pools log in as the roles of the server, so the superuser's password is not needed.
    return { url: superuserUrl(sockets, '', 'waxwing'), release: async () => undefined };
  }
}

async function startForTheMoment(dataDir: string, log: Log, unlock: () => Promise<void>): Promise<Database> {
  try {
    const database = await startEmbedded({ dataDir, log });
    const release = async () => {
      await database.stop();
      await unlock();
    };
    return { url: database.adminUrl, release };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** What stands in the way of opening the database, as one line for the operator. */
export function inWords(error: unknown): string {
  const { code = '', message, cause } = error as Error & { code?: string };
  const reason = cause as (Error & { code?: string }) | undefined;
  const state = reason?.code ?? code;
  if (WRONG_LOGIN.has(state)) return 'The database refuses the login: is TOKEN_MASTER_KEY the one that the server runs with?';
  if (NEVER_STARTED.has(state)) return 'The database is not of this version of Waxwing: start the server once, then try again.';
  return reason ? `${message} (${reason.message})` : message;
}
