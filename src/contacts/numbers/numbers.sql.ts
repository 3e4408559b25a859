import type { Tx } from '../../platform/db/db.ts';

export type KnownNumber = { number: string; registered: boolean; lid: string | null };

export async function listKnownNumbers(tx: Tx, numbers: readonly string[], days: number): Promise<KnownNumber[]> {
  return tx.query<KnownNumber>(
    'select number, registered, lid from number_checks where number = any($1) and checked_at > now() - make_interval(days => $2)',
    [numbers, days],
  );
}

export async function upsertNumbers(tx: Tx, numbers: readonly KnownNumber[]): Promise<void> {
  await tx.execute(
    `insert into number_checks (number, registered, lid) select * from unnest($1::text[], $2::boolean[], $3::text[]) as t (number, registered, lid)
     order by number
     on conflict (organization_id, number) do update set registered = excluded.registered, lid = excluded.lid, checked_at = now()`,
    [numbers.map(({ number }) => number), numbers.map(({ registered }) => registered), numbers.map(({ lid }) => lid)],
  );
}

/** False when so many more would be too many today (in UTC). */
export async function spendChecks(tx: Tx, clientId: string, count: number, limit: number): Promise<boolean> {
  const changed = await tx.execute(
    `insert into number_check_days as known (client_id, day, asked) select $1, (now() at time zone 'UTC')::date, $2 where $2::integer <= $3
     on conflict (client_id, day) do update set asked = known.asked + excluded.asked where known.asked + excluded.asked <= $3`,
    [clientId, count, limit],
  );
  return changed === 1;
}

/** For a system transaction: answers that are too old, and days that are over. */
export async function deleteOldChecks(tx: Tx, days: number): Promise<void> {
  await tx.execute('delete from number_checks where checked_at < now() - make_interval(days => $1)', [days]);
  await tx.execute(`delete from number_check_days where day < (now() at time zone 'UTC')::date - 1`);
}
