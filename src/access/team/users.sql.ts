import type { Tx } from '../../platform/db/db.ts';
import type { Role } from '../permissions.ts';

export type UserRow = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isOwner: boolean;
  totpEnabled: boolean;
  createdAt: Date;
  deletedAt: Date | null;
};

const USER = 'id, name, email, role, is_owner, totp_confirmed_at is not null as totp_enabled, created_at, deleted_at';

type Listing = { deleted: boolean; beforeId: string | null; limit: number };

/** One row more than the limit, which tells whether there is another page. */
export async function listUserRows(tx: Tx, { deleted, beforeId, limit }: Listing): Promise<UserRow[]> {
  return tx.query<UserRow>(
    `select ${USER} from users
     where (deleted_at is not null) = $1 and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [deleted, beforeId, limit + 1],
  );
}

export async function findUserRow(tx: Tx, id: string): Promise<UserRow | null> {
  return tx.maybe<UserRow>(`select ${USER} from users where id = $1 and deleted_at is null`, [id]);
}

type NewUserRow = { id: string; name: string; email: string; role: Role; passwordHash: string };

/** Null when the address has a user already, here or in another organisation. */
export async function insertUser(tx: Tx, { id, name, email, role, passwordHash }: NewUserRow): Promise<UserRow | null> {
  return tx.maybe<UserRow>(
    `insert into users (id, name, email, role, password_hash) values ($1, $2, $3, $4, $5)
     on conflict (email) where deleted_at is null do nothing returning ${USER}`,
    [id, name, email, role, passwordHash],
  );
}

/** Looks in every organisation; for a system transaction. */
export async function isEmailTaken(tx: Tx, email: string): Promise<boolean> {
  return (await tx.one<{ taken: boolean }>('select exists (select from users where email = $1 and deleted_at is null) as taken', [email]))
    .taken;
}

export type LockedPerson = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isOwner: boolean;
  deletedAt: Date | null;
  /** Whether the time in which a deletion can be undone is over. */
  isGone: boolean;
};

/** In the order of their ids, so that two who lock each other do not wait for ever. */
export async function lockPeople(tx: Tx, ids: string[]): Promise<LockedPerson[]> {
  return tx.query<LockedPerson>(
    `select id, name, email, role, is_owner, deleted_at, coalesce(deleted_at < now() - interval '30 days', false) as is_gone
     from users where id = any($1) order by id for no key update`,
    [ids],
  );
}

/** Whom to write to when something needs a hand. */
export async function listAdminEmails(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ email: string }>(
    `select email from users where role = 'admin' and deleted_at is null order by id limit 50`,
  );
  return rows.map(({ email }) => email);
}

export async function findKeyCreator(tx: Tx, apiKeyId: string): Promise<string> {
  return (await tx.one<{ createdBy: string }>('select created_by from api_keys where id = $1', [apiKeyId])).createdBy;
}

export async function updateUser(tx: Tx, id: string, { name, email, role }: { name: string; email: string; role: Role }): Promise<UserRow> {
  return tx.one<UserRow>(`update users set name = $2, email = $3, role = $4, updated_at = now() where id = $1 returning ${USER}`, [
    id,
    name,
    email,
    role,
  ]);
}

export async function markUserDeleted(tx: Tx, id: string): Promise<void> {
  await tx.execute('update users set deleted_at = now(), updated_at = now() where id = $1', [id]);
}

export async function restoreUserRow(tx: Tx, id: string): Promise<UserRow> {
  return tx.one<UserRow>(`update users set deleted_at = null, updated_at = now() where id = $1 returning ${USER}`, [id]);
}

/** The old password stops working at once; the link is the only way in. */
export async function removePassword(tx: Tx, id: string): Promise<void> {
  await tx.execute('update users set password_hash = null, updated_at = now() where id = $1', [id]);
}

/** First taken, then given: there is never a moment with two owners. */
export async function moveOwnership(tx: Tx, fromId: string, toId: string): Promise<UserRow> {
  await tx.execute('update users set is_owner = false, updated_at = now() where id = $1', [fromId]);
  return tx.one<UserRow>(`update users set is_owner = true, role = 'admin', updated_at = now() where id = $1 returning ${USER}`, [toId]);
}

export async function revokeKeysOf(tx: Tx, userId: string): Promise<void> {
  await tx.execute('update api_keys set revoked_at = now() where created_by = $1 and revoked_at is null', [userId]);
}
