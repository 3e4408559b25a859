import type { Db } from '../db/db.ts';
import type { Metrics } from '../metrics.ts';
import { countJobs } from './jobs.sql.ts';
import type { JobCounts } from './jobs.sql.ts';

export type JobMetrics = {
  /** Begins to time a job; call what it returns when the job has ended. */
  started(task: string): (outcome: 'done' | 'failed') => void;
};

const SECONDS_BUCKETS = [0.01, 0.05, 0.25, 1, 5, 30, 120, 600];

/** Registers the figures of the job queue; those of the table are read when somebody looks, and absent while the database is away. */
export function createJobMetrics(metrics: Metrics, db: Db): JobMetrics {
  const read = sharedRead(() => db.asSystem('job figures', countJobs));
  metrics.gauge({ name: 'jobs', help: 'Background jobs by state', labels: ['state'] }, async (gauge) => {
    gauge.reset();
    const counts = await read();
    if (counts === null) return;
    for (const state of ['waiting', 'running', 'parked'] as const) gauge.set({ state }, counts[state]);
  });
  metrics.gauge({ name: 'jobs_oldest_seconds', help: 'For how long the oldest due job has waited' }, async (gauge) => {
    const counts = await read();
    if (counts !== null) gauge.set(counts.oldestSeconds);
  });
  const seconds = metrics.histogram(
    { name: 'job_seconds', help: 'How long jobs took, by task and outcome', labels: ['task', 'outcome'] },
    SECONDS_BUCKETS,
  );
  return {
    started(task) {
      const end = seconds.startTimer({ task });
      return (outcome) => void end({ outcome });
    },
  };
}

/** One question to the database for all gauges of a scrape. */
function sharedRead(count: () => Promise<JobCounts>): () => Promise<JobCounts | null> {
  let reading: Promise<JobCounts | null> | null = null;
  return () => {
    reading ??= count()
      .catch(() => null)
      .finally(() => (reading = null));
    return reading;
  };
}
