import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { seededRandom } from '../../src/platform/clock.ts';
import { openApi } from '../../src/platform/testing/api.ts';
import { makeFolder, processesOf, startServerProcess } from '../slow/server-process.ts';

jest.setTimeout(10 * 60_000);

const ROUNDS = 10;
const SENDERS = 3;
const LARGEST_BYTES = 12 * 1024 * 1024;
const LONGEST_SENDING_MS = 1_500;
const NO_LIMIT = '1000000';
const ENV = { REGISTRATION: 'open', LIMIT_USER_PER_MINUTE: NO_LIMIT, LIMIT_ANONYMOUS_PER_MINUTE: NO_LIMIT, LOG_LEVEL: 'fatal' };

const random = seededRandom(Number(process.env['SEED'] ?? Date.now()));

let root: string;
let dataDir: string;
beforeEach(async () => {
  root = await makeFolder();
  dataDir = join(root, 'data');
});
afterEach(async () => {
  for (const pid of processesOf(root)) process.kill(pid, 'SIGKILL');
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(join(dataDir, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((each) => each.isFile() && !each.parentPath.endsWith('.tmp')).map(({ name }) => name);
}

/** Sends files one after the other until the server is gone; gives back what was acknowledged. */
async function sendUntilKilled(url: string, token: string): Promise<string[]> {
  const acknowledged: string[] = [];
  for (;;) {
    const bytes = randomBytes(1 + Math.floor(random() * LARGEST_BYTES));
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/octet-stream' };
    const answer = await fetch(`${url}/v1/media`, { method: 'POST', headers, body: bytes }).catch(() => null);
    if (answer?.status !== 201) return acknowledged;
    acknowledged.push(sha256(bytes));
  }
}

it('loses no acknowledged file and shows no half one, however often it is killed while files come in', async () => {
  const expected: string[] = [];
  let token = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const server = startServerProcess({ dataDir, env: ENV });
    const url = await server.url;
    token ||= (await openApi({ url }).register()).owner.accessToken;
    const sending = Array.from({ length: SENDERS }, () => sendUntilKilled(url, token));
    await pause(100 + random() * LONGEST_SENDING_MS);
    server.signalGroup('SIGKILL');
    await server.ended;
    expected.push(...(await Promise.all(sending)).flat());
  }

  const server = startServerProcess({ dataDir, env: ENV });
  const url = await server.url;
  const api = openApi({ url }, token);
  const listed: { id: string; sha256: string; sizeBytes: number }[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: { data: typeof listed; nextCursor: string | null } } = await api.get(
      `/v1/media?limit=200${cursor && `&cursor=${cursor}`}`,
    );
    listed.push(...body.data);
    cursor = body.nextCursor;
  }
  const kept = new Set(listed.map((each) => each.sha256));
  expect(expected.filter((each) => !kept.has(each))).toEqual([]);
  for (const each of listed) {
    const answer = await fetch(`${url}/v1/media/${each.id}/content`, { headers: { Authorization: `Bearer ${token}` } });
    expect(sha256(new Uint8Array(await answer.arrayBuffer()))).toBe(each.sha256);
  }
  expect((await api.get('/v1/media/usage')).body.sizeBytes).toBeGreaterThanOrEqual(listed.reduce((sum, each) => sum + each.sizeBytes, 0));
  expect(await filesIn('uploads')).toEqual([]);
  process.stdout.write(`${ROUNDS} kills, ${expected.length} acknowledged files, ${listed.length} kept\n`);
});
