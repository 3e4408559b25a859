import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, run } from 'graphile-worker';
import type { ParsedCronItem, TaskList, WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Log } from '../log.ts';
import type { RunningJobs } from './running-jobs.ts';

export type WorkerOptions = {
  /** What its jobs are locked by. */
  name: string;
  pool: Pool;
  log: Log;
  tasks: TaskList;
  /** The jobs that its tasks have under way. */
  running: RunningJobs;
  cron: ParsedCronItem[];
  concurrency: number;
};

export type JobWorker = {
  name: string;
  running: RunningJobs;
  /** Resolves as soon as it takes no more jobs, for whatever reason. */
  ending: Promise<void>;
  /** Resolves when it has ended, its jobs have ended, and what became of them is recorded or cannot be. */
  drained: Promise<void>;
  stop(): Promise<void>;
};

// Wakes by NOTIFY; this is for jobs that come due, and for a lost notification.
const POLL_MS = 1_000;
// A worker that failed to record one job is still recording others; graphile's own promise for that may never settle (0.17.3).
const RECORDING_MS = 1_000;

/** Starts one graphile worker; it ends by itself when the database fails it at the wrong moment, never by an unhandled error. */
export async function startWorker({ name, pool, log, tasks, running, cron, concurrency }: WorkerOptions): Promise<JobWorker> {
  const events = new EventEmitter() as WorkerEvents;
  // Jobs are locked by this id, and graphile offers no option for it: with the node in it, a dead node's jobs can be found.
  events.once('pool:create', ({ workerPool }) => void (workerPool.id = name));
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
  const drained = ending.then(() => running.none()).then(() => pause(RECORDING_MS, undefined, { ref: false }));
  return {
    name,
    running,
    ending,
    drained,
    async stop() {
      // It rejects when the worker has ended by itself.
      await Promise.race([runner.stop(), drained]).catch(() => drained);
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
