import { EventEmitter } from 'node:events';
import { Logger, run } from 'graphile-worker';
import type { ParsedCronItem, TaskList, WorkerEvents, WorkerPool } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Log } from '../log.ts';

export type WorkerOptions = {
  /** What its jobs are locked by. */
  name: string;
  pool: Pool;
  log: Log;
  tasks: TaskList;
  cron: ParsedCronItem[];
  concurrency: number;
};

export type JobWorker = {
  name: string;
  /** Resolves as soon as it takes no more jobs, for whatever reason. */
  ending: Promise<void>;
  /** Resolves when its last job has ended and is recorded, or cannot be. */
  drained: Promise<void>;
  stop(): Promise<void>;
};

// Wakes by NOTIFY; this is for jobs that come due, and for a lost notification.
const POLL_MS = 1_000;

/** Starts one graphile worker; it ends by itself when the database fails it at the wrong moment, never by an unhandled error. */
export async function startWorker({ name, pool, log, tasks, cron, concurrency }: WorkerOptions): Promise<JobWorker> {
  const events = new EventEmitter() as WorkerEvents;
  // In an array, because a pool has a `then` of its own and would be awaited to its end.
  const pools: WorkerPool[] = [];
  events.once('pool:create', ({ workerPool }) => {
    // Jobs are locked by this id, and graphile offers no option for it: with the node in it, a dead node's jobs can be found.
    workerPool.id = name;
    pools.push(workerPool);
  });
  const ending = new Promise<void>((resolve) => events.once('pool:gracefulShutdown', () => resolve()));
  const runner = await run({
    pgPool: pool,
    events,
    logger: quietLogger(log),
    noHandleSignals: true,
    concurrency,
    pollInterval: POLL_MS,
    taskList: tasks,
    parsedCronItems: cron,
    // Do NOT set these to -1, the default: a job's end is then recorded by a promise that nobody awaits, and its rejection ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  runner.promise.catch(() => undefined);
  const drained = Promise.all(pools.map((each) => each.promise)).then(
    () => undefined,
    (error: unknown) => log.warn({ err: error }, 'a job worker did not end cleanly'),
  );
  return {
    name,
    ending,
    drained,
    async stop() {
      // It rejects when the worker has ended by itself.
      await runner.stop().catch(() => undefined);
      await drained;
    },
  };
}

const TROUBLE: readonly string[] = ['error', 'warning'];

/** Failures of jobs are logged by whoever ran them; of the rest only trouble is worth a line. */
function quietLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (meta?.['failure'] === true) return;
    log[TROUBLE.includes(level) ? 'warn' : 'debug']({ err: meta?.['error'] ?? meta?.['fatalError'] }, message);
  });
}
