import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import type { Db, Tx } from '../db/db.ts';
import { findDataKey, findOwnDataKey, insertDataKey, listDataKeysAfter, updateDataKey, type DataKeyRow } from './data-keys.sql.ts';
import { keyIdOf, openWith, SealError, sealWith, type Key } from './envelope.ts';
import { databaseBackend, type KeyBackend } from './key-backend.ts';
import type { Keyring, MasterKey } from './master-key.ts';

/** Seals secrets for storing. Whose they are is the transaction's organisation, or the server itself in a system transaction. */
export type SecretStore = {
  /** `purpose` names table and column (`webhooks.secret`); a record opens under the same purpose only. */
  seal(tx: Tx, purpose: string, plaintext: string): Promise<string>;
  /** Gives back the plaintext, or throws a SealError. */
  open(tx: Tx, purpose: string, sealed: string): Promise<string>;
  /** Wraps every data key with the current master key, in this backend; says how many it had to. */
  rewrapAll(db: Pick<Db, 'asSystem'>): Promise<number>;
};

const MAX_CACHED_KEYS = 1_000;
const REWRAP_BATCH = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** A data key for each organisation, wrapped by the master key, so that rotating the master key re-seals no secret. */
export function createSecretStore({ keyring, backend = databaseBackend }: { keyring: Keyring; backend?: KeyBackend }): SecretStore {
  const unwrapped = new LRUCache<string, Key>({ max: MAX_CACHED_KEYS });

  async function keyOfRow(row: DataKeyRow): Promise<Key> {
    const cached = unwrapped.get(row.id);
    if (cached !== undefined) return cached;
    const key = { id: row.id, bytes: unwrap(keyring, row.id, await backend.get(row.wrapped)) };
    unwrapped.set(row.id, key);
    return key;
  }

  async function createKey(tx: Tx): Promise<DataKeyRow> {
    const id = uuidv7();
    const wrapped = wrap(keyring.current, id, randomBytes(32));
    const row = { id, wrapped: backend.rowText(id, wrapped), masterKeyId: keyring.current.id };
    if (await insertDataKey(tx, row)) {
      await backend.put(id, wrapped);
      return row;
    }
    const other = await findOwnDataKey(tx);
    if (other === null) throw new Error('The data key made by another transaction is not visible in this one');
    return other;
  }

  return {
    async seal(tx, purpose, plaintext) {
      const key = await keyOfRow((await findOwnDataKey(tx)) ?? (await createKey(tx)));
      return sealWith(key, Buffer.from(plaintext), purpose);
    },
    async open(tx, purpose, sealed) {
      const id = keyIdOf(sealed);
      const key = unwrapped.get(id) ?? (await findKey(tx, id));
      return openWith(key, sealed, purpose).toString();
    },
    async rewrapAll(db) {
      let count = 0;
      for (let after = FIRST_ID; ;) {
        const rows = await db.asSystem('rewrap data keys', (tx) => listDataKeysAfter(tx, after, REWRAP_BATCH));
        for (const row of rows) if (await rewrap(db, row)) count += 1;
        const last = rows.at(-1);
        if (last === undefined) return count;
        after = last.id;
      }
    },
  };

  async function findKey(tx: Tx, id: string): Promise<Key> {
    const row = UUID.test(id) ? await findDataKey(tx, id) : null;
    if (row === null) throw new SealError('unknown_key', 'The record was sealed with a key that is not here');
    return keyOfRow(row);
  }

  /** The new wrapping is stored before the row points to it; a crash between leaves a row that still opens. */
  async function rewrap(db: Pick<Db, 'asSystem'>, row: DataKeyRow): Promise<boolean> {
    if (row.masterKeyId === keyring.current.id && backend.keeps(row.wrapped)) return false;
    const bytes = unwrap(keyring, row.id, await backend.get(row.wrapped));
    const wrapped = wrap(keyring.current, row.id, bytes);
    await backend.put(row.id, wrapped);
    const renewed = { id: row.id, wrapped: backend.rowText(row.id, wrapped), masterKeyId: keyring.current.id };
    await db.asSystem('rewrap data keys', (tx) => updateDataKey(tx, renewed));
    return true;
  }
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function wrap(master: MasterKey, id: string, bytes: Buffer): string {
  return sealWith(wrappingKey(master), bytes, `data key ${id}`);
}

function unwrap(keyring: Keyring, id: string, wrapped: string): Buffer {
  const master = keyring.find(keyIdOf(wrapped));
  if (master === null) throw new SealError('unknown_key', 'A data key was wrapped with a master key that is not in TOKEN_MASTER_KEY');
  return openWith(wrappingKey(master), wrapped, `data key ${id}`);
}

function wrappingKey(master: MasterKey): Key {
  return { id: master.id, bytes: master.deriveKey('data-keys') };
}
