import type { Tx } from '../../platform/db/db.ts';

/** What was counted under a key, until when its window lasts (milliseconds since 1970). */
export type Counted = { key: string; points: number; expiresAt: number };

/** Adds to the counts of all nodes and gives back how they stand. Every node takes the rows in the same order. */
export async function addPoints(tx: Tx, counts: readonly Counted[], now: number): Promise<Counted[]> {
  return tx.query<Counted>(
    `insert into rate_limits as r (key, points, expire)
     select n.key, n.points, n.expire from unnest($1::text[], $2::integer[], $3::bigint[]) as n (key, points, expire) order by n.key
     on conflict (key) do update set
       points = case when r.expire <= $4 then excluded.points else r.points + excluded.points end,
       expire = case when r.expire <= $4 then excluded.expire else r.expire end
     returning key, points, expire as expires_at`,
    [counts.map(({ key }) => key), counts.map(({ points }) => points), counts.map(({ expiresAt }) => expiresAt), now],
  );
}

export async function deleteExpiredPoints(tx: Tx, now: number): Promise<void> {
  await tx.execute('delete from rate_limits where expire <= $1', [now]);
}
