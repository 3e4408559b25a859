import type { Tx } from '../db/db.ts';

/** `wrapped` is the wrapped key itself, or where the backend keeps it. */
export type DataKeyRow = { id: string; wrapped: string; masterKeyId: string };

/** The key of the transaction's organisation, or in a system transaction the server's own. */
export async function findOwnDataKey(tx: Tx): Promise<DataKeyRow | null> {
  return tx.maybe<DataKeyRow>(
    `select id, wrapped, master_key_id from data_keys
     where organization_id is not distinct from nullif(current_setting('app.organization_id', true), '')::uuid`,
  );
}

export async function findDataKey(tx: Tx, id: string): Promise<DataKeyRow | null> {
  return tx.maybe<DataKeyRow>('select id, wrapped, master_key_id from data_keys where id = $1', [id]);
}

/** False when another transaction was first; it has committed by then. */
export async function insertDataKey(tx: Tx, { id, wrapped, masterKeyId }: DataKeyRow): Promise<boolean> {
  const inserted = await tx.execute(
    `insert into data_keys (id, wrapped, master_key_id) values ($1, $2, $3)
     on conflict on constraint data_keys_one_each do nothing`,
    [id, wrapped, masterKeyId],
  );
  return inserted === 1;
}

export async function listDataKeysAfter(tx: Tx, id: string, limit: number): Promise<DataKeyRow[]> {
  return tx.query<DataKeyRow>('select id, wrapped, master_key_id from data_keys where id > $1 order by id limit $2', [id, limit]);
}

export async function updateDataKey(tx: Tx, { id, wrapped, masterKeyId }: DataKeyRow): Promise<void> {
  await tx.execute('update data_keys set wrapped = $2, master_key_id = $3 where id = $1', [id, wrapped, masterKeyId]);
}
