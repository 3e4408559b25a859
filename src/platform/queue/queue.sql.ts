import type { Tx } from '../db/db.ts';

/** Wakes the queues that listen on the channel, when the transaction commits; to be called by whoever writes a row that is due. */
export async function wakeQueue(tx: Tx, channel: string): Promise<void> {
  await tx.execute(`select pg_notify($1, '')`, [channel]);
}
