import { join } from 'node:path';
import { Client } from 'pg';
import { parseMasterKeys } from '../crypto/master-key.ts';
import { migrate } from '../db/migrate.ts';
import { startEmbedded } from '../embedded/embedded.ts';
import type { EmbeddedPostgres } from '../embedded/embedded.ts';
import { createLog } from '../log.ts';
import type { Log } from '../log.ts';
import { packageRoot } from '../package.ts';
import globalTeardown from './global-teardown.ts';
import { openRunFolder } from './run-folder.ts';
import { TEMPLATE, TEST_KEY, TEST_ROLES, withDatabase } from './database.ts';

declare global {
  var waxwingTestPostgres: { server: EmbeddedPostgres; runFolder: string } | undefined;
}

/** One PostgreSQL for the whole run, with a template database that is migrated once. */
export default async function globalSetup(): Promise<void> {
  const log = createLog({ level: 'warn' });
  const runFolder = await openRunFolder();
  const server = await startEmbedded({ dataDir: join(runFolder, 'db'), log, lowDurability: true });
  globalThis.waxwingTestPostgres = { server, runFolder };
  try {
    await makeTemplate(server.adminUrl, log);
  } catch (error) {
    // Jest runs no teardown after a setup that failed.
    await globalTeardown();
    throw error;
  }
  process.env.WAXWING_TEST_ADMIN_URL = server.adminUrl;
}

async function makeTemplate(url: string, log: Log): Promise<void> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const { deriveKey } = parseMasterKeys(TEST_KEY).current;
  const adminUrl = withDatabase(url, TEMPLATE);
  await migrate({ adminUrl, roles: TEST_ROLES, deriveKey, sqlDir: join(packageRoot, 'sql'), log });
}
