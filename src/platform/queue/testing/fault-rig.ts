import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMasterKeys } from '../../crypto/master-key.ts';
import { openDb } from '../../db/db.ts';
import type { Db } from '../../db/db.ts';
import { migrate } from '../../db/migrate.ts';
import { startEmbedded } from '../../embedded/embedded.ts';
import type { EmbeddedPostgres } from '../../embedded/embedded.ts';
import { createLog } from '../../log.ts';
import { packageRoot } from '../../package.ts';
import { TEST_KEY, TEST_ROLES } from '../../testing/database.ts';
import { asAdmin, CLAIM_DEMO, createDemoQueue, DEMO_CHANNEL, END_DEMO, RELEASE_DEMO } from './demo-queue.ts';
import { eventually } from './eventually.ts';

export type FaultWorker = { process: ChildProcess; heard: string[]; output: () => string };
export type FaultRig = {
  db: Db;
  organizationId: string;
  adminUrl: string;
  startWorker(options?: { leaseSeconds?: number; hang?: boolean }): Promise<FaultWorker>;
  /** As `pg_ctl restart -m immediate`: every connection is cut in the middle of what it does. */
  restartPostgresAtOnce(): Promise<void>;
  end(): Promise<void>;
};

const SOME_WORK = 20;
const WORKER = join(packageRoot, 'src/platform/queue/testing/fault-worker.mjs');

/** A PostgreSQL of its own that may be shot down, and worker processes that may be killed. */
export async function createFaultRig(): Promise<FaultRig> {
  const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-faults-'));
  const log = createLog({ level: 'fatal' });
  // What is acknowledged must outlive an immediate shutdown.
  const server = await startEmbedded({ dataDir, log, lowDurability: true, settings: { synchronous_commit: 'on' } });
  const { adminUrl } = server;
  const { deriveKey } = parseMasterKeys(TEST_KEY).current;
  await migrate({ adminUrl, roles: TEST_ROLES, deriveKey, sqlDir: join(packageRoot, 'sql'), log });
  await createDemoQueue(adminUrl, TEST_ROLES.system);
  await createNotes(adminUrl);
  const db = openDb({ url: adminUrl, roles: TEST_ROLES, deriveKey, log });
  const workers: FaultWorker[] = [];
  return {
    db,
    organizationId: randomUUID(),
    adminUrl,
    async startWorker(options) {
      const worker = await startWorker(adminUrl, await mkdtemp(join(dataDir, 'node-')), options);
      workers.push(worker);
      return worker;
    },
    restartPostgresAtOnce: () => restartAtOnce(server),
    async end() {
      for (const { process } of workers) process.kill('SIGKILL');
      await db.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function createNotes(adminUrl: string): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`select set_config('waxwing.app_role', $1, false), set_config('waxwing.system_role', $2, false)`, [
      TEST_ROLES.app,
      TEST_ROLES.system,
    ]);
    await admin.query('create table notes (organization_id uuid not null, id uuid not null, task text not null)');
    await admin.query(`select tenant_table('notes')`);
  });
}

async function startWorker(url: string, dataDir: string, { leaseSeconds = 60, hang = false } = {}): Promise<FaultWorker> {
  const settings = { url, roles: TEST_ROLES, masterKey: TEST_KEY, claim: CLAIM_DEMO, release: RELEASE_DEMO, end: END_DEMO };
  const child = fork(WORKER, {
    env: { FAULT_WORKER: JSON.stringify({ ...settings, dataDir, channel: DEMO_CHANNEL, leaseSeconds, hang }) },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const heard: string[] = [];
  let output = '';
  child.on('message', ({ word }: { word: string }) => heard.push(word));
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => (output = `${output}${data.toString()}`.slice(-20_000)));
  const worker = { process: child, heard, output: () => output };
  await eventually(() => {
    assertAlive([worker]);
    return heard.includes('ready') || (hang && heard.length > 0);
  }, 20_000);
  return worker;
}

async function restartAtOnce({ clusterDir, adminUrl }: EmbeddedPostgres): Promise<void> {
  const before = await postmasterPid(clusterDir);
  process.kill(before, 'SIGQUIT');
  await eventually(async () => {
    const answer = await asAdmin(adminUrl, (admin) => admin.query('select 1')).catch(() => null);
    return answer !== null && (await postmasterPid(clusterDir)) !== before;
  }, 60_000);
}

async function postmasterPid(clusterDir: string): Promise<number> {
  return Number((await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '0')).split('\n')[0]);
}

/** Waits until each worker has done some more; throws what a worker said last if it is dead. */
export async function untilBusy(workers: readonly FaultWorker[], patienceMs: number): Promise<void> {
  const before = workers.map(({ heard }) => heard.length);
  await eventually(() => {
    assertAlive(workers);
    return workers.every(({ heard }, index) => heard.length > (before[index] as number) + SOME_WORK);
  }, patienceMs);
}

export function assertAlive(workers: readonly FaultWorker[]): void {
  for (const { process: child, output } of workers) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`a worker died: ${output()}`);
  }
}

/** Kills the process as a crash would, without a word. */
export async function killAtOnce({ process: child }: FaultWorker): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
