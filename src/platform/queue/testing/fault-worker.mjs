// A node of its own for the crash runs: works on the demo queue and on two kinds of jobs until it is killed. It uses the built server.
import { fileURLToPath } from 'node:url';

const load = (file) => import(fileURLToPath(new URL(`../../../../dist/platform/${file}`, import.meta.url)));
const [{ parseMasterKeys }, { openDb }, { createLog }, { registerNode }, { externalJob, organizationJob, startJobs }, { startQueue }] =
  await Promise.all(['crypto/master-key.js', 'db/db.js', 'log.js', 'nodes.js', 'jobs/jobs.js', 'queue/queue.js'].map(load));

const { url, dataDir, roles, masterKey, claim, release, end, channel, leaseSeconds, hang } = JSON.parse(process.env.FAULT_WORKER);
const log = createLog({ level: 'warn' });
const db = openDb({ url, roles, deriveKey: parseMasterKeys(masterKey).current.deriveKey, log });
const node = { url: 'http://fault-worker', role: 'worker', version: '0' };
const { id: nodeId } = await registerNode({ db, log, dataDir, node });
const never = new Promise(() => undefined);
const say = (word) => process.send({ word });

await startQueue({
  db,
  log,
  name: 'demo',
  nodeId,
  channel,
  leaseSeconds,
  claim: (tx, { limit }) => tx.query(claim, [limit, leaseSeconds, nodeId]),
  release: (tx, rows) => tx.execute(release, [rows.map(({ id }) => id)]),
  async handle({ id, attempts }) {
    say('row');
    if (hang) await never;
    await db.asSystem('fault run', async (tx) => {
      if ((await tx.execute(end, [id, attempts])) === 1) {
        await tx.execute('insert into demo_handled (row_id, node) values ($1, $2)', [id, nodeId]);
      }
    });
  },
});

await startJobs({
  db,
  log,
  nodeId,
  concurrency: 5,
  handlers: {
    write: organizationJob(async (tx, { noteId }) => {
      say('job');
      if (hang) await never;
      await tx.execute(`insert into notes (id, task) values ($1, 'write')`, [noteId]);
    }),
    reach: externalJob(async (inOrganization, { noteId }) => {
      say('job');
      if (hang) await never;
      await inOrganization((tx) => tx.execute(`insert into notes (id, task) values ($1, 'reach')`, [noteId]));
    }),
  },
});
say('ready');
