import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Db, Tx } from '../db/db.ts';
import { cloneDatabase, openTestDb, type TestDatabase } from '../testing/database.ts';
import { createAwsBackend } from './aws-backend.ts';
import { parseMasterKeys } from './master-key.ts';
import { createSecretStore, type SecretStore } from './secret-store.ts';

const OLD_KEY = 'aa'.repeat(32);
const NEW_KEY = 'bb'.repeat(32);
const PURPOSE = 'webhooks.secret';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await cloneDatabase();
  db = openTestDb(database);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** A store that remembers nothing, as after a restart. */
function storeWith(masterKeys: string): SecretStore {
  return createSecretStore({ keyring: parseMasterKeys(masterKeys) });
}

async function newOrganization(): Promise<string> {
  const id = uuidv7();
  await db.asSystem('test', (tx) =>
    tx.execute(`insert into organizations (organization_id, name, plan) values ($1, 'Test', 'free')`, [id]),
  );
  return id;
}

function sealIn(store: SecretStore, organization: string, plaintext: string): Promise<string> {
  return db.inOrganization(organization, (tx) => store.seal(tx, PURPOSE, plaintext));
}

function openIn(store: SecretStore, organization: string, sealed: string, purpose = PURPOSE): Promise<string> {
  return db.inOrganization(organization, (tx) => store.open(tx, purpose, sealed));
}

async function countKeys(organization: string): Promise<number> {
  return (await db.inOrganization(organization, (tx) => tx.one<{ count: number }>('select count(*) as count from data_keys'))).count;
}

async function isSomebodyWaiting(tx: Tx): Promise<boolean> {
  const waiting = await tx.query('select from pg_locks where not granted');
  return waiting.length > 0;
}

describe('the secret store', () => {
  it('gives back what it sealed, also after a restart', async () => {
    const organization = await newOrganization();
    const sealed = await sealIn(storeWith(OLD_KEY), organization, 'geheim ✓');
    expect(sealed).toMatch(/^v1\.[\da-f-]{36}\.[\w-]+$/);
    expect(await openIn(storeWith(OLD_KEY), organization, sealed)).toBe('geheim ✓');
  });

  it('opens for one purpose only', async () => {
    const organization = await newOrganization();
    const sealed = await sealIn(storeWith(OLD_KEY), organization, 'secret');
    await expect(openIn(storeWith(OLD_KEY), organization, sealed, 'proxies.password')).rejects.toMatchObject({ reason: 'tampered' });
    await expect(openIn(storeWith(OLD_KEY), organization, 'v1.nothing.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')).rejects.toMatchObject({
      reason: 'unknown_key',
    });
  });

  it('does not open for another organisation', async () => {
    const [one, other] = [await newOrganization(), await newOrganization()];
    const sealed = await sealIn(storeWith(OLD_KEY), one, 'secret');
    await sealIn(storeWith(OLD_KEY), other, 'secret');
    await expect(openIn(storeWith(OLD_KEY), other, sealed)).rejects.toMatchObject({ reason: 'unknown_key' });
  });

  it('keeps the server’s own secrets apart from those of organisations', async () => {
    await sealIn(storeWith(OLD_KEY), await newOrganization(), 'an organisation’s');
    const sealed = await db.asSystem('test', (tx) => storeWith(OLD_KEY).seal(tx, PURPOSE, 'server'));
    expect(await db.asSystem('test', (tx) => storeWith(OLD_KEY).open(tx, PURPOSE, sealed))).toBe('server');
    const own = 'select count(*) as count from data_keys where organization_id is null';
    expect(await db.asSystem('test', (tx) => tx.one(own))).toEqual({ count: 1 });
    await expect(openIn(storeWith(OLD_KEY), await newOrganization(), sealed)).rejects.toMatchObject({ reason: 'unknown_key' });
  });

  it('makes one key for an organisation, also when two need the first one at once', async () => {
    const organization = await newOrganization();
    const store = storeWith(OLD_KEY);
    let second = Promise.resolve('');
    const first = await db.inOrganization(organization, async (tx) => {
      const sealed = await store.seal(tx, PURPOSE, 'first');
      second = sealIn(storeWith(OLD_KEY), organization, 'second');
      while (!(await isSomebodyWaiting(tx)));
      return sealed;
    });
    expect(await openIn(storeWith(OLD_KEY), organization, first)).toBe('first');
    expect(await openIn(storeWith(OLD_KEY), organization, await second)).toBe('second');
    expect(await countKeys(organization)).toBe(1);
  });

  it('does not go on with a key whose transaction was rolled back', async () => {
    const organization = await newOrganization();
    const store = storeWith(OLD_KEY);
    const broken = db.inOrganization(organization, async (tx) => {
      await store.seal(tx, PURPOSE, 'lost');
      throw new Error('changed my mind');
    });
    await expect(broken).rejects.toThrow('changed my mind');
    expect(await countKeys(organization)).toBe(0);
    expect(await openIn(storeWith(OLD_KEY), organization, await sealIn(store, organization, 'kept'))).toBe('kept');
  });

  it('opens everything while and after the master key is rotated, and nothing with the old one alone', async () => {
    const organizations = [await newOrganization(), await newOrganization()];
    const before = await Promise.all(organizations.map((id) => sealIn(storeWith(OLD_KEY), id, id)));
    const rotating = storeWith(`${NEW_KEY},${OLD_KEY}`);
    const [count, during] = await Promise.all([rotating.rewrapAll(db), sealIn(rotating, organizations[0] ?? '', 'during')]);
    expect(count).toBeGreaterThanOrEqual(2);
    expect(await rotating.rewrapAll(db)).toBe(0);
    for (const [index, organization] of organizations.entries()) {
      expect(await openIn(storeWith(NEW_KEY), organization, before[index] ?? '')).toBe(organization);
      await expect(openIn(storeWith(OLD_KEY), organization, before[index] ?? '')).rejects.toMatchObject({ reason: 'unknown_key' });
    }
    expect(await openIn(storeWith(NEW_KEY), organizations[0] ?? '', during)).toBe('during');
    await storeWith(`${OLD_KEY},${NEW_KEY}`).rewrapAll(db);
  });

  it('moves its keys to another backend and back, without sealing anything anew', async () => {
    const vault = new Map<string, string>();
    const read = (name: string): Promise<string> => Promise.resolve(vault.get(name) ?? '');
    const write = (name: string, value: string): Promise<void> => Promise.resolve(void vault.set(name, value));
    const keyring = parseMasterKeys(OLD_KEY);
    const inVault = (): SecretStore => createSecretStore({ keyring, backend: createAwsBackend({ read, write }) });
    const organization = await newOrganization();
    const sealed = await sealIn(storeWith(OLD_KEY), organization, 'secret');

    await inVault().rewrapAll(db);
    expect(await openIn(inVault(), organization, sealed)).toBe('secret');
    expect([...vault.values()].every((wrapped) => wrapped.startsWith('v1.'))).toBe(true);
    await expect(openIn(storeWith(OLD_KEY), organization, sealed)).rejects.toThrow('SECRETS_BACKEND');
    const other = await newOrganization();
    expect(await openIn(inVault(), other, await sealIn(inVault(), other, 'new here'))).toBe('new here');
  });
});
