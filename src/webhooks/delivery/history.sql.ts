import type { Tx } from '../../platform/db/db.ts';
import type { AttemptResult } from './send.ts';

export type DeliveryRow = {
  id: string;
  webhookId: string;
  eventId: string;
  eventType: string;
  status: 'pending' | 'delivered' | 'failed' | 'skipped';
  attempts: number;
  responseStatus: number | null;
  error: string | null;
  dueAt: Date | null;
  createdAt: Date;
  endedAt: Date | null;
};

// Payloads have the client of their event, so row security keeps other clients' deliveries from whoever may use some only.
const DELIVERY = `d.id, d.webhook_id, d.event_id, p.type as event_type, d.status, d.attempts, d.response_status, d.error, d.due_at, d.created_at, d.ended_at`;
const FROM = 'from webhook_deliveries d join webhook_payloads p on p.event_id = d.event_id';

type Listing = {
  webhookId: string;
  limit: number;
  before: string | null;
  status: string | null;
  type: string | null;
  from: Date | null;
  to: Date | null;
};

/** Newest event first. */
export async function listDeliveries(tx: Tx, { webhookId, limit, before, status, type, from, to }: Listing): Promise<DeliveryRow[]> {
  return tx.query<DeliveryRow>(
    `select ${DELIVERY} ${FROM}
     where d.webhook_id = $1 and ($3::uuid is null or d.event_id < $3) and ($4::text is null or d.status = $4)
       and ($5::text is null or $5 in ('*', p.type, split_part(p.type, '.', 1) || '.*'))
       and ($6::timestamptz is null or p.happened_at >= $6) and ($7::timestamptz is null or p.happened_at < $7)
     order by d.event_id desc limit $2`,
    [webhookId, limit + 1, before, status, type, from, to],
  );
}

export async function findDelivery(tx: Tx, id: string): Promise<(DeliveryRow & { body: string }) | null> {
  return tx.maybe(`select ${DELIVERY}, p.body ${FROM} where d.id = $1`, [id]);
}

export type AttemptRow = {
  number: number;
  at: Date;
  durationMs: number;
  url: string;
  requestHeaders: Record<string, string>;
  status: number | null;
  error: string | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  responseTruncated: boolean | null;
};

export async function listAttempts(tx: Tx, deliveryId: string): Promise<AttemptRow[]> {
  return tx.query<AttemptRow>(
    `select number, at, duration_ms, url, request_headers, status, error, response_headers, response_body, response_truncated
     from webhook_attempts where delivery_id = $1 order by number, at limit 200`,
    [deliveryId],
  );
}

/** Due at once, with all its retries before it. */
export async function markPending(tx: Tx, id: string): Promise<void> {
  await tx.execute(`update webhook_deliveries set status = 'pending', due_at = now(), tries = 0, ended_at = null where id = $1`, [id]);
}

type Range = { webhookId: string; from: Date; to: Date; status: string; limit: number };

/** The oldest of them, with their times; ids carry the time, so only the range is looked at. */
export async function listReplayable(tx: Tx, { webhookId, from, to, status, limit }: Range): Promise<{ id: string; happenedAt: Date }[]> {
  return tx.query(
    `select d.id, p.happened_at ${FROM}
     where d.webhook_id = $1 and d.status = $4 and p.happened_at >= $2 and p.happened_at < $3
       and d.event_id >= first_id_of($2 - interval '1 hour') and d.event_id < first_id_of($3 + interval '1 hour') and p.position > 0
     order by p.happened_at, d.event_id limit $5`,
    [webhookId, from, to, status, limit],
  );
}

export async function markAllPending(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(`update webhook_deliveries set status = 'pending', due_at = now(), tries = 0, ended_at = null where id = any ($1)`, [
    ids,
  ]);
}

/** Begun and not ended: what a crash leaves is a failed delivery. */
export async function insertTestDelivery(
  tx: Tx,
  test: { id: string; webhookId: string; eventId: string; body: string; at: Date },
): Promise<void> {
  await tx.execute(
    `with payload as (
       insert into webhook_payloads (event_id, type, position, body, happened_at) values ($3, 'webhook.test', 0, $4, $5)
     ) insert into webhook_deliveries (id, webhook_id, event_id, position, status, due_at, attempts, error, ended_at)
     values ($1, $2, $3, 0, 'failed', null, 1, 'interrupted', now())`,
    [test.id, test.webhookId, test.eventId, test.body, test.at],
  );
}

export async function markTested(tx: Tx, id: string, attemptId: string, result: AttemptResult): Promise<void> {
  const { response, error } = result;
  await tx.execute(
    `with ended as (
       update webhook_deliveries set status = case when $3::text is null then 'delivered' else 'failed' end, error = $3, response_status = $4, ended_at = now()
       where id = $1 returning id, organization_id, webhook_id
     ) insert into webhook_attempts (id, organization_id, webhook_id, delivery_id, number, at, duration_ms, url, request_headers, status, error,
         response_headers, response_body, response_truncated)
       select $2, organization_id, webhook_id, id, 1, $5, $6, $7, $8, $4, $3, $9, $10, $11 from ended`,
    [
      id,
      attemptId,
      error,
      response?.status ?? null,
      result.at,
      result.durationMs,
      result.url,
      JSON.stringify(result.requestHeaders),
      response ? JSON.stringify(response.headers) : null,
      response?.body ?? null,
      response?.truncated ?? null,
    ],
  );
}

export type Stats = {
  pending: number;
  oldestPendingAt: Date | null;
  attempts: number;
  succeeded: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
};

export async function findStats(tx: Tx, webhookId: string): Promise<Stats> {
  return tx.one<Stats>(
    `with recent as (select duration_ms, error from webhook_attempts where webhook_id = $1 and at > now() - interval '1 day'),
       waiting as (select created_at from webhook_deliveries where webhook_id = $1 and due_at is not null)
     select (select count(*) from waiting) as pending, (select min(created_at) from waiting) as oldest_pending_at,
       count(*) as attempts, count(*) filter (where error is null) as succeeded,
       percentile_disc(0.5) within group (order by duration_ms) as p50, percentile_disc(0.95) within group (order by duration_ms) as p95,
       percentile_disc(0.99) within group (order by duration_ms) as p99
     from recent`,
    [webhookId],
  );
}

/** Deliveries and attempts go with their payload. */
export async function deleteOldPayloads(tx: Tx, days: number, limit: number): Promise<number> {
  return tx.execute(
    `delete from webhook_payloads where event_id in (
       select event_id from webhook_payloads where created_at < now() - make_interval(days => $1) order by created_at limit $2)`,
    [days, limit],
  );
}

/** What an erased person's event is from now on, at every endpoint; answers may repeat what was sent, so they go. */
export async function replaceBody(tx: Tx, eventId: string, body: string): Promise<void> {
  await tx.execute('update webhook_payloads set body = $2 where event_id = $1', [eventId, body]);
  await tx.execute(
    `update webhook_attempts set response_body = '' where response_body <> '' and delivery_id in (select id from webhook_deliveries where event_id = $1)`,
    [eventId],
  );
}
