import { join } from 'node:path';
import type { Config } from './config.ts';
import { loadOrCreateMasterKey, parseMasterKeys } from './crypto/master-key.ts';
import type { Keyring } from './crypto/master-key.ts';
import { lockDataDir } from './data-dir.ts';
import { openDb } from './db/db.ts';
import type { Db } from './db/db.ts';
import { migrate } from './db/migrate.ts';
import { assertLeastPrivilege } from './db/privileges.ts';
import { databaseName, rolesFor } from './db/roles.ts';
import type { DbRoles } from './db/roles.ts';
import { startEmbedded } from './embedded/embedded.ts';
import type { Log } from './log.ts';
import { packageRoot } from './package.ts';
import type { Undo } from './undo.ts';

export type Foundation = { db: Db; keyring: Keyring };

type FoundationOptions = { config: Config; log: Log; onFailure: (error: Error) => void; roles?: DbRoles; undo: Undo };

/** What every room stands on: the data folder for this process alone, the master key, and a database of this version. */
export async function openFoundation({ config, log, onFailure, roles, undo }: FoundationOptions): Promise<Foundation> {
  const onLost = () => onFailure(new Error(`Another server took over ${config.dataDir}`));
  const lock = await lockDataDir(config.dataDir, { onLost });
  undo.add('data folder lock', () => lock.release());
  const keyring = parseMasterKeys(config.masterKeys ?? (await loadOrCreateMasterKey(config.dataDir)));
  const { deriveKey } = keyring.current;
  const otherKeys = keyring.others.map((key) => key.deriveKey);
  const url = config.databaseUrl ?? (await startOwnDatabase(config, log, onFailure, undo));
  const dbRoles = roles ?? rolesFor(databaseName(url));
  await migrate({ adminUrl: config.databaseAdminUrl ?? url, roles: dbRoles, deriveKey, sqlDir: join(packageRoot, 'sql'), log });
  const db = openDb({ url, roles: dbRoles, deriveKey, otherKeys, log, connections: config.databaseConnections });
  undo.add('database pools', () => db.close());
  await assertLeastPrivilege(db, dbRoles);
  return { db, keyring };
}

async function startOwnDatabase({ dataDir }: Config, log: Log, onFailure: (error: Error) => void, undo: Undo): Promise<string> {
  const database = await startEmbedded({ dataDir, log });
  undo.add('embedded PostgreSQL', () => database.stop());
  database.onFailure(onFailure);
  return database.adminUrl;
}
