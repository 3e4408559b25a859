import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { parseMasterKeys } from '../crypto/master-key.ts';
import { createLog } from '../log.ts';
import { cloneDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/database.ts';
import { openDb } from './db.ts';
import type { Db } from './db.ts';
import { ensureRoles, rolesFor } from './roles.ts';

const roles = rolesFor(`rotating_${randomBytes(6).toString('hex')}`);
const older = parseMasterKeys('11'.repeat(32)).current.deriveKey;
const newer = parseMasterKeys('22'.repeat(32)).current.deriveKey;
const opened: Db[] = [];

let database: TestDatabase;
let admin: Client;

beforeAll(async () => {
  database = await cloneDatabase();
  admin = new Client({ connectionString: database.url });
  await admin.connect();
  await ensureRoles(admin, roles, older);
});
afterAll(async () => {
  for (const db of opened) await db.close();
  await admin.query(`drop role ${roles.app}; drop role ${roles.system}`);
  await admin.end();
  await database?.drop();
});

function open(deriveKey: typeof older, ...otherKeys: (typeof older)[]): Db {
  const db = openDb({ url: database.url, roles, deriveKey, otherKeys, log: createLog({ level: 'fatal' }) });
  opened.push(db);
  return db;
}

const ask = (db: Db, times = 10) =>
  Promise.all(Array.from({ length: times }, () => db.asSystem('test', (tx) => tx.one<{ name: string }>('select session_user as name'))));

it('logs in whichever known master key the password was last derived from', async () => {
  const name = { name: roles.system };
  const [before, notYet, already] = [open(older), open(older, newer), open(newer, older)];
  expect(await ask(before, 1)).toEqual([name]);
  expect(await ask(notYet, 1)).toEqual([name]);
  expect(await ask(already)).toEqual(Array.from({ length: 10 }, () => name));

  await ensureRoles(admin, roles, newer);
  expect(await ask(notYet)).toEqual(Array.from({ length: 10 }, () => name));
  expect(await ask(open(newer))).toHaveLength(10);
});

it('says that the database cannot be reached when no known key fits', async () => {
  await expect(ask(open(parseMasterKeys('33'.repeat(32)).current.deriveKey), 1)).rejects.toMatchObject({
    status: 503,
    code: 'db.unavailable',
  });
});
