import { parseCronItems } from 'graphile-worker';
import type { ParsedCronItem } from 'graphile-worker';
import type { Db } from '../db/db.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { JobHandler } from './handlers.ts';
import { createJobMetrics } from './job-metrics.ts';
import { findParkedJobs, MAX_ATTEMPTS, unparkJob } from './jobs.sql.ts';
import type { ParkedJob } from './jobs.sql.ts';
import { Keeper } from './keeper.ts';

export { externalJob, organizationJob, systemJob } from './handlers.ts';
export type { InOrganization, Job, JobHandler } from './handlers.ts';
export { enqueueJob } from './jobs.sql.ts';
export type { EnqueueOptions, JobPayload, ParkedJob } from './jobs.sql.ts';

export type CronItem = {
  task: string;
  /** Minute, hour, day, month and day of the week, in UTC, as in a crontab. */
  match: string;
  /** A run that was missed while no server was up is made up for when it is no older than this; one may stand for several. */
  catchUpMs?: number;
};

export type JobsOptions = {
  db: Db;
  log: Log;
  metrics?: Metrics;
  /** As in the list of nodes: the jobs of a node that is not in it are given to others. */
  nodeId: string;
  handlers: Record<string, JobHandler>;
  cron?: CronItem[];
  concurrency: number;
  stopPatienceMs?: number;
};

// With the time for writing down what was given up, less than the 10 s that a server takes to stop.
const STOP_PATIENCE_MS = 5_000;

export type Jobs = { stop(): Promise<void>; isRunning(): boolean };

/** Runs background jobs on this node until it is told to stop. */
export async function startJobs({ metrics, cron = [], stopPatienceMs = STOP_PATIENCE_MS, ...options }: JobsOptions): Promise<Jobs> {
  const keeper = new Keeper({
    ...options,
    metrics: metrics && createJobMetrics(metrics, options.db),
    cron: parseCron(cron, options.handlers),
    stopPatienceMs,
  });
  await keeper.start();
  return { stop: () => keeper.stop(), isRunning: () => keeper.isRunning() };
}

/** One waiting job for each item, however many of its runs were missed. */
function parseCron(cron: CronItem[], handlers: Record<string, JobHandler>): ParsedCronItem[] {
  for (const { task } of cron) if (!(task in handlers)) throw new Error(`${task} has a time to run but no handler`);
  return parseCronItems(
    cron.map(({ task, match, catchUpMs = 0 }) => ({
      task,
      match,
      identifier: task,
      options: { backfillPeriod: catchUpMs, maxAttempts: MAX_ATTEMPTS, jobKey: `cron:${task}` },
    })),
  );
}

/** Jobs that failed for the last time, oldest first; for the operator, since they may be any organisation's. */
export async function listParkedJobs(db: Db, { afterId = 0, limit = 100 } = {}): Promise<ParkedJob[]> {
  return db.asSystem('parked jobs', (tx) => findParkedJobs(tx, afterId, limit));
}

/** Lets a parked job run again, with all its attempts; false when none of this id is parked. */
export async function retryParkedJob(db: Db, id: number): Promise<boolean> {
  return db.asSystem('parked jobs', (tx) => unparkJob(tx, id));
}
