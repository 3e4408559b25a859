import type { Tx } from '../platform/db/db.ts';
import type { Tiers } from './safety.schema.ts';

export type SafetyRow = Tiers & { enabled: boolean };

export async function findSafety(tx: Tx, clientId: string): Promise<SafetyRow | null> {
  return tx.maybe('select enabled, per_minute, per_hour, per_day from client_safety where client_id = $1', [clientId]);
}

export async function upsertSafety(tx: Tx, clientId: string, { enabled, perMinute, perHour, perDay }: SafetyRow): Promise<void> {
  await tx.execute(
    `insert into client_safety (client_id, enabled, per_minute, per_hour, per_day) values ($1, $2, $3, $4, $5)
     on conflict (client_id) do update set enabled = $2, per_minute = $3, per_hour = $4, per_day = $5`,
    [clientId, enabled, perMinute, perHour, perDay],
  );
}

/** Lets whoever waits for a limit of this client look again, once this transaction is committed. */
export async function notifyLimits(tx: Tx, clientId: string): Promise<void> {
  await tx.execute(`select pg_notify('safety', $1)`, [clientId]);
}

// A window is full while its limit-th newest send lies inside it; it frees when that one leaves.
const freeAt = (limit: string, window: string) =>
  `(select at + interval '1 ${window}' from reserved_sends where client_id = $1 and at > clock_timestamp() - interval '1 ${window}'
    order by at desc offset (select ${limit} - 1 from terms) limit 1)`;

/** Enters a send when every window has room, one that was entered before anew; else says how long until all have. Its clock is the database's. */
export async function reserve(
  tx: Tx,
  { clientId, sendId, defaults }: { clientId: string; sendId: string; defaults: Tiers },
): Promise<{ reserved: number; waitMs: number | null }> {
  return tx.one(
    `with terms as (
       select coalesce(s.enabled, true) as enabled, coalesce(s.per_minute, $3::int) as per_minute,
         coalesce(s.per_hour, $4::int) as per_hour, coalesce(s.per_day, $5::int) as per_day
       from (values (1)) as one left join client_safety s on s.client_id = $1
     ), free as (
       select case when enabled then
         greatest(${freeAt('per_minute', 'minute')}, ${freeAt('per_hour', 'hour')}, ${freeAt('per_day', 'day')}) end as at
       from terms
     ), entered as (
       insert into reserved_sends (id, client_id) select $2, $1 from free where at is null or at <= clock_timestamp()
       on conflict (id) do update set at = excluded.at returning id
     )
     select (select count(*) from entered) as reserved, (extract(epoch from at - clock_timestamp()) * 1000)::float8 as wait_ms from free`,
    [clientId, sendId, defaults.perMinute, defaults.perHour, defaults.perDay],
  );
}

export async function deleteReservation(tx: Tx, sendId: string): Promise<void> {
  await tx.execute('delete from reserved_sends where id = $1', [sendId]);
}

// Counted no further than its limit: beyond that, nothing is left anyway.
const used = (window: string, limit: string) =>
  `(select count(*) from (select from reserved_sends
    where client_id = $1 and at > clock_timestamp() - interval '1 ${window}' limit ${limit}) as sends)`;

/** How much of each window is used up. */
export async function countUsed(tx: Tx, clientId: string, { perMinute, perHour, perDay }: Tiers): Promise<Tiers> {
  return tx.one(`select ${used('minute', '$2')} as per_minute, ${used('hour', '$3')} as per_hour, ${used('day', '$4')} as per_day`, [
    clientId,
    perMinute,
    perHour,
    perDay,
  ]);
}

export async function deleteOldReservations(tx: Tx): Promise<void> {
  await tx.execute(`delete from reserved_sends where at < now() - interval '25 hours'`);
}
