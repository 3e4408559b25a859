import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { seededRandom } from '../../src/platform/clock.ts';
import { openApi, TEST_PASSWORD } from '../../src/platform/testing/api.ts';
import { makeFolder, processesOf, startServerProcess } from '../slow/server-process.ts';
import type { ServerProcess } from '../slow/server-process.ts';

jest.setTimeout(15 * 60_000);

const ROUNDS = 10;
const WRITERS = 4;
const SHARE_OF_REGISTRATIONS = 0.2;
// Longer than a start takes, so that some are killed when they have just become ready.
const LONGEST_START_MS = 3_000;
const LONGEST_WRITING_MS = 2_500;
const OUT_OF_THE_WAY = '1000000';
const ENV = {
  REGISTRATION: 'open',
  LIMIT_REGISTER_PER_HOUR: OUT_OF_THE_WAY,
  LIMIT_LOGIN_PER_MINUTE: OUT_OF_THE_WAY,
  LIMIT_ANONYMOUS_PER_MINUTE: OUT_OF_THE_WAY,
  LIMIT_USER_PER_MINUTE: OUT_OF_THE_WAY,
  LOG_LEVEL: 'fatal',
};
const VICTIMS = ['Waxwing', 'PostgreSQL', 'both', 'everything'] as const;
type Victim = (typeof VICTIMS)[number];

/** An organisation whose registration was acknowledged; each change of its name carries the next number. */
type Entry = { email: string; token: string; tried: number; acknowledged: number };

const seed = Number(process.env['SEED'] ?? Date.now());
const random = seededRandom(seed);
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

let root: string;
let dataDir: string;
let running: ServerProcess | null;
let ledger: Entry[];

beforeEach(async () => {
  root = await makeFolder();
  dataDir = join(root, 'data');
  running = null;
  ledger = [];
});

afterEach(async () => {
  kill('everything');
  await running?.ended;
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

function begin(): ServerProcess {
  running = startServerProcess({ dataDir, env: ENV });
  return running;
}

/** The numbers of processes that may be gone already, or not there yet. */
function kill(victim: Victim): void {
  const pids = {
    Waxwing: () => [running?.pid],
    PostgreSQL: () => [postmaster()],
    both: () => [running?.pid, postmaster()],
    everything: () => processesOf(root),
  };
  for (const pid of pids[victim]()) if (pid && isStillOurs(pid)) process.kill(pid, 'SIGKILL');
}

const isStillOurs = (pid: number) => processesOf(root).includes(pid);

function postmaster(): number | undefined {
  try {
    return Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

/** Starts again, checks everything that was acknowledged, and says how long the start took. */
async function recover(): Promise<number> {
  const startedAt = performance.now();
  const url = await begin().url;
  const tookMs = Math.round(performance.now() - startedAt);
  expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ready', database: 'ok' });
  expect(await lossesAt(url)).toEqual([]);
  return tookMs;
}

async function lossesAt(url: string): Promise<string[]> {
  const losses: string[] = [];
  for (const { email, token, tried, acknowledged } of ledger) {
    const { status, body } = await openApi({ url }, token).get('/v1/organization');
    const found = status === 200 ? Number(body.name) : -1;
    if (found < acknowledged || found > tried) losses.push(`${email}: ${found} (${status}) of ${acknowledged} to ${tried}`);
  }
  const last = ledger.at(-1);
  const signIn = last && (await openApi({ url }).post('/v1/auth/login', { email: last.email, password: TEST_PASSWORD }));
  if (signIn && signIn.status !== 200) losses.push(`${last.email} cannot sign in (${signIn.status})`);
  return losses;
}

async function stopInOrder(server: ServerProcess): Promise<void> {
  server.signal('SIGTERM');
  expect(await server.ended).toEqual({ code: 0, stderr: '' });
  expect(processesOf(root)).toEqual([]);
}

/** Registers organisations and renames its own, one request at a time, until told to stop. */
async function write(url: string, isOver: () => boolean): Promise<void> {
  const own: Entry[] = [];
  while (!isOver()) {
    const entry = own.length > 0 && random() > SHARE_OF_REGISTRATIONS ? oneOf(own) : null;
    const isStored = await (entry ? rename(url, entry) : register(url, own)).catch(() => false);
    if (!isStored) await pause(20);
  }
}

async function register(url: string, own: Entry[]): Promise<boolean> {
  const api = await openApi({ url }).register({ organizationName: '0' });
  const entry = { email: api.owner.user.email as string, token: api.owner.accessToken as string, tried: 0, acknowledged: 0 };
  own.push(entry);
  ledger.push(entry);
  return true;
}

async function rename(url: string, entry: Entry): Promise<boolean> {
  const number = (entry.tried += 1);
  const { status } = await openApi({ url }, entry.token).patch('/v1/organization', { name: String(number) });
  if (status === 200) entry.acknowledged = number;
  return status === 200;
}

/** One line of what was measured, for docs and for finding a bad seed again. */
function tell(what: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const changes = ledger.reduce((sum, { acknowledged }) => sum + acknowledged, ledger.length);
  process.stdout.write(
    `note: ${what} (seed ${seed}): ready after ${sorted[Math.floor(sorted.length / 2)]} ms median, ${sorted.at(-1)} ms at most, ${changes} writes acknowledged, none lost\n`,
  );
}

describe('Waxwing under kill -9', () => {
  it('starts cleanly after a first start that was killed at any moment', async () => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = begin();
      await pause(random() * LONGEST_START_MS);
      kill(oneOf(['Waxwing', 'both', 'everything']));
      await first.ended;
      times.push(await recover());
      if (running) await stopInOrder(running);
      await rm(dataDir, { recursive: true, maxRetries: 20, retryDelay: 100 });
    }
    tell('killed during the first start', times);
    expect(times).toHaveLength(ROUNDS);
  });

  it('loses nothing when a later start is killed at any moment', async () => {
    await register(await begin().url, []);
    kill('everything');
    await running?.ended;
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = begin();
      await pause(random() * LONGEST_START_MS);
      kill(oneOf(['Waxwing', 'both', 'everything']));
      await start.ended;
      times.push(await recover());
      if (round % 2 === 0 && running) await stopInOrder(running);
      else kill('everything');
      await running?.ended;
    }
    tell('killed during a later start', times);
    expect(times).toHaveLength(ROUNDS);
  });

  it('loses no acknowledged write, whatever is killed while they come in', async () => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      times.push(await recover());
      const url = (await running?.url) ?? '';
      let isOver = false;
      const writers = Array.from({ length: WRITERS }, () => write(url, () => isOver));
      await pause(300 + random() * LONGEST_WRITING_MS);
      const victim = VICTIMS[round % VICTIMS.length] ?? 'everything';
      kill(victim);
      if (victim === 'PostgreSQL') await untilWritesGoOn();
      isOver = true;
      await Promise.all(writers);
      if (victim === 'PostgreSQL' && running) await stopInOrder(running);
      else await running?.ended;
    }
    times.push(await recover());
    tell('killed during writes', times.slice(1));
    expect(ledger.length).toBeGreaterThan(ROUNDS);
  });
});

/** A database that alone was killed is started again under the running server. */
async function untilWritesGoOn(): Promise<void> {
  const before = ledger.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  while (ledger.reduce((sum, { acknowledged }) => sum + acknowledged, 0) < before + WRITERS * 3) await pause(20);
}
