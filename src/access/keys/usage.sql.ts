import type { Tx } from '../../platform/db/db.ts';

export type CountedHour = { keyId: string; hour: Date; requests: number; failures: number };
export type LastUse = { keyId: string; at: Date; address: string };
export type UsageRow = { at: Date; requests: number; failures: number };
export type UsageStep = 'hour' | 'day';

/** Adds to what is counted; keys that are gone meanwhile are passed over. Every node takes the rows in the same order. */
export async function addUsage(tx: Tx, counts: CountedHour[]): Promise<void> {
  await tx.execute(
    `insert into api_key_usage (organization_id, api_key_id, hour, requests, failures)
     select k.organization_id, k.id, c.hour, c.requests, c.failures
     from unnest($1::uuid[], $2::timestamptz[], $3::integer[], $4::integer[]) as c (id, hour, requests, failures)
       join api_keys k on k.id = c.id
     order by k.id, c.hour
     on conflict (api_key_id, hour) do update
       set requests = api_key_usage.requests + excluded.requests, failures = api_key_usage.failures + excluded.failures`,
    [
      counts.map(({ keyId }) => keyId),
      counts.map(({ hour }) => hour),
      counts.map(({ requests }) => requests),
      counts.map(({ failures }) => failures),
    ],
  );
}

export async function markKeysUsed(tx: Tx, uses: LastUse[]): Promise<void> {
  await tx.execute(
    `with used as (
       select k.id, u.at, u.address from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as u (id, at, address)
         join api_keys k on k.id = u.id
       where k.last_used_at is null or k.last_used_at < u.at
       order by k.id for no key update of k)
     update api_keys k set last_used_at = used.at, last_address = used.address from used where k.id = used.id`,
    [uses.map(({ keyId }) => keyId), uses.map(({ at }) => at), uses.map(({ address }) => address)],
  );
}

/** Hours or days (UTC) in which the key was used, oldest first. */
export async function listUsage(
  tx: Tx,
  { keyId, from, to, step }: { keyId: string; from: Date; to: Date; step: UsageStep },
): Promise<UsageRow[]> {
  return tx.query<UsageRow>(
    `select date_trunc($4, hour, 'UTC') as at, sum(requests)::integer as requests, sum(failures)::integer as failures
     from api_key_usage where api_key_id = $1 and hour >= date_trunc('hour', $2::timestamptz) and hour < $3
     group by 1 order by 1`,
    [keyId, from, to, step],
  );
}

export async function deleteUsageOlderThan(tx: Tx, days: number): Promise<void> {
  await tx.execute('delete from api_key_usage where hour < now() - make_interval(days => $1)', [days]);
}
