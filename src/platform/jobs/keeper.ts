import { setTimeout as pause } from 'node:timers/promises';
import type { ParsedCronItem, TaskList } from 'graphile-worker';
import type { Db } from '../db/db.ts';
import type { Log } from '../log.ts';
import { settlesWithin } from '../queue/patience.ts';
import type { JobHandler } from './handlers.ts';
import type { JobMetrics } from './job-metrics.ts';
import { unlockJobsOfLostNodes, unlockJobsOfWorker } from './jobs.sql.ts';
import { perform } from './perform.ts';
import { createRunningJobs } from './running-jobs.ts';
import type { RunningJobs } from './running-jobs.ts';
import { startWorker } from './worker.ts';
import type { JobWorker } from './worker.ts';

export type KeeperOptions = {
  db: Db;
  log: Log;
  metrics: JobMetrics | undefined;
  nodeId: string;
  handlers: Record<string, JobHandler>;
  cron: ParsedCronItem[];
  concurrency: number;
  /** For how long running jobs may go on when the server stops. */
  stopPatienceMs: number;
};

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
// A worker that lived this long did not die of being started.
const SETTLED_MS = 10_000;
const SWEEP_EVERY_MS = 5_000;
const ABORT_PATIENCE_MS = 1_500;

/** Keeps one job worker at work; one that the database failed is replaced, and what it left locked is freed. */
export class Keeper {
  readonly #options: KeeperOptions;
  /** More than one while an old worker waits for its last jobs to end. */
  readonly #workers = new Set<JobWorker>();
  readonly #leftBehind = new Set<string>();
  readonly #ending = new AbortController();
  #current: JobWorker | null = null;
  #generation = 0;
  #keeping: Promise<void> = Promise.resolve();
  #sweeping: Promise<void> | null = null;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const first = await this.#startWorker();
    this.#sweeper = setInterval(() => void this.#sweep(), SWEEP_EVERY_MS);
    this.#keeping = this.#keepRunning(first).catch(() => undefined);
  }

  isRunning(): boolean {
    return this.#current !== null;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    clearInterval(this.#sweeper);
    const stopped = this.#keeping.then(() => Promise.all([...this.#workers].map((worker) => worker.stop()))).then(() => this.#sweeping);
    if (await settlesWithin(stopped, this.#options.stopPatienceMs)) return;
    this.#options.log.warn('jobs still run: they are given up and will be tried again');
    for (const { running } of this.#workers) running.abortAll(new Error('the server stopped'));
    await settlesWithin(stopped, ABORT_PATIENCE_MS);
  }

  async #keepRunning(first: JobWorker): Promise<void> {
    const { signal } = this.#ending;
    let worker = first;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      if (!(await settlesWithin(worker.ending, SETTLED_MS, signal))) pauseMs = FIRST_PAUSE_MS;
      await Promise.race([worker.ending, aborted(signal)]);
      this.#current = null;
      if (signal.aborted) return;
      this.#options.log.warn('the job worker ended unexpectedly: starting another');
      let next: JobWorker | null = null;
      while (next === null) {
        await pause(pauseMs, undefined, { signal });
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        next = await this.#tryStartWorker();
      }
      worker = next;
    }
  }

  async #tryStartWorker(): Promise<JobWorker | null> {
    try {
      return await this.#startWorker();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the job worker does not start');
      return null;
    }
  }

  async #startWorker(): Promise<JobWorker> {
    const { db, log, nodeId, cron, concurrency } = this.#options;
    this.#generation += 1;
    const name = `node:${nodeId}:${this.#generation}`;
    const running = createRunningJobs();
    const tasks = this.#tasksFor(name, running);
    const worker = await startWorker({ name, pool: db.systemPool, log, tasks, running, cron, concurrency });
    this.#workers.add(worker);
    this.#current = worker;
    void this.#sweep();
    void worker.drained.then(() => {
      this.#workers.delete(worker);
      this.#leftBehind.add(name);
      if (!this.#ending.signal.aborted) void this.#sweep();
    });
    return worker;
  }

  #tasksFor(worker: string, running: RunningJobs): TaskList {
    const { db, log, metrics, handlers } = this.#options;
    const tasks: TaskList = {};
    for (const [task, handler] of Object.entries(handlers)) {
      tasks[task] = (_payload, { job }) => perform(handler, job, { db, log, running, metrics, worker });
    }
    return tasks;
  }

  #sweep(): Promise<void> {
    this.#sweeping ??= this.#sweepOnce()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'could not free the jobs of lost workers'))
      .finally(() => (this.#sweeping = null));
    return this.#sweeping;
  }

  async #sweepOnce(): Promise<void> {
    const { db, log } = this.#options;
    for (const name of this.#leftBehind) {
      await db.asSystem('job unlock', (tx) => unlockJobsOfWorker(tx, name), { repeatable: true });
      this.#leftBehind.delete(name);
    }
    const jobs = await db.asSystem('job unlock', unlockJobsOfLostNodes, { repeatable: true });
    if (jobs > 0) log.warn({ jobs }, 'freed the jobs of nodes that are gone');
  }
}

/** Resolves, never rejects, when the signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
