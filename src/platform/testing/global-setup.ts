import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { parseMasterKeys } from '../crypto/master-key.ts';
import { migrate } from '../db/migrate.ts';
import { startEmbedded } from '../embedded/embedded.ts';
import type { EmbeddedPostgres } from '../embedded/embedded.ts';
import { createLog } from '../log.ts';
import { packageRoot } from '../package.ts';
import { TEMPLATE, TEST_KEY, TEST_ROLES, withDatabase } from './database.ts';

declare global {
  var waxwingTestPostgres: { server: EmbeddedPostgres; dataDir: string } | undefined;
}

/** One PostgreSQL for the whole run, with a template database that is migrated once. */
export default async function globalSetup(): Promise<void> {
  const log = createLog({ level: 'warn' });
  const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-test-'));
  const server = await startEmbedded({ dataDir, log, lowDurability: true });
  globalThis.waxwingTestPostgres = { server, dataDir };
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const { deriveKey } = parseMasterKeys(TEST_KEY).current;
  const adminUrl = withDatabase(server.adminUrl, TEMPLATE);
  await migrate({ adminUrl, roles: TEST_ROLES, deriveKey, sqlDir: join(packageRoot, 'sql'), log });
  process.env.WAXWING_TEST_ADMIN_URL = server.adminUrl;
}
