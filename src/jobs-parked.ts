import { runForOperator } from './operator.ts';
import type { Db } from './platform/db/db.ts';
import { listParkedJobs, retryParkedJob } from './platform/jobs/jobs.ts';
import type { ParkedJob } from './platform/jobs/jobs.ts';

const USAGE = 'Usage: npm run jobs:parked [-- retry <id>|all]\n';

// `npm run jobs:parked`: the jobs that failed for the last time, with their errors; `retry` gives them all their attempts again.
await runForOperator(async ({ db }, args) => {
  const [word, which, ...rest] = args;
  if (word === undefined) return print(await everyParkedJob(db));
  if (word !== 'retry' || which === undefined || rest.length > 0 || !/^(all|[1-9]\d{0,15})$/.test(which)) {
    process.stderr.write(USAGE);
    return 1;
  }
  return retry(db, which === 'all' ? (await everyParkedJob(db)).map(({ id }) => id) : [Number(which)]);
});

async function everyParkedJob(db: Db): Promise<ParkedJob[]> {
  const jobs: ParkedJob[] = [];
  for (;;) {
    const page = await listParkedJobs(db, { afterId: jobs.at(-1)?.id });
    if (page.length === 0) return jobs;
    jobs.push(...page);
  }
}

function print(jobs: ParkedJob[]): number {
  const lines = jobs.map(({ id, task, organizationId, attempts, parkedAt, lastError }) => {
    const whose = organizationId === null ? 'of nobody' : `of ${organizationId}`;
    return `${id}  ${task}  ${whose}  parked ${parkedAt.toISOString()} after ${attempts} attempts\n    ${lastError ?? 'no error was noted'}\n`;
  });
  process.stdout.write(lines.length === 0 ? 'No job is parked.\n' : lines.join(''));
  return 0;
}

async function retry(db: Db, ids: number[]): Promise<number> {
  let retried = 0;
  for (const id of ids) if (await retryParkedJob(db, id)) retried += 1;
  process.stdout.write(`${retried} of ${ids.length} ${ids.length === 1 ? 'job runs' : 'jobs run'} again.\n`);
  return retried === ids.length ? 0 : 1;
}
