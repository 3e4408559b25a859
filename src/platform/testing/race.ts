import type { Db, Tx } from '../db/db.ts';

type Race<T> = {
  db: Db;
  /** Changes or locks a row that all of them will wait for. */
  lock: (tx: Tx) => Promise<unknown>;
  /** Started while the row is held. */
  start: () => Promise<T>[];
  /** How many wait for each other (or for the row) before it is let go. */
  waiting: number;
};

/** Lets requests meet at a locked row, so that a race is the same on every run; the lock is committed, then they go on. */
export async function race<T>({ db, lock, start, waiting }: Race<T>): Promise<T[]> {
  const started = await db.asSystem('test', async (tx) => {
    await lock(tx);
    const running = start();
    // Looked at through another connection: inside this transaction the list of sessions would stand still.
    while ((await db.asSystem('test', countBlocked)) < waiting);
    return { running };
  });
  return Promise.all(started.running);
}

async function countBlocked(tx: Tx): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `select count(distinct pid) from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()`,
  );
  return count;
}
