import type { Tx } from '../../platform/db/db.ts';
import type { Plan } from '../auth/auth.sql.ts';
import type { Override, Role } from '../permissions.ts';

export type KeyRow = {
  id: string;
  keyId: string;
  name: string;
  scopes: string[] | null;
  clientIds: string[] | null;
  addresses: string[] | null;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  lastAddress: string | null;
  previousUntil: Date | null;
};

/** A key with the role of whoever made it, from which its permissions follow. */
export type OwnedKeyRow = KeyRow & { role: Role; overrides: Override[] };

/** All that a request needs to know of its key, in one row. */
export type KeyCallerRow = {
  id: string;
  organizationId: string;
  name: string;
  secretHash: string;
  checksum: string;
  previousSecretHash: string | null;
  previousChecksum: string | null;
  previousUntil: Date | null;
  scopes: string[] | null;
  clientIds: string[] | null;
  addresses: string[] | null;
  expiresAt: Date | null;
  role: Role;
  plan: Plan;
  overrides: Override[];
};

const KEY = `k.id, k.key_id, k.name, k.scopes, k.client_ids, k.addresses::text[], k.created_by, k.created_at, k.expires_at, k.revoked_at,
  k.last_used_at, k.last_address, k.previous_until`;
const OVERRIDES = `coalesce((select jsonb_agg(jsonb_build_object('role', p.role, 'permission', p.permission, 'granted', p.granted))
    from role_permissions p where p.organization_id = u.organization_id and p.role = u.role), '[]') as overrides`;

/** For a system transaction. Revoked keys and those of deleted users are not found. */
export async function findKeyCaller(tx: Tx, keyId: string): Promise<KeyCallerRow | null> {
  return tx.maybe<KeyCallerRow>(
    `select k.id, k.organization_id, k.name, k.secret_hash, k.checksum, k.previous_secret_hash, k.previous_checksum, k.previous_until,
       k.scopes, k.client_ids, k.addresses::text[], k.expires_at, u.role, o.plan, ${OVERRIDES}
     from api_keys k
       join users u on u.id = k.created_by and u.deleted_at is null
       join organizations o on o.organization_id = k.organization_id
     where k.key_id = $1 and k.revoked_at is null`,
    [keyId],
  );
}

export async function findKey(tx: Tx, id: string): Promise<OwnedKeyRow | null> {
  return tx.maybe<OwnedKeyRow>(`select ${KEY}, u.role, ${OVERRIDES} from api_keys k join users u on u.id = k.created_by where k.id = $1`, [
    id,
  ]);
}

/** Holds the key until the transaction ends, so that of two changes the second sees what the first did. */
export async function lockKey(tx: Tx, id: string): Promise<OwnedKeyRow | null> {
  return tx.maybe<OwnedKeyRow>(
    `select ${KEY}, u.role, ${OVERRIDES} from api_keys k join users u on u.id = k.created_by where k.id = $1 for update of k`,
    [id],
  );
}

type Listing = { limit: number; before: string | null; revoked: boolean | null };

/** One row more than the limit, which tells whether there is another page. */
export async function listKeyRows(tx: Tx, { limit, before, revoked }: Listing): Promise<KeyRow[]> {
  return tx.query<KeyRow>(
    `select ${KEY} from api_keys k
     where ($1::uuid is null or k.id < $1) and ($2::boolean is null or (k.revoked_at is not null) = $2)
     order by k.id desc limit $3`,
    [before, revoked, limit + 1],
  );
}

/** What may be changed of a key after it was made. */
export type KeySettings = {
  name: string;
  scopes: string[] | null;
  clientIds: string[] | null;
  addresses: string[] | null;
  expiresAt: Date | null;
};
export type NewSecret = { hash: string; checksum: string };

type NewKey = KeySettings & { id: string; keyId: string; secret: NewSecret; createdBy: string };

export async function insertKey(tx: Tx, key: NewKey): Promise<KeyRow> {
  return tx.one<KeyRow>(
    `insert into api_keys as k (id, key_id, name, secret_hash, checksum, scopes, client_ids, addresses, expires_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${KEY}`,
    [
      key.id,
      key.keyId,
      key.name,
      key.secret.hash,
      key.secret.checksum,
      key.scopes,
      key.clientIds,
      key.addresses,
      key.expiresAt,
      key.createdBy,
    ],
  );
}

export async function updateKey(tx: Tx, id: string, { name, scopes, clientIds, addresses, expiresAt }: KeySettings): Promise<KeyRow> {
  return tx.one<KeyRow>(
    `update api_keys k set name = $2, scopes = $3, client_ids = $4, addresses = $5, expires_at = $6 where id = $1 returning ${KEY}`,
    [id, name, scopes, clientIds, addresses, expiresAt],
  );
}

/** The secret so far goes on until that time; one that was replaced before it ends at once. */
export async function replaceSecret(tx: Tx, id: string, secret: NewSecret, previousUntil: Date): Promise<KeyRow> {
  return tx.one<KeyRow>(
    `update api_keys k set previous_secret_hash = secret_hash, previous_checksum = checksum, previous_until = $4, secret_hash = $2, checksum = $3
     where id = $1 returning ${KEY}`,
    [id, secret.hash, secret.checksum, previousUntil],
  );
}

/** A list that becomes empty stays one: a key of no clients, not of all. */
export async function removeClientFromKeys(tx: Tx, clientId: string): Promise<void> {
  await tx.execute('update api_keys set client_ids = array_remove(client_ids, $1) where $1 = any (client_ids)', [clientId]);
}

/** False when the key was revoked before. */
export async function markKeyRevoked(tx: Tx, id: string): Promise<boolean> {
  return (await tx.execute('update api_keys set revoked_at = now() where id = $1 and revoked_at is null', [id])) === 1;
}
