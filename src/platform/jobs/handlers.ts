import type { Db, Tx } from '../db/db.ts';
import type { Log } from '../log.ts';
import { finishJob } from './jobs.sql.ts';
import type { JobPayload } from './jobs.sql.ts';

export type Job = {
  id: number;
  task: string;
  organizationId: string | null;
  /** 1 at the first try. */
  attempt: number;
  maxAttempts: number;
  log: Log;
  /** Aborts when the time of the job is up or the server stops: whatever takes longer than a moment has to heed it. */
  signal: AbortSignal;
};

/** What a handler is run with; `worker` is the name that the job is locked by. */
export type JobRun<P> = { payload: P; job: Job; db: Db; worker: string };
export type JobHandler<P = JobPayload> = { timeoutMs: number; run(run: JobRun<P>): Promise<void> };
export type HandlerOptions = { timeoutMs?: number };
export type InOrganization = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

const DEFAULT_TIMEOUT_MS = 10 * 60_000;

/** The job was given to another worker while it ran, so that its own work is rolled back. */
export class JobTakenError extends Error {
  override readonly name = 'JobTakenError';
}

/** Work in one transaction of the organisation that queued it; the job ends in the same transaction, so the work happens exactly once. */
export function organizationJob<P extends JobPayload>(
  work: (tx: Tx, payload: P, job: Job) => Promise<void>,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: HandlerOptions = {},
): JobHandler<P> {
  return {
    timeoutMs,
    async run({ payload, job, db, worker }) {
      await db.inOrganization(organizationOf(job), async (tx) => {
        await work(tx, payload, job);
        if (!(await finishJob(tx, job.id, worker))) throw new JobTakenError('the job was given to another worker meanwhile');
      });
    },
  };
}

/** Work of an organisation that talks to the outside world: it opens its transactions itself, around that. It may happen twice. */
export function externalJob<P extends JobPayload>(
  work: (inOrganization: InOrganization, payload: P, job: Job) => Promise<void>,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: HandlerOptions = {},
): JobHandler<P> {
  return {
    timeoutMs,
    async run({ payload, job, db }) {
      const organizationId = organizationOf(job);
      await work((part) => db.inOrganization(organizationId, part), payload, job);
    },
  };
}

/** Work that belongs to no organisation, such as what cron starts. It may happen twice. */
export function systemJob<P extends JobPayload>(
  work: (payload: P, job: Job) => Promise<void>,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: HandlerOptions = {},
): JobHandler<P> {
  return { timeoutMs, run: ({ payload, job }) => work(payload, job) };
}

function organizationOf({ task, organizationId }: Job): string {
  if (organizationId === null) throw new Error(`${task} was queued outside an organisation`);
  return organizationId;
}
