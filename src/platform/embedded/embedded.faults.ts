import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, realpath, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { seededRandom } from '../clock.ts';
import { BALLAST_BYTES } from './ballast.ts';

jest.setTimeout(10 * 60_000);

const run = promisify(execFile);
const repository = join(import.meta.dirname, '..', '..', '..');
const describeForRoot = process.getuid?.() === 0 ? describe : describe.skip;
const seed = Number(process.env['SEED'] ?? Date.now());
const random = seededRandom(seed);

// A Waxwing reduced to its database: it starts it, reports, and inserts numbered rows, naming each that was acknowledged.
const WRITER = `
  import { startEmbedded } from ${JSON.stringify(join(repository, 'dist/platform/embedded/embedded.js'))};
  import { createLog } from ${JSON.stringify(join(repository, 'dist/platform/log.js'))};
  import pg from 'pg';
  const began = performance.now();
  const log = createLog({ level: 'silent' });
  const server = await startEmbedded({ dataDir: process.argv[1], log, settings: { max_wal_size: '64MB' } });
  const ms = Math.round(performance.now() - began);
  const pool = new pg.Pool({ connectionString: server.adminUrl, max: 4 });
  pool.on('error', () => {});
  await pool.query('create table if not exists kept (id bigint primary key, text text)');
  const { rows: [{ last }] } = await pool.query('select coalesce(max(id), 0)::int as last from kept');
  const { rows } = await pool.query('select id::int from kept');
  const { rows: [{ pid }] } = await pool.query("select pg_read_file('postmaster.pid') as pid");
  let stopping = false;
  let writers = [];
  process.once('SIGTERM', async () => {
    stopping = true;
    await Promise.all(writers);
    await pool.end();
    await server.stop();
  });
  console.log(JSON.stringify({ ms, url: server.adminUrl, pid: parseInt(pid), cluster: server.clusterDir, ids: rows.map((row) => row.id) }));
  let next = last + 1000;
  const write = async () => {
    while (!stopping) {
      const id = next++;
      const text = 'x'.repeat(Math.floor(Math.random() * 4000));
      const stored = await pool.query('insert into kept values ($1, $2)', [id, text]).then(() => true, () => false);
      if (stored) console.log(id);
      if (!stored || process.argv[2] === 'slowly') await new Promise((go) => setTimeout(go, 20));
    }
  };
  writers = [write(), write(), write(), write()];
`;

type Report = { ms: number; url: string; pid: number; cluster: string; missing: number[] };

class Writer {
  readonly process: ChildProcess;
  readonly acknowledged: number[];
  readonly ready: Promise<Report>;

  constructor(dataDir: string, acknowledged: number[], pace: 'fast' | 'slowly') {
    this.acknowledged = acknowledged;
    this.process = spawn(process.execPath, ['--input-type=module', '-e', WRITER, dataDir, pace], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
      env: { PATH: process.env['PATH'] },
    });
    this.ready = new Promise((resolve) => {
      if (!this.process.stdout) throw new Error('no output');
      createInterface({ input: this.process.stdout }).on('line', (line) => {
        if (/^\d+$/.test(line)) this.acknowledged.push(Number(line));
        else resolve(this.#compare(JSON.parse(line) as Omit<Report, 'missing'> & { ids: number[] }));
      });
    });
  }

  /** At once, because the next line may acknowledge a row that was written after the report. */
  #compare({ ids, ...report }: Omit<Report, 'missing'> & { ids: number[] }): Report {
    const found = new Set(ids);
    return { ...report, missing: this.acknowledged.filter((id) => !found.has(id)) };
  }

  async writesOn(): Promise<void> {
    const before = this.acknowledged.length;
    while (this.acknowledged.length < before + 20) await pause(5);
  }

  /** Kills the process, or everything that was started with it but the server, which lives in a group of its own. */
  async kill(group: boolean): Promise<void> {
    const closed = once(this.process, 'close');
    process.kill(group ? -(this.process.pid ?? 0) : (this.process.pid ?? 0), 'SIGKILL');
    await closed;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const closed = once(this.process, 'close');
    this.process.kill('SIGTERM');
    await closed;
  }
}

let root: string;
let dataDir: string;
let acknowledged: number[];
let running: Writer | null;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'waxwing-faults-')));
  await chmod(root, 0o755);
  dataDir = join(root, 'data');
  acknowledged = [];
  running = null;
});

afterEach(async () => {
  await running?.stop();
  await rm(root, { recursive: true, maxRetries: 10 });
});

function begin(pace: 'fast' | 'slowly' = 'fast'): Writer {
  running = new Writer(dataDir, acknowledged, pace);
  return running;
}

/** One line of what was measured, for docs and for finding a bad seed again. */
function tell(what: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  process.stdout.write(
    `${what} (seed ${seed}): ready after ${median} ms median, ${sorted.at(-1)} ms at most, ${acknowledged.length} rows acknowledged\n`,
  );
}

describe('the embedded PostgreSQL under kill -9', () => {
  it('starts cleanly after a first start that was killed at any moment', async () => {
    const times: number[] = [];
    for (let round = 0; round < 12; round++) {
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
      const first = begin();
      await pause(100 + random() * 1_200);
      await first.kill(random() < 0.5);
      const second = begin();
      const { ms } = await second.ready;
      times.push(ms);
      await second.writesOn();
      await second.stop();
      expect((await readdir(join(dataDir, 'postgres'))).filter((name) => name.startsWith('initializing'))).toEqual([]);
      acknowledged.length = 0;
    }
    tell('killed during the first start', times);
  });

  it.each(['Waxwing', 'the server', 'both'])('loses no acknowledged row when %s is killed', async (victim) => {
    const times: number[] = [];
    for (let round = 0; round < 12; round++) {
      const writer = begin();
      const { ms, pid, missing } = await writer.ready;
      if (round > 0) times.push(ms);
      expect(missing).toEqual([]);
      await pause(random() * 1_000);
      if (victim !== 'Waxwing') process.kill(pid, 'SIGKILL');
      if (victim === 'the server') await writer.writesOn();
      if (victim === 'the server') await writer.stop();
      else await writer.kill(random() < 0.5);
    }
    const { missing } = await begin().ready;
    expect(missing).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(100);
    tell(`${victim} killed`, times);
  });

  it('restarts the server under load without being started again', async () => {
    const writer = begin();
    const { cluster } = await writer.ready;
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      await writer.writesOn();
      const pid = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
      const killedAt = performance.now();
      process.kill(pid, 'SIGKILL');
      await writer.writesOn();
      times.push(Math.round(performance.now() - killedAt));
    }
    tell('server killed, writes go on', times);
    expect(times).toHaveLength(5);
  });
});

describeForRoot('the embedded PostgreSQL on a full disk', () => {
  beforeEach(async () => {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=512m', 'tmpfs', root]);
    await chmod(root, 0o755);
  });

  afterEach(async () => {
    await running?.stop();
    running = null;
    await run('umount', [root]);
  });

  it('recovers with the space set aside for it, loses nothing and sets it aside again', async () => {
    const writer = begin('slowly');
    const { url } = await writer.ready;
    await untilSize(ballast(), BALLAST_BYTES);
    await keepLog(url);
    await fill();
    const fullAt = performance.now();
    await exhaustLog(url);
    await untilSize(ballast(), 0);
    await writer.writesOn();
    tell('disk full', [Math.round(performance.now() - fullAt)]);
    await withClient(url, (client) => client.query(`select pg_drop_replication_slot('all')`));
    await makeRoom();
    await untilSize(ballast(), BALLAST_BYTES);
    await writer.stop();
    const { missing } = await begin('slowly').ready;
    expect(missing).toEqual([]);
  });

  it('starts on a disk that filled up while it was stopped', async () => {
    const writer = begin('slowly');
    await writer.ready;
    await untilSize(ballast(), BALLAST_BYTES);
    await writer.stop();
    await fill();
    const { missing } = await begin('slowly').ready;
    expect(missing).toEqual([]);
    await untilSize(ballast(), 0);
  });
});

function ballast(): string {
  return join(dataDir, 'postgres', 'ballast');
}

/** Takes all that is free, to within the file system's own needs. */
async function fill(): Promise<void> {
  for (const leaveBytes of [1024 * 1024, 64 * 1024, 4096]) {
    const { bavail, bsize } = await statfs(root);
    await run('fallocate', ['-l', String(bavail * bsize - leaveBytes), join(root, `filler-${leaveBytes}`)]).catch(() => {});
  }
}

async function makeRoom(): Promise<void> {
  for (const name of await readdir(root)) if (name.startsWith('filler-')) await rm(join(root, name));
}

/** Makes the server keep all of its write-ahead log instead of using its files again. */
async function keepLog(url: string): Promise<void> {
  await withClient(url, (client) => client.query(`select pg_create_physical_replication_slot('all', true)`));
}

/** Writes to the write-ahead log alone, until the server has no room for it and gives up. */
async function exhaustLog(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (;;) await client.query(`select pg_logical_emit_message(true, 'fill', repeat('x', 1000000))`);
  }).catch(() => {});
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function untilSize(path: string, wanted: number): Promise<void> {
  for (;;) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size === wanted) return;
    await pause(100);
  }
}
