import type { Job as JobRow } from 'graphile-worker';
import type { Db } from '../db/db.ts';
import { maskText } from '../log-mask.ts';
import type { Log } from '../log.ts';
import type { JobHandler } from './handlers.ts';
import type { JobMetrics } from './job-metrics.ts';
import type { JobPayload } from './jobs.sql.ts';
import type { RunningJobs } from './running-jobs.ts';

type PerformOptions = { db: Db; log: Log; running: RunningJobs; metrics: JobMetrics | undefined; worker: string };

/** Runs one job within its time; throws what graphile keeps as the job's last error. Once aborted it fails, whatever its handler does. */
export async function perform(handler: JobHandler, row: JobRow, { db, log, running, metrics, worker }: PerformOptions): Promise<void> {
  const { organizationId, ...payload } = row.payload as JobPayload & { organizationId?: string | null };
  const job = describe(row, organizationId ?? null, log);
  const controller = new AbortController();
  const tooLong = new Error(`the job took longer than ${handler.timeoutMs / 1000} s`);
  const timer = setTimeout(() => controller.abort(tooLong), handler.timeoutMs);
  const finished = metrics?.started(job.task);
  running.add(controller);
  try {
    await Promise.race([handler.run({ payload, job: { ...job, signal: controller.signal }, db, worker }), rejection(controller.signal)]);
    finished?.('done');
  } catch (error) {
    finished?.('failed');
    const last = job.attempt >= job.maxAttempts;
    job.log[last ? 'error' : 'warn'](
      { err: error, attempt: job.attempt },
      last ? 'a job failed for the last time: parked' : 'a job failed',
    );
    throw new Error(maskText(error instanceof Error ? error.message : String(error)), { cause: error });
  } finally {
    clearTimeout(timer);
    running.remove(controller);
  }
}

function describe(row: JobRow, organizationId: string | null, log: Log) {
  const task = row.task_identifier;
  return {
    id: Number(row.id),
    task,
    organizationId,
    attempt: row.attempts,
    maxAttempts: row.max_attempts,
    log: log.child({ task, jobId: row.id, organizationId }),
  };
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
}
