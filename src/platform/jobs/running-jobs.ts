export type RunningJobs = {
  size(): number;
  /** Until the job ends, `abortAll` aborts it. */
  add(job: AbortController): void;
  remove(job: AbortController): void;
  abortAll(reason: Error): void;
  /** Resolves as soon as no job runs. */
  none(): Promise<void>;
};

/** The jobs that one worker has under way. */
export function createRunningJobs(): RunningJobs {
  const jobs = new Set<AbortController>();
  let waiting: (() => void)[] = [];
  return {
    size: () => jobs.size,
    add: (job) => void jobs.add(job),
    remove(job) {
      jobs.delete(job);
      if (jobs.size > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    abortAll: (reason) => jobs.forEach((job) => job.abort(reason)),
    none: () => (jobs.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
