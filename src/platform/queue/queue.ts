import { setTimeout as pause } from 'node:timers/promises';
import type { Db, Tx } from '../db/db.ts';
import type { Log } from '../log.ts';
import { createBell } from './bell.ts';
import { settlesWithin } from './patience.ts';
import type { QueueMetrics } from './queue-metrics.ts';
import { createSlots } from './slots.ts';

export { createQueueMetrics } from './queue-metrics.ts';
export type { QueueMetrics } from './queue-metrics.ts';
export { wakeQueue } from './queue.sql.ts';

/*
 * A queue whose entries are a room's own rows. The room writes three statements in its .sql.ts. Columns: due_at (null when done or
 * parked), locked_until, attempts, and an index on (due_at) where due_at is not null.
 *
 * claim: takes due rows that nobody holds, by the database's clock:
 *
 *     with due as (
 *       select id from deliveries
 *       where due_at <= now() and (locked_until is null or locked_until <= now())
 *       order by due_at, id limit $1 for update skip locked
 *     )
 *     update deliveries set locked_until = now() + make_interval(secs => $2), attempts = attempts + 1
 *     from due where deliveries.id = due.id returning deliveries.*
 *
 *   Rows of one key in sequence: only the first undone row of a key is ever due, so add to the inner where
 *
 *     and not exists (select from deliveries earlier where earlier.order_key = deliveries.order_key
 *                     and earlier.due_at is not null and earlier.id < deliveries.id)
 *
 *   and an index on (order_key, id) where due_at is not null.
 *
 * end: whoever finishes a row, in `handle` or in `onError`, names the attempt, so that one who was too slow changes nothing:
 *
 *     update deliveries set due_at = null, locked_until = null where id = $1 and attempts = $2
 *
 * release: gives back what was claimed and not begun, as if it had never been claimed:
 *
 *     update deliveries set locked_until = null, attempts = attempts - 1 where id = any($1) and locked_until > now()
 */

export type ClaimRequest = { limit: number; leaseSeconds: number; nodeId: string };

export type QueueOptions<Row> = {
  db: Db;
  log: Log;
  name: string;
  nodeId: string;
  /** Of the NOTIFY that says a row is due (`wakeQueue`); rows that come due later are found by the poll. */
  channel: string;
  pollMs?: number;
  /** How many rows are claimed together at most. */
  batch?: number;
  /** At least so long from one claim to the next: rows that come due meanwhile are claimed together. */
  paceMs?: number;
  /** How many rows are handled at the same time on this node. */
  concurrency?: number;
  /** It is not extended: longer than the longest handler takes, since a row may go to another node when it is over. */
  leaseSeconds: number;
  claim(tx: Tx, request: ClaimRequest): Promise<Row[]>;
  /** Deals with a row and writes down that it is done; the signal aborts shortly before the lease is over. */
  handle(row: Row, signal: AbortSignal): Promise<void>;
  release(tx: Tx, rows: Row[]): Promise<void>;
  /** Writes down when to try again, or that the row is parked. Without it a row comes back when its lease is over. */
  onError?: (row: Row, error: unknown) => Promise<void>;
  metrics?: QueueMetrics;
};

export type Queue = {
  /** Looks for due rows now. */
  nudge(): void;
  stop(): Promise<void>;
};

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
// While handlers end one by one, waiting this long claims several rows at once: 1,740–2,609 claims/s singly, 21,900–35,600 in batches of 20.
const GATHER_MS = 2;
// Together less than the 10 s that a server takes to stop.
const STOP_PATIENCE_MS = 5_000;
const ABORT_PATIENCE_MS = 1_500;

/** Handles due rows until it is stopped; each row by one handler at a time, at least once. */
export async function startQueue<Row>(options: QueueOptions<Row>): Promise<Queue> {
  const { db, log, name, channel, pollMs = 1_000, paceMs = 0, batch = 20, concurrency = 20, leaseSeconds } = options;
  const bell = createBell();
  const ending = new AbortController();
  const slots = createSlots({
    count: concurrency,
    leaseMs: leaseSeconds * 1_000,
    onFree: bell.ring,
    onOverdue: () => log.error({ queue: name }, 'a handler outlived its lease: its row may be handled again'),
  });
  const unlisten = await db.listen(channel, bell.ring, bell.ring);
  const claiming = keepClaiming();
  let stopped: Promise<void> | null = null;
  return { nudge: bell.ring, stop: () => (stopped ??= stop()) };

  async function keepClaiming(): Promise<void> {
    let failures = 0;
    let lastClaimAt = -Infinity;
    while (!ending.signal.aborted) {
      if (slots.free() === 0) await bell.wait(pollMs);
      if (slots.free() < Math.min(batch, concurrency) / 2) await pause(GATHER_MS);
      const tooEarlyMs = lastClaimAt + paceMs - performance.now();
      if (tooEarlyMs > 0) await pause(tooEarlyMs);
      const limit = Math.min(batch, slots.free());
      if (limit === 0) continue;
      lastClaimAt = performance.now();
      try {
        const claimed = await claim(limit);
        if (failures > 0) log.info({ queue: name, failures }, 'claiming works again');
        failures = 0;
        // A full batch means that there may be more.
        if (claimed < limit) await bell.wait(pollMs);
      } catch (error) {
        failures += 1;
        log[failures === 1 ? 'warn' : 'debug']({ err: error, queue: name, failures }, 'could not claim rows: trying again');
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
        await pause(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
      }
    }
  }

  async function claim(limit: number): Promise<number> {
    let leasedAt = 0;
    const rows = await db.asSystem('queue claim', (tx) => {
      leasedAt = performance.now();
      return options.claim(tx, { limit, leaseSeconds, nodeId: options.nodeId });
    });
    if (ending.signal.aborted) await release(rows);
    else for (const row of rows) slots.run((signal) => handleRow(options, row, signal), leasedAt);
    return rows.length;
  }

  async function release(rows: Row[]): Promise<void> {
    if (rows.length > 0) await db.asSystem('queue release', (tx) => options.release(tx, rows), { repeatable: true });
  }

  async function stop(): Promise<void> {
    ending.abort();
    bell.ring();
    void unlisten();
    const drained = claiming.then(() => slots.drained());
    if (await settlesWithin(drained, STOP_PATIENCE_MS)) return;
    slots.abort(new Error('the server stops'));
    if (!(await settlesWithin(drained, ABORT_PATIENCE_MS)))
      log.warn({ queue: name }, 'handlers still run: their rows come back when their leases are over');
  }
}

async function handleRow<Row>(options: QueueOptions<Row>, row: Row, signal: AbortSignal): Promise<void> {
  const finished = options.metrics?.started(options.name);
  try {
    await options.handle(row, signal);
    finished?.('done');
  } catch (error) {
    finished?.('failed');
    await giveUp(options, row, error);
  }
}

async function giveUp<Row>({ onError, log, name }: QueueOptions<Row>, row: Row, cause: unknown): Promise<void> {
  try {
    if (onError) await onError(row, cause);
    else log.warn({ err: cause, queue: name }, 'a row failed: it comes back when its lease is over');
  } catch (error) {
    log.warn({ err: error, cause, queue: name }, 'could not write down that a row failed: it comes back when its lease is over');
  }
}
