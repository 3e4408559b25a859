import type { z } from 'zod';
import { recordAudit } from '../../access/access.ts';
import { listEventsBetween, typeFilter } from '../../events/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/db.ts';
import { notFound } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { wakeQueue } from '../../platform/queue/queue.ts';
import { activeWebhook, knownWebhook } from '../endpoints.ts';
import type { One } from '../endpoints.ts';
import type { ListDeliveries, Replay } from '../webhooks.schema.ts';
import type { WebhookRow } from '../webhooks.sql.ts';
import { deliveryTo, payloadOf } from './fan-out.ts';
import { DELIVERIES_CHANNEL, insertDeliveries } from './fan-out.sql.ts';
import { findDelivery, findStats, listAttempts, listDeliveries, listReplayable, markAllPending, markPending } from './history.sql.ts';
import type { AttemptRow, DeliveryRow } from './history.sql.ts';

/** Of one call; what is left of the range says where it goes on. */
const MOST_REPLAYED = 10_000;
const PAGE = 500;

export async function showDeliveries({ tx, params, query, caller }: One & { query: z.output<typeof ListDeliveries> }) {
  const { id: webhookId } = await knownWebhook(tx, caller.clientIds, params.id);
  const { limit, cursor, status = null, type = null, from = null, to = null } = query;
  const rows = await listDeliveries(tx, { webhookId, limit, before: readIdCursor(cursor), status, type, from, to });
  const { data, nextCursor } = pageOf(rows, limit, ({ eventId }) => [eventId]);
  return { data: data.map(showDelivery), nextCursor };
}

/** With the last request, what was answered, and every attempt. */
export async function getDelivery({ tx, params, caller }: One) {
  const { delivery, webhook } = await knownDelivery(tx, caller.clientIds, params.id);
  const attempts = await listAttempts(tx, delivery.id);
  const last = attempts.at(-1);
  return {
    ...showDelivery(delivery),
    request: { url: last?.url ?? webhook.url, headers: last?.requestHeaders ?? {}, body: delivery.body },
    response: last ? responseOf(last) : null,
    attempts: attempts.map(showAttempt),
  };
}

/** Sends one again, at once, with the id and the bytes of the first time. */
export async function retryDelivery({ tx, params, ...call }: One) {
  const { delivery, webhook } = await knownDelivery(tx, call.caller.clientIds, params.id);
  await activeWebhook(tx, call.caller.clientIds, webhook.id);
  if (delivery.status !== 'pending') await markPending(tx, delivery.id);
  await wakeQueue(tx, DELIVERIES_CHANNEL);
  await recordAudit(tx, call, { action: 'webhooks.retry', target: { type: 'webhook', id: webhook.id } });
  return showDelivery((await knownDelivery(tx, call.caller.clientIds, delivery.id)).delivery);
}

/** Sends a range of time again: what has this status, or else every event that the endpoint wants, also what it never was sent. */
export async function replayRange(clock: Clock, { tx, params, body, ...call }: One & { body: z.output<typeof Replay> }) {
  const webhook = await activeWebhook(tx, call.caller.clientIds, params.id);
  const { from, to = clock.now(), status } = body;
  const replayed = status ? await replayStatus(tx, webhook, { from, to, status }) : await replayEvents(tx, webhook, { from, to });
  await wakeQueue(tx, DELIVERIES_CHANNEL);
  await recordAudit(tx, call, { action: 'webhooks.replay', target: { type: 'webhook', id: webhook.id } });
  return replayed;
}

type Replayed = { deliveries: number; continuesAt: Date | null };

async function replayStatus(tx: Tx, { id }: WebhookRow, range: { from: Date; to: Date; status: string }): Promise<Replayed> {
  const rows = await listReplayable(tx, { webhookId: id, ...range, limit: MOST_REPLAYED + 1 });
  const taken = rows.slice(0, MOST_REPLAYED);
  await markAllPending(
    tx,
    taken.map((row) => row.id),
  );
  return { deliveries: taken.length, continuesAt: rows[MOST_REPLAYED]?.happenedAt ?? null };
}

async function replayEvents(tx: Tx, webhook: WebhookRow, range: { from: Date; to: Date }): Promise<Replayed> {
  const { clientIds, events } = webhook;
  let deliveries = 0;
  for (let afterId: string | null = null; ;) {
    const page = await listEventsBetween(tx, { ...range, wanted: typeFilter(events), clientIds, afterId, limit: PAGE });
    for (const event of page) {
      if (deliveries === MOST_REPLAYED) return { deliveries, continuesAt: event.createdAt };
      await insertDeliveries(tx, payloadOf(event), [deliveryTo(webhook, event)]);
      deliveries += 1;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return { deliveries, continuesAt: null };
    afterId = last.id;
  }
}

/** How it has done in the last day, and what waits. */
export async function showStats({ tx, params, caller }: One) {
  const { id } = await knownWebhook(tx, caller.clientIds, params.id);
  const { pending, oldestPendingAt, attempts, succeeded, p50, p95, p99 } = await findStats(tx, id);
  const successRate = attempts === 0 ? null : succeeded / attempts;
  return {
    pending,
    oldestPendingAt,
    last24Hours: { attempts, succeeded, failed: attempts - succeeded, successRate, durationMs: { p50, p95, p99 } },
  };
}

async function knownDelivery(tx: Tx, clientIds: OwnCall['caller']['clientIds'], id: string) {
  const delivery = await findDelivery(tx, id);
  if (!delivery) throw notFound('webhookDeliveries');
  return { delivery, webhook: await knownWebhook(tx, clientIds, delivery.webhookId) };
}

function showDelivery({ attempts, dueAt, ...row }: DeliveryRow) {
  const { id, webhookId, eventId, eventType, status, responseStatus, error, createdAt, endedAt } = row;
  return {
    id,
    webhookId,
    eventId,
    eventType,
    status,
    attemptCount: attempts,
    responseStatus,
    error,
    nextAttemptAt: dueAt,
    createdAt,
    endedAt,
  };
}

function showAttempt({ number, at, durationMs, status, error, requestHeaders, ...rest }: AttemptRow) {
  return { number, at, durationMs, status, error, requestHeaders, response: responseOf({ status, ...rest }) };
}

type Answered = Pick<AttemptRow, 'status' | 'responseHeaders' | 'responseBody' | 'responseTruncated'>;

function responseOf({ status, responseHeaders, responseBody, responseTruncated }: Answered) {
  if (status === null) return null;
  return { status, headers: responseHeaders ?? {}, body: responseBody ?? '', truncated: responseTruncated ?? false };
}
