import { v7 as uuidv7 } from 'uuid';
import type { Clock, Random } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/db.ts';
import type { Log } from '../../platform/log.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import { startQueue } from '../../platform/queue/queue.ts';
import type { QueueMetrics } from '../../platform/queue/queue.ts';
import type { DisableWebhook } from '../disable.ts';
import type { WebhookSecrets } from '../secrets.ts';
import { markFailing } from '../webhooks.sql.ts';
import { DELIVERIES_CHANNEL } from './fan-out.sql.ts';
import { claimDeliveries, markDelivered, markFailed, markInterrupted, releaseDeliveries } from './queue.sql.ts';
import type { ClaimedDelivery } from './queue.sql.ts';
import { nextDelay } from './schedule.ts';
import { sendOnce, TIMEOUT_MS } from './send.ts';
import type { AttemptResult } from './send.ts';

export type DispatchOptions = {
  db: Db;
  log: Log;
  clock: Clock;
  random: Random;
  outbound: Outbound;
  secrets: WebhookSecrets;
  nodeId: string;
  queueMetrics: QueueMetrics;
  disable: DisableWebhook;
  /** An endpoint to which nothing arrived for so long is disabled. */
  disableAfterDays: number;
};

// An attempt ends well before; a node that was killed gives its rows back after this.
const LEASE_SECONDS = TIMEOUT_MS / 1_000 + 10;
const BATCH = 100;
const AT_ONCE = 500;
// Claims that follow on each other take what came due meanwhile together.
const PACE_MS = 5;
/** A row that was claimed so often without any outcome is what brings the server down. */
const MOST_LOST_CLAIMS = 50;
const GONE = 410;

/**
 * Delivers what is due. There are two queues over the same table: one for endpoints that take what they are sent, one for those that
 * are failing. So however many hang, each for the longest time, they use up the places of their own kind only.
 */
export async function startDispatch(options: DispatchOptions): Promise<{ stop(): Promise<void> }> {
  const queues = await Promise.all([startOne(options, 'webhooks', false), startOne(options, 'webhooks.failing', true)]);
  return { stop: async () => void (await Promise.all(queues.map((queue) => queue.stop()))) };
}

function startOne(options: DispatchOptions, name: string, failing: boolean) {
  const { db, log, nodeId, queueMetrics } = options;
  return startQueue<ClaimedDelivery>({
    db,
    log,
    name,
    nodeId,
    metrics: queueMetrics,
    channel: DELIVERIES_CHANNEL,
    batch: BATCH,
    concurrency: AT_ONCE,
    paceMs: PACE_MS,
    leaseSeconds: LEASE_SECONDS,
    claim: (tx, request) => claimDeliveries(tx, { ...request, failing }),
    release: releaseDeliveries,
    handle: (row) => deliver(options, row),
  });
}

async function deliver(options: DispatchOptions, row: ClaimedDelivery): Promise<void> {
  const { db, outbound, clock, secrets, log } = options;
  if (row.attempts - row.tries > MOST_LOST_CLAIMS) {
    log.error({ deliveryId: row.id }, 'gave up a delivery that never came to an end');
    return db.inOrganization(row.organizationId, (tx) => markInterrupted(tx, row));
  }
  const opened = await secrets.openFor(row.organizationId, row);
  const result = await sendOnce(outbound, clock, { ...row, ...opened });
  if (result.error !== null) return writeFailure(options, row, result);
  const ended = { id: row.id, attempts: row.attempts, attemptId: uuidv7(), result };
  await db.asSystem('webhook delivered', (tx) => markDelivered(tx, ended), { single: true });
}

async function writeFailure(
  { db, random, disable, disableAfterDays }: DispatchOptions,
  row: ClaimedDelivery,
  result: AttemptResult,
): Promise<void> {
  const isGone = result.response?.status === GONE;
  const delay = isGone ? null : nextDelay(row, row.tries + 1, result.retryAfterSeconds, random);
  await db.inOrganization(row.organizationId, async (tx) => {
    const ended = { id: row.id, attempts: row.attempts, attemptId: uuidv7(), result };
    if (!(await markFailed(tx, ended, delay))) return;
    const endpoint = await markFailing(tx, row.webhookId, disableAfterDays);
    if (isGone) await disable(tx, row.webhookId, 'gone');
    else if (endpoint?.overdue) await disable(tx, row.webhookId, 'failing');
  });
}
