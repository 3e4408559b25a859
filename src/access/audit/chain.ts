import { createHash } from 'node:crypto';
import { equalSecrets, hmac } from '../../platform/crypto/mac.ts';
import type { Keyring, MasterKey } from '../../platform/crypto/master-key.ts';

/** A row of the audit log with every column as text, as the seals cover it. */
export type ChainRow = {
  id: string;
  organizationId: string;
  at: string;
  actorType: string;
  actorId: string | null;
  actorName: string;
  loginId: string | null;
  action: string;
  targetType: string;
  targetId: string | null;
  changes: string;
  address: string;
  requestId: string;
  xid: string;
  writtenBy: string;
  sealedBy: number | null;
};

/** What a seal says of itself; with the seal before it, it makes the digest under the MAC. */
export type SealContent = {
  number: number;
  sealedAt: Date;
  rows: number;
  entriesSha256: Buffer;
  horizon: string;
  cluster: string;
  masterKeyId: string;
};
/** What the next seal covers of this one. */
export type Link = { number: number; digest: Buffer; mac: Buffer };
export type Entry = { id: string; hash: Buffer };

const ID_BYTES = 16;
const HASH_BYTES = 32;
const ENTRY_BYTES = ID_BYTES + HASH_BYTES;
const BEGINNING: Link = { number: 0, digest: Buffer.alloc(HASH_BYTES), mac: Buffer.alloc(HASH_BYTES) };

export const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/** One hash for all columns: as JSON, so that no two rows have the same bytes. */
export function hashRow(row: ChainRow): Buffer {
  const { id, organizationId, at, actorType, actorId, actorName, loginId, action, targetType, targetId, ...rest } = row;
  const { changes, address, requestId, xid, writtenBy } = rest;
  const who = [actorType, actorId, actorName, loginId];
  const what = [action, targetType, targetId, changes];
  return sha256(JSON.stringify([id, organizationId, at, ...who, ...what, address, requestId, xid, writtenBy]));
}

/** Ids and hashes side by side, in the order of the ids. */
export function packEntries(rows: readonly ChainRow[]): Buffer {
  const sorted = [...rows].sort((one, other) => (one.id < other.id ? -1 : 1));
  return Buffer.concat(sorted.flatMap((row) => [Buffer.from(row.id.replaceAll('-', ''), 'hex'), hashRow(row)]));
}

export function unpackEntries(bytes: Buffer): Entry[] {
  return Array.from({ length: Math.floor(bytes.length / ENTRY_BYTES) }, (_, index) => {
    const start = index * ENTRY_BYTES;
    const id = bytes.toString('hex', start, start + ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    return { id, hash: bytes.subarray(start + ID_BYTES, start + ENTRY_BYTES) };
  });
}

/** The next seal covers digest and MAC of the one before, so one good MAC vouches for all before it, whatever key made them. */
export function digestOf(seal: SealContent, before: Link = BEGINNING): Buffer {
  const { number, sealedAt, rows, entriesSha256, horizon, cluster, masterKeyId } = seal;
  const own = [number, sealedAt.toISOString(), rows, entriesSha256.toString('hex'), horizon, cluster, masterKeyId];
  return sha256(JSON.stringify([before.digest.toString('hex'), before.mac.toString('hex'), ...own]));
}

export function macOf(key: MasterKey, digest: Buffer): Buffer {
  return hmac(key.deriveKey('audit seals'), digest);
}

/** Says of a seal that those before it were removed by age and not by somebody. */
export function baseMacOf(key: MasterKey, { number, digest, mac }: Link): Buffer {
  return hmac(key.deriveKey('audit seals base'), JSON.stringify([number, digest.toString('hex'), mac.toString('hex')]));
}

/** Null when the key that made it is not here any more. */
export function isGenuine(keyring: Keyring, keyId: string, given: Buffer, make: (key: MasterKey) => Buffer): boolean | null {
  const key = keyring.find(keyId);
  return key && equalSecrets(given, make(key));
}
