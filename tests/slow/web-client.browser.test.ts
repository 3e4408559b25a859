import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, jest } from '@jest/globals';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { listProcesses } from '../../src/channels/web/browser/processes.ts';
import { openApi, until } from '../../src/platform/testing/api.ts';
import type { Api } from '../../src/platform/testing/api.ts';
import { emptyDatabase, startServerProcess } from '../../src/platform/testing/process.ts';
import type { TestDatabase } from '../../src/platform/testing/database.ts';
import type { ServerProcess } from '../../src/platform/testing/process.ts';
import { BROWSER_ARGS, startStandin } from '../standin/standin.ts';
import type { Dialect, Standin } from '../standin/standin.ts';

jest.setTimeout(240_000);

const OWN = '+15550001000';
const FRIEND = '+15551230001';
const READY_WITHIN_MS = 60_000;
const BACK_WITHIN_MS = 30_000;

let standin: Standin;
let database: TestDatabase;
let dataDir: string;
let server: ServerProcess;
let token: string;

async function open(dialect: Dialect, env: Record<string, string>): Promise<void> {
  standin = await startStandin({ dialect });
  database = await emptyDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'waxwing-web-'));
  await startServer(env);
  ({ accessToken: token } = (await openApi(server).register()).owner);
}

async function startServer(env: Record<string, string>): Promise<void> {
  const web = { CHROMIUM_ARGS: BROWSER_ARGS.join(' '), WA_WEB_VERSION: standin.version, WA_WEB_VERSION_DIR: standin.versionDir };
  server = await startServerProcess({ dataDir, databaseUrl: database.url, env: { ...web, MEMORY_RESERVE_MB: '10', ...env } });
}

afterEach(async () => {
  await server?.kill();
  await standin?.close();
  await database?.drop();
  for (const { pid } of await browsers()) process.kill(pid, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

const api = (): Api => openApi(server, token);
const show = async (id: string) => (await api().get(`/v1/clients/${id}`)).body;
const browsers = async () => (await listProcesses()).filter(({ profileFolder }) => profileFolder?.startsWith(dataDir));

async function reaches(id: string, state: string, withinMs: number): Promise<void> {
  await until(async () => (await show(id)).state === state, withinMs).catch(async (error: Error) => {
    throw new Error(`it is ${JSON.stringify(await show(id))}; ${server.output().slice(-2_000)}`, { cause: error });
  });
}

/** As a phone reads it from the dashboard's picture. */
async function readCode(id: string): Promise<string> {
  const response = await fetch(`${server.url}/v1/clients/${id}/qr`, { headers: { Authorization: `Bearer ${token}`, Accept: 'image/png' } });
  const { data, width, height } = PNG.sync.read(Buffer.from(await response.arrayBuffer()));
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data ?? '';
}

async function sendsAndHears(id: string, word: string): Promise<void> {
  const queued = await api().post('/v1/messages', { clientId: id, to: FRIEND, type: 'text', text: { body: `${word} out` } });
  expect(queued.status).toBe(202);
  const message = async () => (await api().get(`/v1/messages/${queued.body.id}`)).body;
  await until(async () => ['delivered', 'read'].includes((await message()).status), READY_WITHIN_MS);
  expect(standin.sent(OWN).filter(({ message: sent }) => (sent as { body?: string }).body === `${word} out`)).toHaveLength(1);
  standin.receive(OWN, { from: FRIEND, body: `${word} in` });
  const heard = async () => (await api().get('/v1/messages?direction=inbound')).body.data as { text?: { body: string } }[];
  await until(async () => (await heard()).some(({ text }) => text?.body === `${word} in`), READY_WITHIN_MS);
}

const shell = async () => {
  const { default: chromium } = await import('@sparticuz/chromium');
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x';
  return chromium.executablePath();
};

it.each([
  ['today', 'the browser that is found'],
  ['before', 'the browser that comes with the packages'],
] as const)('a number lives through everything on WhatsApp Web %s in %s', async (dialect, browser) => {
  const env: Record<string, string> = browser.endsWith('packages') ? { CHROMIUM_PATH: await shell() } : {};
  await open(dialect, env);
  const created = await api().post('/v1/clients', { name: 'Shop', channel: 'web' });
  expect(created.status).toBe(201);
  const { id } = created.body;
  await api().post(`/v1/clients/${id}/start`, {});
  await reaches(id, 'awaiting_scan', READY_WITHIN_MS);
  standin.scan(await readCode(id), { phone: OWN, name: 'Shop' });
  await reaches(id, 'ready', READY_WITHIN_MS);
  expect((await show(id)).phoneNumber).toBe(OWN);
  await sendsAndHears(id, 'first');

  expect(await server.stop()).toBe(0);
  expect(await browsers()).toEqual([]);
  await startServer(env);
  await reaches(id, 'ready', READY_WITHIN_MS);
  await sendsAndHears(id, 'after a stop');

  await server.kill();
  await startServer(env);
  await reaches(id, 'ready', READY_WITHIN_MS);
  await sendsAndHears(id, 'after a kill');

  const before = (await browsers()).map(({ pid }) => pid);
  for (const pid of before) process.kill(pid, 'SIGKILL');
  await until(async () => (await show(id)).state !== 'ready');
  await reaches(id, 'ready', BACK_WITHIN_MS);
  await sendsAndHears(id, 'after a crash');
  const history = (await api().get(`/v1/clients/${id}/history`)).body.data as { state: string; reason: string | null }[];
  expect(history.filter(({ state }) => state === 'awaiting_scan')).toHaveLength(1);
  expect(history.some(({ reason }) => reason === 'crashed')).toBe(true);

  await api().post(`/v1/clients/${id}/logout`, {});
  await until(async () => (await show(id)).reason === 'logged_out_by_person', READY_WITHIN_MS);
  expect(await browsers()).toEqual([]);
  await until(async () => (await readdir(join(dataDir, 'sessions'))).length === 0);
});
