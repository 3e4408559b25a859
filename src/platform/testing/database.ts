import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { parseMasterKeys } from '../crypto/master-key.ts';
import { openDb } from '../db/db.ts';
import type { Db } from '../db/db.ts';
import { rolesFor } from '../db/roles.ts';
import { createLog } from '../log.ts';

export const TEMPLATE = 'waxwing_template';
export const TEST_KEY = '11'.repeat(32);
/** Roles belong to the whole server, so every clone shares those of the template. */
export const TEST_ROLES = rolesFor('waxwing_test');

export type TestDatabase = { url: string; drop(): Promise<void> };

/** A database of the test file's own, cloned from the migrated template. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env.WAXWING_TEST_ADMIN_URL;
  if (!adminUrl) throw new Error('The test database is not running: start the tests through jest');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, `create database ${name} template ${TEMPLATE}`);
  return { url: withDatabase(adminUrl, name), drop: () => asAdmin(adminUrl, `drop database if exists ${name} with (force)`) };
}

/** Opens a cloned database as the server would. */
export function openTestDb(database: TestDatabase): Db {
  const { deriveKey } = parseMasterKeys(TEST_KEY).current;
  return openDb({ url: database.url, roles: TEST_ROLES, deriveKey, log: createLog({ level: 'error' }), connections: 10 });
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const target = new URL(url);
  target.pathname = `/${name}`;
  return target.href;
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}
