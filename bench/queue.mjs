// A queue of rows: claims a second, one by one and in batches, and how long an idle one takes from commit to handler.
// node bench/queue.mjs   (after npm run build)
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { parseMasterKeys } from '../dist/platform/crypto/master-key.js';
import { openDb } from '../dist/platform/db/db.js';
import { migrate } from '../dist/platform/db/migrate.js';
import { rolesFor } from '../dist/platform/db/roles.js';
import { startEmbedded } from '../dist/platform/embedded/embedded.js';
import { createLog } from '../dist/platform/log.js';
import { packageRoot } from '../dist/platform/package.js';
import { startQueue, wakeQueue } from '../dist/platform/queue/queue.js';

const ROWS = 20_000;
const ROUNDS = 500;
const CHANNEL = 'bench_rows';
const CLAIM = `
  with due as (
    select id from bench_rows where due_at <= now() and (locked_until is null or locked_until <= now())
    order by due_at, id limit $1 for update skip locked
  )
  update bench_rows set locked_until = now() + make_interval(secs => $2), attempts = attempts + 1
  from due where bench_rows.id = due.id returning bench_rows.id, attempts`;

const log = createLog({ level: 'error' });
const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
const server = await startEmbedded({ dataDir, log });
const roles = rolesFor('waxwing');
const { deriveKey } = parseMasterKeys('11'.repeat(32)).current;
const { adminUrl } = server;
await migrate({ adminUrl, roles, deriveKey, sqlDir: join(packageRoot, 'sql'), log });
const admin = new pg.Client({ connectionString: adminUrl });
await admin.connect();
await admin.query(`
  create table bench_rows (id bigint generated always as identity primary key, due_at timestamptz default now(), locked_until timestamptz,
    attempts integer not null default 0);
  create index bench_rows_due on bench_rows (due_at) where due_at is not null;
  grant select, insert, update on bench_rows to ${roles.system}`);
const db = openDb({ url: adminUrl, roles, deriveKey, log });

const start = (batch, handle) =>
  startQueue({
    db,
    log,
    name: 'bench',
    nodeId: randomUUID(),
    channel: CHANNEL,
    pollMs: 3_600_000,
    batch,
    concurrency: batch,
    leaseSeconds: 3_600,
    claim: (tx, { limit, leaseSeconds }) => tx.query(CLAIM, [limit, leaseSeconds]),
    release: async () => undefined,
    handle,
  });

async function claimsPerSecond(batch, rows) {
  await admin.query('truncate bench_rows');
  await admin.query('insert into bench_rows select from generate_series(1, $1)', [rows]);
  await admin.query('analyze bench_rows');
  let left = rows;
  const began = performance.now();
  let done;
  const all = new Promise((resolve) => (done = resolve));
  const queue = await start(batch, async () => void ((left -= 1) === 0 && done()));
  await all;
  const seconds = (performance.now() - began) / 1_000;
  await queue.stop();
  return Math.round(rows / seconds);
}

async function idleMilliseconds() {
  await admin.query('truncate bench_rows');
  let arrived = () => undefined;
  const queue = await start(20, async () => arrived());
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const arrival = new Promise((resolve) => (arrived = () => resolve(performance.now())));
    await db.asSystem('bench', async (tx) => {
      await tx.execute('insert into bench_rows default values');
      await wakeQueue(tx, CHANNEL);
    });
    const committed = performance.now();
    times.push((await arrival) - committed);
  }
  await queue.stop();
  return times.sort((a, b) => a - b);
}

try {
  console.log(`claimed one by one   ${await claimsPerSecond(1, ROWS / 10)} rows/s`);
  console.log(`in batches of 20     ${await claimsPerSecond(20, ROWS)} rows/s`);
  const times = await idleMilliseconds();
  const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
  console.log(`idle, commit to handler   p50 ${at(0.5)} ms   p99 ${at(0.99)} ms`);
} finally {
  await admin.end();
  await db.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
