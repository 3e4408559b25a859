import type { Db } from '../platform/db/db.ts';
import { deleteOldEvents, dropPartitions, listRetentions, makePartitions } from './events.sql.ts';

/** A server that is not started anew for so long would still find a partition for what happens. */
const MONTHS_AHEAD = 3;
const ROWS_A_STEP = 5_000;

/** Makes the partitions of this month and the next ones. */
export async function preparePartitions(db: Db): Promise<void> {
  await db.asSystem('event partitions', (tx) => makePartitions(tx, MONTHS_AHEAD));
}

/** Removes what is older than each organisation keeps it; months that nobody keeps go as a whole. */
export async function forgetOldEvents(db: Db, defaultDays: number): Promise<void> {
  await preparePartitions(db);
  const retentions = await db.asSystem('event retention', (tx) => listRetentions(tx, defaultDays));
  const longest = Math.max(defaultDays, ...retentions.map(({ days }) => days));
  await db.asSystem('event retention', (tx) => dropPartitions(tx, longest));
  for (const retained of retentions) {
    while ((await db.asSystem('event retention', (tx) => deleteOldEvents(tx, retained, ROWS_A_STEP))) === ROWS_A_STEP);
  }
}
