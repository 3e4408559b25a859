import type { Tx } from '../../platform/db/db.ts';
import type { ClaimRequest } from '../../platform/queue/queue.ts';
import type { RetryPolicy } from '../webhooks.sql.ts';
import type { AttemptResult } from './send.ts';

export type ClaimedDelivery = {
  id: string;
  organizationId: string;
  webhookId: string;
  eventId: string;
  attempts: number;
  tries: number;
  body: string;
  url: string;
  secret: string;
  previousSecret: string | null;
  headers: string | null;
  retryPolicy: RetryPolicy;
  retryDelays: number[] | null;
};

/**
 * Due deliveries, of each endpoint no more than may be in flight. It goes from endpoint to endpoint that has any (the index is
 * skipped through, not read), so a thousand rows of one that hangs hide nobody else's. Of an endpoint that wants order only the
 * first undone row of each key is looked at, in the same manner. `failing` tells the two queues apart: see dispatch.ts.
 */
export async function claimDeliveries(
  tx: Tx,
  { limit, leaseSeconds, nodeId, failing }: ClaimRequest & { failing: boolean },
): Promise<ClaimedDelivery[]> {
  // Two nodes that count what is in flight at the same time would both find room. A statement of its own, since the next one must
  // see what the one who had the lock wrote.
  const locked = tx.execute(`select pg_advisory_xact_lock(hashtextextended('webhook deliveries', 0))`);
  const claimed = tx.query<ClaimedDelivery>(
    `with recursive waiting (webhook_id) as (
       (select webhook_id from webhook_deliveries where due_at is not null order by webhook_id limit 1)
       union all
       select (select d.webhook_id from webhook_deliveries d where d.due_at is not null and d.webhook_id > w.webhook_id order by d.webhook_id limit 1)
       from waiting w where w.webhook_id is not null
     ), open as (
       select w.id, w.ordered,
         greatest(w.max_in_flight - (select count(*) from webhook_deliveries d where d.webhook_id = w.id and d.locked_until > now()), 0) as room
       from waiting join webhooks w on w.id = waiting.webhook_id
       where w.state = 'active' and (w.failing_since is not null) = $4
     ), due as (
       select d.id, d.due_at from open cross join lateral (
         select id, due_at from webhook_deliveries
         where webhook_id = open.id and due_at <= now() and (locked_until is null or locked_until <= now())
         order by due_at, position limit open.room) d
       where not open.ordered
       union all
       select d.id, d.due_at from open cross join lateral (
         with recursive heads as (
           (select id, order_key, due_at, locked_until from webhook_deliveries
            where webhook_id = open.id and due_at is not null and order_key is not null order by order_key, position limit 1)
           union all
           select next.* from heads cross join lateral (
             select id, order_key, due_at, locked_until from webhook_deliveries
             where webhook_id = open.id and due_at is not null and order_key > heads.order_key order by order_key, position limit 1) next
         )
         select id, due_at from heads where due_at <= now() and (locked_until is null or locked_until <= now()) limit open.room) d
       where open.ordered
       order by due_at limit $1
     )
     update webhook_deliveries d set locked_until = now() + make_interval(secs => $2), locked_by = $3, attempts = attempts + 1
     from due, webhooks w, webhook_payloads p
     where d.id = due.id and w.id = d.webhook_id and p.event_id = d.event_id
       and d.due_at <= now() and (d.locked_until is null or d.locked_until <= now())
     returning d.id, d.organization_id, d.webhook_id, d.event_id, d.attempts, d.tries, p.body, w.url, w.secret,
       case when w.previous_until > now() then w.previous_secret end as previous_secret, w.headers, w.retry_policy, w.retry_delays`,
    [limit, leaseSeconds, nodeId, failing],
  );
  await locked;
  return claimed;
}

export async function releaseDeliveries(tx: Tx, rows: readonly ClaimedDelivery[]): Promise<void> {
  await tx.execute(
    'update webhook_deliveries set locked_until = null, attempts = attempts - 1 where id = any ($1) and locked_until > now()',
    [rows.map(({ id }) => id)],
  );
}

type Ended = Pick<ClaimedDelivery, 'id' | 'attempts'> & { attemptId: string; result: AttemptResult };

// The attempt is written with whatever ends it, and only by whoever still holds the row.
const RECORD = `insert into webhook_attempts (id, organization_id, webhook_id, delivery_id, number, at, duration_ms, url, request_headers, status, error,
    response_headers, response_body, response_truncated)
  select $3, organization_id, webhook_id, id, attempts, $4, $5, $6, $7, $8, $9, $10, $11, $12 from ended`;

const recorded = ({ id, attempts, attemptId, result }: Ended) => [
  id,
  attempts,
  attemptId,
  result.at,
  result.durationMs,
  result.url,
  JSON.stringify(result.requestHeaders),
  result.response?.status ?? null,
  result.error,
  result.response ? JSON.stringify(result.response.headers) : null,
  result.response?.body ?? null,
  result.response?.truncated ?? null,
];

/** It arrived; one statement, since this is what happens most. */
export async function markDelivered(tx: Tx, ended: Ended): Promise<void> {
  await tx.execute(
    `with ended as (
       update webhook_deliveries set status = 'delivered', due_at = null, locked_until = null, tries = tries + 1, response_status = $8, error = null,
         ended_at = now()
       where id = $1 and attempts = $2 returning id, organization_id, webhook_id, attempts
     ), attempt as (${RECORD})
     update webhooks set failing_since = null from ended where webhooks.id = ended.webhook_id and failing_since is not null`,
    recorded(ended),
  );
}

/** It did not arrive: due again after so many seconds, or never. False when the row is somebody else's by now. */
export async function markFailed(tx: Tx, ended: Ended, delaySeconds: number | null): Promise<boolean> {
  const changed = await tx.execute(
    `with ended as (
       update webhook_deliveries set locked_until = null, tries = tries + 1, response_status = $8, error = $9,
         due_at = case when status = 'pending' then now() + make_interval(secs => $13) end,
         status = case when status = 'pending' and $13::double precision is null then 'failed' else status end,
         ended_at = case when status = 'pending' and $13::double precision is not null then null else now() end
       where id = $1 and attempts = $2 returning id, organization_id, webhook_id, attempts
     ) ${RECORD}`,
    [...recorded(ended), delaySeconds],
  );
  return changed === 1;
}

/** Never tried to the end, however often it was begun. */
export async function markInterrupted(tx: Tx, { id, attempts }: Pick<ClaimedDelivery, 'id' | 'attempts'>): Promise<void> {
  await tx.execute(
    `update webhook_deliveries set status = 'failed', due_at = null, locked_until = null, error = 'interrupted', ended_at = now()
     where id = $1 and attempts = $2`,
    [id, attempts],
  );
}

const ROWS_A_STEP = 10_000;

/** What waits for an endpoint that is disabled waits no longer; it can be replayed. */
export async function skipPending(tx: Tx, webhookId: string): Promise<void> {
  for (let skipped = ROWS_A_STEP; skipped === ROWS_A_STEP;) {
    skipped = await tx.execute(
      `update webhook_deliveries set status = 'skipped', due_at = null, locked_until = null, error = 'disabled', ended_at = now()
       where id in (select id from webhook_deliveries where webhook_id = $1 and due_at is not null limit $2)`,
      [webhookId, ROWS_A_STEP],
    );
  }
}
