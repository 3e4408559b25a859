import type { Tx } from '../db/db.ts';

/** A job carries ids and nothing else: its table has no row security, so what people wrote stays in their organisation's tables. */
export type JobPayload = { readonly [id: `${string}Id`]: string; readonly [ids: `${string}Ids`]: readonly string[] };

export type EnqueueOptions = {
  /** Another job of this key that has not begun is replaced; keys are the organisation's own. */
  jobKey?: string;
  runAt?: Date;
  maxAttempts?: number;
};

export type ParkedJob = {
  id: number;
  task: string;
  organizationId: string | null;
  attempts: number;
  lastError: string | null;
  createdAt: Date;
  parkedAt: Date;
};

export type JobCounts = { waiting: number; running: number; parked: number; oldestSeconds: number };

export const MAX_ATTEMPTS = 10;

/** Queues a job of the transaction's organisation (of nobody, as the system); it exists when the transaction commits. */
export async function enqueueJob(
  tx: Tx,
  task: string,
  payload: JobPayload,
  { jobKey, runAt, maxAttempts = MAX_ATTEMPTS }: EnqueueOptions = {},
): Promise<void> {
  await tx.execute('select enqueue_job($1, $2, $3, $4, $5)', [task, JSON.stringify(payload), jobKey ?? null, runAt ?? null, maxAttempts]);
}

/** Ends a job together with its work; false when it was given to another worker meanwhile. */
export async function finishJob(tx: Tx, id: number, worker: string): Promise<boolean> {
  const { finished } = await tx.one<{ finished: boolean }>('select finish_job($1, $2) as finished', [id, worker]);
  return finished;
}

/** Frees the jobs of nodes that are gone from the list of nodes; returns how many. */
export async function unlockJobsOfLostNodes(tx: Tx): Promise<number> {
  return tx.execute(
    `update graphile_worker._private_jobs as jobs
     set locked_at = null, locked_by = null, updated_at = now(), last_error = 'the node that ran it went away',
       run_at = greatest(run_at, now()) + exp(least(attempts, 5)) * interval '1 second'
     where locked_by like 'node:%' and not exists (select from nodes where nodes.id::text = split_part(locked_by, ':', 2))`,
  );
}

/** Frees what a worker that has ended could not hand back. */
export async function unlockJobsOfWorker(tx: Tx, worker: string): Promise<number> {
  return tx.execute(
    `update graphile_worker._private_jobs as jobs
     set locked_at = null, locked_by = null, updated_at = now(), last_error = coalesce(last_error, 'the database went away')
     where locked_by = $1`,
    [worker],
  );
}

/** Jobs whose attempts are used up, oldest first. */
export async function findParkedJobs(tx: Tx, afterId: number, limit: number): Promise<ParkedJob[]> {
  return tx.query<ParkedJob>(
    `select jobs.id, tasks.identifier as task, (payload->>'organizationId')::uuid as organization_id, attempts, last_error,
       created_at, updated_at as parked_at
     from graphile_worker._private_jobs as jobs join graphile_worker._private_tasks as tasks on tasks.id = task_id
     where attempts >= max_attempts and locked_at is null and jobs.id > $1
     order by jobs.id limit $2`,
    [afterId, limit],
  );
}

/** Gives a parked job its attempts back; false when it is not parked. */
export async function unparkJob(tx: Tx, id: number): Promise<boolean> {
  const freed = await tx.execute(
    `with freed as (
       update graphile_worker._private_jobs set attempts = 0, run_at = now(), updated_at = now()
       where id = $1 and attempts >= max_attempts and locked_at is null returning id
     )
     select pg_notify('jobs:insert', '{"count":1}') from freed`,
    [id],
  );
  return freed === 1;
}

export async function countJobs(tx: Tx): Promise<JobCounts> {
  return tx.one<JobCounts>(
    `select count(*) filter (where is_available) as waiting, count(*) filter (where locked_at is not null) as running,
       count(*) filter (where attempts >= max_attempts and locked_at is null) as parked,
       coalesce(extract(epoch from now() - min(run_at) filter (where is_available and run_at <= now())), 0)::float8 as oldest_seconds
     from graphile_worker._private_jobs`,
  );
}
