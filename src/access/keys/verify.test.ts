import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../../platform/db/db.ts';
import { cloneDatabase, openTestDb } from '../../platform/testing/database.ts';
import type { TestDatabase } from '../../platform/testing/database.ts';
import { fakeClock } from '../../platform/testing/fake-clock.ts';
import { makeApiKey } from '../api-key-format.ts';
import type { VerifyApiKey } from '../auth/authenticate.ts';
import { createPasswordHasher } from '../password-hash.ts';
import { createKeyVerifier } from './verify.ts';

const passwords = createPasswordHasher({ cost: 10 });
const clock = fakeClock(new Date());
const organizationId = uuidv7();
const refused = { status: 401, code: 'auth.invalid_credential' };

let database: TestDatabase;
let db: Db;
let verify: VerifyApiKey;
let compared = 0;
let lookedUp = 0;

beforeAll(async () => {
  database = await cloneDatabase();
  db = openTestDb(database);
  await db.asSystem('test', async (tx) => {
    await tx.execute(`insert into organizations (organization_id, name, plan) values ($1, 'Acme', 'pro')`, [organizationId]);
    await tx.execute(`insert into users (id, organization_id, name, email, role) values ($1, $1, 'Ada', 'ada@example.com', 'admin')`, [
      organizationId,
    ]);
  });
});
afterAll(async () => {
  await passwords.stop();
  await db?.close();
  await database?.drop();
});
beforeEach(() => {
  compared = 0;
  lookedUp = 0;
  verify = createKeyVerifier({
    db: { asSystem: (...args) => ((lookedUp += 1), db.asSystem(...args)) },
    passwords: { compare: (...args) => ((compared += 1), passwords.compare(...args)) },
    clock,
  });
});

async function storeKey(checksumOf?: string) {
  const key = makeApiKey();
  const hash = await passwords.hash(key.secret);
  const id = uuidv7();
  await db.inOrganization(organizationId, (tx) =>
    tx.execute(`insert into api_keys (id, key_id, name, secret_hash, checksum, created_by) values ($1, $2, 'Shop', $3, $4, $5)`, [
      id,
      key.id,
      hash,
      checksumOf ?? key.checksum,
      organizationId,
    ]),
  );
  return { ...key, rowId: id };
}

describe('checking an API key', () => {
  it('pays for bcrypt once, for many first requests at the same time and for all later ones', async () => {
    const { text, rowId } = await storeKey();
    const callers = await Promise.all(Array.from({ length: 20 }, () => verify(text, '127.0.0.1')));
    await verify(text, '127.0.0.1');
    expect([compared, lookedUp]).toEqual([1, 21]);
    expect(callers[19]).toMatchObject({ actor: { type: 'api_key', id: rowId, name: 'Shop' }, organizationId, plan: 'pro', userId: null });
  });

  it('asks the database nothing about what cannot be a key', async () => {
    const { text } = makeApiKey();
    for (const junk of ['', 'wxw_', text.slice(0, -1), `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`]) {
      await expect(verify(junk, '127.0.0.1')).rejects.toMatchObject(refused);
    }
    expect([compared, lookedUp]).toEqual([0, 0]);
  });

  it('spends no bcrypt on guesses at the secret of a key whose id is known', async () => {
    const { id, text } = await storeKey();
    for (let guess = 0; guess < 5; guess += 1) await expect(verify(makeApiKey({ id }).text, '127.0.0.1')).rejects.toMatchObject(refused);
    expect([compared, lookedUp]).toEqual([0, 5]);
    expect(await verify(text, '127.0.0.1')).toBeDefined();
  });

  it('remembers a wrong secret, but only for the hash that it was compared with', async () => {
    const wrong = makeApiKey();
    const { rowId, id } = await storeKey();
    const guess = makeApiKey({ id, secret: wrong.secret });
    const set = (columns: string, values: unknown[]) =>
      db.inOrganization(organizationId, (tx) => tx.execute(`update api_keys set ${columns} where id = $1`, [rowId, ...values]));
    await set('checksum = $2', [guess.checksum]);
    for (let time = 0; time < 3; time += 1) await expect(verify(guess.text, '127.0.0.1')).rejects.toMatchObject(refused);
    expect(compared).toBe(1);
    await set('secret_hash = $2', [await passwords.hash(guess.secret)]);
    expect(await verify(guess.text, '127.0.0.1')).toBeDefined();
  });

  it('stops knowing a key whose hash was replaced', async () => {
    const { text, rowId } = await storeKey();
    await verify(text, '127.0.0.1');
    const other = await passwords.hash('another secret');
    await db.inOrganization(organizationId, (tx) => tx.execute('update api_keys set secret_hash = $2 where id = $1', [rowId, other]));
    await expect(verify(text, '127.0.0.1')).rejects.toMatchObject(refused);
  });
});
