import { spawn } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { runAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { serverEnvironment } from './cluster.ts';
import { EmbeddedError, errorCode } from './errors.ts';
import { type Places, prepareSockets } from './places.ts';
import { readPidFile, signal, worksIn } from './processes.ts';
import { superuserUrl } from './settings.ts';

/** One life of the server: from its start, or from when it was found running, to its end. */
export type Postmaster = { pid: number; adopted: boolean; hasExited(): boolean; exited: Promise<void> };

export type Setup = { places: Places; binaries: Binaries; args: string[]; password: string };

const DATABASE = 'waxwing';
const ADOPTED_POLL_MS = 200;
const FAST_STOP_MS = 10_000;
const IMMEDIATE_STOP_MS = 8_000;
const SLOW_MS = 10_000;
// Larger than any system's process numbers.
const NO_PID = '2147483646';

/** Starts the server in a process group of its own, so that Ctrl-C reaches Waxwing first and the server last. */
export async function launch({ places, binaries, args }: Setup): Promise<Postmaster> {
  await prepareSockets(places);
  await clearSocketLock(places);
  const log = await open(places.logFile, 'a', 0o600);
  try {
    const child = spawn(binaries.postgres, args, {
      cwd: places.home,
      env: serverEnvironment,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      ...runAs(places.account),
    });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return endWithUs({
      pid: child.pid ?? 0,
      adopted: false,
      hasExited: () => child.exitCode !== null || child.signalCode !== null,
      exited,
    });
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error;
    throw new EmbeddedError(
      'PostgreSQL does not run as root, and here root may not change to another account: start Waxwing as an ordinary user or set DATABASE_URL.',
      { cause: error },
    );
  } finally {
    await log.close();
  }
}

/** The live server of a Waxwing that was killed, or null. One that was started differently is stopped. */
export async function adopt(setup: Setup): Promise<Postmaster | null> {
  const { cluster } = setup.places;
  const file = await readPidFile(cluster);
  if (!file || file.cluster !== cluster) return null;
  if (!(await worksIn(cluster, file.pid))) {
    if (signal(file.pid, 0)) await disownPidFile(cluster);
    return null;
  }
  const postmaster = endWithUs(watchForeign(cluster, file.pid));
  const line = await readFile(`${cluster}/postmaster.opts`, 'utf8').catch(() => '');
  if (line.trim() === commandLine(setup)) return postmaster;
  await stop(postmaster);
  return null;
}

/**
 * The number now belongs to another program or to a zombie, and the server would believe that it runs already.
 * Do NOT delete the file instead: it also names the shared memory by which the server notices processes of its last life.
 */
async function disownPidFile(cluster: string): Promise<void> {
  const path = `${cluster}/postmaster.pid`;
  await writeFile(path, (await readFile(path, 'utf8')).replace(/^\d+/, NO_PID));
}

/** The same for the lock of the socket, which holds nothing but the number. */
async function clearSocketLock({ cluster, sockets }: Places): Promise<void> {
  const path = join(sockets, '.s.PGSQL.5432.lock');
  const pid = Number((await readFile(path, 'utf8').catch(() => '')).split('\n')[0]);
  if (pid > 0 && !(await worksIn(cluster, pid))) await rm(path, { force: true });
}

/** As the server writes it to postmaster.opts. */
function commandLine({ binaries, args }: Setup): string {
  return [binaries.postgres, ...args.map((arg) => `"${arg}"`)].join(' ');
}

/** A process that ends without stopping its server (a second signal, a stop that took too long) leaves none behind. */
function endWithUs(postmaster: Postmaster): Postmaster {
  const endAtOnce = () => postmaster.hasExited() || signal(postmaster.pid, 'SIGQUIT');
  process.once('exit', endAtOnce);
  void postmaster.exited.then(() => process.off('exit', endAtOnce));
  return postmaster;
}

function watchForeign(cluster: string, pid: number): Postmaster {
  let gone = false;
  const exited = new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      void worksIn(cluster, pid).then((alive) => {
        if (alive) return;
        gone = true;
        clearInterval(timer);
        resolve();
      });
    }, ADOPTED_POLL_MS).unref();
  });
  return { pid, adopted: true, hasExited: () => gone, exited };
}

export type Readiness = 'ready' | 'exited' | 'wrong_password' | 'aborted';

/** Waits until the server answers as its superuser, however long recovery takes; makes Waxwing's database when it is missing. */
export async function untilReady(postmaster: Postmaster, setup: Setup, onSlow: () => void, abort: AbortSignal): Promise<Readiness> {
  const slow = setInterval(onSlow, SLOW_MS).unref();
  try {
    for (let waitMs = 5; !postmaster.hasExited(); waitMs = Math.min(waitMs * 1.5, 200)) {
      if (abort.aborted) return 'aborted';
      const answer = await answerOf(postmaster, setup);
      if (answer === 'ready' || answer === 'wrong_password') return answer;
      if (answer === 'no_database') await ask(setup, 'postgres', `create database ${DATABASE}`);
      else await pause(waitMs);
    }
    return 'exited';
  } finally {
    clearInterval(slow);
  }
}

async function answerOf(postmaster: Postmaster, setup: Setup): Promise<Answer> {
  const file = await readPidFile(setup.places.cluster);
  if (file?.pid !== postmaster.pid || file.status === 'starting') return 'not_yet';
  // Told to end when its clients have gone (a service manager's SIGTERM to everybody): it takes no new ones, so hurry it.
  if (file.status === 'stopping') signal(postmaster.pid, 'SIGINT');
  return ask(setup, DATABASE);
}

type Answer = 'ready' | 'not_yet' | 'no_database' | 'wrong_password';

async function ask({ places, password }: Setup, database: string, statement = 'select 1'): Promise<Answer> {
  const client = new Client({ connectionString: superuserUrl(places.sockets, password, database), connectionTimeoutMillis: 5_000 });
  // A server that dies between two answers must not end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(statement);
    return 'ready';
  } catch (error) {
    return meaningOf(error);
  } finally {
    await client.end().catch(() => {});
  }
}

function meaningOf(error: unknown): Answer {
  const code = errorCode(error);
  if (code === '3D000') return 'no_database';
  if (code === '28P01') return 'wrong_password';
  // All connections taken means that it works.
  return code === '53300' ? 'ready' : 'not_yet';
}

/** Ends the server: politely, then at once, then by force; what was committed is safe each time. */
export async function stop(postmaster: Postmaster): Promise<void> {
  for (const [name, waitMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
    ['SIGKILL', IMMEDIATE_STOP_MS],
  ] as const) {
    if (postmaster.hasExited() || !signal(postmaster.pid, name)) return;
    if (await endedWithin(postmaster, waitMs)) return;
  }
}

async function endedWithin(postmaster: Postmaster, waitMs: number): Promise<boolean> {
  const timer = new AbortController();
  const ended = postmaster.exited.then(() => true);
  const late = pause(waitMs, false, { signal: timer.signal }).catch(() => false);
  const answer = await Promise.race([ended, late]);
  timer.abort();
  return answer;
}
