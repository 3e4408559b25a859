import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { parseMasterKeys } from '../crypto/master-key.ts';
import { connectionFor } from '../db/db.ts';
import type { Db } from '../db/db.ts';
import { rolePassword } from '../db/roles.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { deleteNode, insertNode } from '../nodes.sql.ts';
import { asAdmin } from '../queue/testing/demo-queue.ts';
import { eventually } from '../queue/testing/eventually.ts';
import { cloneDatabase, openTestDb, TEST_KEY, TEST_ROLES } from '../testing/database.ts';
import type { TestDatabase } from '../testing/database.ts';
import { enqueueJob, externalJob, listParkedJobs, organizationJob, retryParkedJob, startJobs, systemJob } from './jobs.ts';
import type { Job, JobHandler, Jobs, JobsOptions } from './jobs.ts';
import { unlockJobsOfLostNodes } from './jobs.sql.ts';

const log = createLog({ level: 'silent' });
const ORGANIZATION = randomUUID();
const OTHER = randomUUID();

let database: TestDatabase;
let db: Db;
let started: Jobs[] = [];

beforeEach(async () => {
  database = await cloneDatabase();
  db = openTestDb(database);
  await asAdmin(database.url, async (admin) => {
    await admin.query(`create table notes (organization_id uuid not null, text text not null)`);
    await admin.query(`select set_config('waxwing.app_role', $1, false), set_config('waxwing.system_role', $2, false)`, [
      TEST_ROLES.app,
      TEST_ROLES.system,
    ]);
    await admin.query(`select tenant_table('notes')`);
  });
});

afterEach(async () => {
  await Promise.all(started.map((jobs) => jobs.stop()));
  started = [];
  await db.close();
  await database.drop();
});

async function start(handlers: Record<string, JobHandler>, options: Partial<JobsOptions> = {}): Promise<{ nodeId: string; jobs: Jobs }> {
  const nodeId = randomUUID();
  await db.asSystem('test', (tx) => insertNode(tx, { id: nodeId, url: 'http://node', role: 'all', version: '0' }));
  const jobs = await startJobs({ db, log, nodeId, handlers, concurrency: 3, stopPatienceMs: 100, ...options });
  started.push(jobs);
  return { nodeId, jobs };
}

const note = (text: string, organizationId = ORGANIZATION) =>
  db.inOrganization(organizationId, (tx) => tx.execute('insert into notes (text) values ($1)', [text]));
const enqueue = (task: string, payload = {}, options = {}) =>
  db.inOrganization(ORGANIZATION, (tx) => enqueueJob(tx, task, payload, options));

type Row = {
  id: string;
  task_identifier: string;
  attempts: number;
  last_error: string | null;
  locked_by: string | null;
  key: string | null;
};
const jobRows = async () =>
  asAdmin(database.url, async (admin) => (await admin.query<Row>('select * from graphile_worker.jobs order by id')).rows);
const allGone = () => eventually(async () => (await jobRows()).length === 0);

/** A connection as the application role has it, without our wrapper around it. */
async function asApp<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const { deriveKey } = parseMasterKeys(TEST_KEY).current;
  const client = new Client(connectionFor(database.url, TEST_ROLES.app, rolePassword(deriveKey, TEST_ROLES.app)));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('queueing a job', () => {
  it('leaves nothing behind when its transaction is rolled back', async () => {
    const refused = db.inOrganization(ORGANIZATION, async (tx) => {
      await enqueueJob(tx, 'greet', {});
      throw new Error('changed my mind');
    });
    await expect(refused).rejects.toThrow('changed my mind');
    expect(await jobRows()).toEqual([]);
  });

  it('is all that the application role can do with the queue', async () => {
    await enqueue('greet', { contactId: 'secret' });
    await asApp(async (client) => {
      for (const statement of [
        'select * from graphile_worker.jobs',
        'select * from graphile_worker._private_jobs',
        'delete from graphile_worker._private_jobs',
        `select graphile_worker.add_job('greet')`,
      ]) {
        await expect(client.query(statement)).rejects.toThrow('permission denied for schema graphile_worker');
      }
    });
  });

  it('cannot name another organisation, or none', async () => {
    await asApp(async (client) => {
      await client.query(`select set_config('app.organization_id', $1, false)`, [ORGANIZATION]);
      await client.query(`select enqueue_job('greet', $1, null, null, 10)`, [{ organizationId: OTHER }]);
      await expect(client.query(`select enqueue_job('greet', '[]', null, null, 10)`)).rejects.toThrow('object of ids');
      await client.query(`select set_config('app.organization_id', '', false)`);
      await expect(client.query(`select enqueue_job('greet', '{}', null, null, 10)`)).rejects.toThrow('needs an organisation');
    });
    const organizations: (string | null)[] = [];
    await start({ greet: systemJob(async (_, job) => void organizations.push(job.organizationId)) });
    await allGone();
    expect(organizations).toEqual([ORGANIZATION]);
  });

  it('replaces a waiting job of the same key, of the same organisation only', async () => {
    await enqueue('greet', { contactId: 'first' }, { jobKey: 'daily' });
    await enqueue('greet', { contactId: 'second' }, { jobKey: 'daily' });
    await db.inOrganization(OTHER, (tx) => enqueueJob(tx, 'greet', {}, { jobKey: 'daily' }));
    expect((await jobRows()).map(({ key }) => key)).toEqual([`${ORGANIZATION}:daily`, `${OTHER}:daily`]);
  });

  it('waits for its time', async () => {
    const ran: string[] = [];
    await enqueue('late', {}, { runAt: new Date(Date.now() + 3_600_000) });
    await enqueue('soon');
    const run = systemJob(async (_, { task }) => void ran.push(task));
    await start({ late: run, soon: run });
    await eventually(async () => (await jobRows()).length === 1);
    expect(ran).toEqual(['soon']);
  });
});

describe('a job of an organisation', () => {
  it('sees the rows of that organisation and no others', async () => {
    await note('ours');
    await note('theirs', OTHER);
    const seen: unknown[] = [];
    await start({
      read: organizationJob<{ contactId: string }>(async (tx, payload) => {
        seen.push(payload, await tx.query('select text from notes'));
      }),
    });
    await enqueue('read', { contactId: 'c1' });
    await allGone();
    expect(seen).toEqual([{ contactId: 'c1' }, [{ text: 'ours' }]]);
  });

  it('opens transactions of its organisation around what it does outside', async () => {
    const seen: unknown[] = [];
    await note('ours');
    await start({
      fetch: externalJob(async (inOrganization) => {
        seen.push(await inOrganization((tx) => tx.query('select text from notes')));
      }),
    });
    await enqueue('fetch');
    await allGone();
    expect(seen).toEqual([[{ text: 'ours' }]]);
  });

  it('is refused when it was queued by nobody', async () => {
    await start({ read: organizationJob(async () => undefined) });
    await db.asSystem('test', (tx) => enqueueJob(tx, 'read', {}, { maxAttempts: 1 }));
    const [parked] = await eventually(async () => ((await listParkedJobs(db)).length > 0 ? listParkedJobs(db) : null));
    expect(parked).toMatchObject({ organizationId: null, lastError: 'read was queued outside an organisation' });
  });

  it('is undone when another worker was given it meanwhile', async () => {
    await start({
      write: organizationJob(async (tx, _, job) => {
        await tx.execute(`insert into notes (text) values ('written')`);
        if (job.attempt > 1) return;
        await asAdmin(database.url, (admin) => admin.query(`update graphile_worker._private_jobs set locked_by = null, locked_at = null`));
      }),
    });
    await enqueue('write');
    await allGone();
    expect(await db.inOrganization(ORGANIZATION, (tx) => tx.query('select text from notes'))).toEqual([{ text: 'written' }]);
  });
});

describe('a job that fails', () => {
  it('keeps its error, without the numbers in it, and is tried again later', async () => {
    const attempts: number[] = [];
    await start({
      call: systemJob(async (_, { attempt }) => {
        attempts.push(attempt);
        throw new Error('no answer from +49 170 1234567');
      }),
    });
    await enqueue('call');
    const [row] = await eventually(
      async () => (await jobRows()).filter(({ last_error, locked_by }) => last_error && !locked_by)[0] && jobRows(),
    );
    expect(row).toMatchObject({ attempts: 1, last_error: expect.stringMatching(/^no answer from …\d{4}$/) });
    await asAdmin(database.url, (admin) => admin.query('update graphile_worker._private_jobs set run_at = now()'));
    await eventually(() => attempts.length === 2);
    expect(attempts).toEqual([1, 2]);
  });

  it('is parked after its last attempt and runs again when told to', async () => {
    let broken = true;
    await start({
      call: organizationJob(async () => {
        if (broken) throw new Error('out of order');
      }),
    });
    await enqueue('call', {}, { maxAttempts: 1 });
    const [parked] = await eventually(async () => ((await listParkedJobs(db)).length > 0 ? listParkedJobs(db) : null));
    expect(parked).toMatchObject({ task: 'call', organizationId: ORGANIZATION, attempts: 1, lastError: 'out of order' });
    broken = false;
    await retryParkedJob(db, parked?.id as number);
    await allGone();
    expect(await retryParkedJob(db, parked?.id as number)).toBe(false);
  });

  it('fails when it takes too long, and is told so', async () => {
    const signals: AbortSignal[] = [];
    const hang = (_: object, { signal }: Job) => new Promise<void>(() => void signals.push(signal));
    await start({ hang: systemJob(hang, { timeoutMs: 50 }) });
    await enqueue('hang', {}, { maxAttempts: 1 });
    const [parked] = await eventually(async () => ((await listParkedJobs(db)).length > 0 ? listParkedJobs(db) : null));
    expect(parked?.lastError).toBe('the job took longer than 0.05 s');
    expect(signals[0]?.aborted).toBe(true);
  });
});

describe('the nodes that run jobs', () => {
  it('take over the jobs of a node that is gone, and leave those of the living', async () => {
    let begun = 0;
    const hang = systemJob((_, { attempt }) => {
      begun += 1;
      return attempt > 1 ? Promise.resolve() : new Promise(() => undefined);
    });
    const { nodeId } = await start({ hang });
    await enqueue('hang');
    await eventually(() => begun === 1);
    expect(await db.asSystem('test', unlockJobsOfLostNodes)).toBe(0);
    expect((await jobRows())[0]?.locked_by).toBe(`node:${nodeId}:1`);

    await db.asSystem('test', (tx) => deleteNode(tx, nodeId));
    await start({ hang });
    const [freed] = await eventually(async () => ((await jobRows())[0]?.last_error ? jobRows() : null));
    expect(freed).toMatchObject({ attempts: 1, last_error: 'the node that ran it went away' });
    await allGone();
    expect(begun).toBe(2);
  });

  it('run what cron says once between them, and make up for what was missed', async () => {
    const runs: (string | null)[] = [];
    const minutes: string[] = [];
    const options = { cron: [{ task: 'sweep', match: '* * * * *', catchUpMs: 600_000 }] };
    await asAdmin(database.url, (admin) =>
      admin.query(
        `insert into graphile_worker._private_known_crontabs (identifier, known_since) values ('sweep', now() - interval '1 hour')`,
      ),
    );
    const sweep = systemJob(async (payload, job) => {
      runs.push(job.organizationId);
      minutes.push(JSON.stringify(payload));
    });
    await Promise.all([start({ sweep }, options), start({ sweep }, options)]);
    await eventually(() => runs.length > 0);
    await allGone();
    expect(runs.every((organizationId) => organizationId === null)).toBe(true);
    expect(new Set(minutes).size).toBe(minutes.length);
  });

  it('refuse a time for a task that nobody does', async () => {
    await expect(start({}, { cron: [{ task: 'sweep', match: '* * * * *' }] })).rejects.toThrow('sweep has a time to run but no handler');
  });

  it('hand back what does not end when they are stopped', async () => {
    let begun = false;
    const { jobs } = await start({ hang: systemJob(() => new Promise(() => void (begun = true))) });
    await enqueue('hang');
    await eventually(() => begun);
    expect(jobs.isRunning()).toBe(true);
    await jobs.stop();
    expect((await jobRows())[0]).toMatchObject({ locked_by: null, last_error: 'the server stopped' });
    expect(jobs.isRunning()).toBe(false);
  });

  it('count the jobs by state', async () => {
    const metrics = createMetrics();
    const refuse = systemJob(() => Promise.reject(new Error('no')));
    await enqueue('refuse', {}, { maxAttempts: 1 });
    await enqueue('refuse', {}, { runAt: new Date(Date.now() + 3_600_000) });
    await start({ refuse }, { metrics });
    await eventually(async () => (await listParkedJobs(db)).length === 1);
    const text = await metrics.render();
    expect(text).toContain('waxwing_jobs{state="parked"} 1');
    expect(text).toContain('waxwing_jobs{state="waiting"} 1');
    expect(text).toContain('waxwing_jobs_oldest_seconds 0');
    expect(text).toContain('waxwing_job_seconds_count{task="refuse",outcome="failed"} 1');
  });
});
