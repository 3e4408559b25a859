import type { Tx } from '../platform/db/db.ts';

type EventRow = { id: string; type: string; clientId: string | null; orderKey: string | null; data: object };

export async function insertEvent(tx: Tx, { id, type, clientId, orderKey, data }: EventRow): Promise<void> {
  await tx.execute('insert into events (id, type, client_id, order_key, data) values ($1, $2, $3, $4, $5)', [
    id,
    type,
    clientId,
    orderKey,
    JSON.stringify(data),
  ]);
}
