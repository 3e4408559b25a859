import { closeSync, existsSync, openSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, TEST_PASSWORD, until } from '../../src/platform/testing/api.ts';
import { makeFolder, processesOf, startServerProcess } from './server-process.ts';
import type { ServerProcess, ServerProcessOptions } from './server-process.ts';

const ORDERLY = { code: 0, stderr: '', gaveFolderBack: true, left: [] };
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;
const STOP_DEADLINE_MS = 10_000;

let root: string;
const started: ServerProcess[] = [];

beforeAll(async () => {
  root = await makeFolder();
});

afterAll(async () => {
  for (const server of started) if (server.child.exitCode === null) server.child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

function start(options: Partial<ServerProcessOptions> = {}): ServerProcess {
  const server = startServerProcess({ dataDir: join(root, 'data'), ...options });
  started.push(server);
  return server;
}

/** A request that never ends, which keeps an orderly stop waiting. */
async function holdRequest(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('POST /v1/auth/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{');
  // Answered after the one above was taken up, on a connection of its own.
  await fetch(`${url}/health/live`);
  return socket;
}

async function otherProgram(): Promise<{ other: Server; port: number }> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  return { other, port: (other.address() as AddressInfo).port };
}

async function freePort(): Promise<number> {
  const { other, port } = await otherProgram();
  other.close();
  await once(other, 'close');
  return port;
}

async function whatIsLeft(): Promise<number[]> {
  // A process that was told to end may take a moment to be gone.
  await until(() => processesOf(root).length === 0).catch(() => undefined);
  return processesOf(root);
}

/** The data folder is given back last, after the database has stopped. */
async function wholeEnding({ ended }: ServerProcess, dataDir = join(root, 'data')) {
  const ending = await ended;
  return { ...ending, gaveFolderBack: !existsSync(join(dataDir, 'waxwing.lock')), left: await whatIsLeft() };
}

describe('a server process', () => {
  it('stops in order when it is told to, within seconds, and leaves nothing running', async () => {
    const server = start();
    const url = await server.url;
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ready', database: 'ok' });
    expect(await (await fetch(`${url}/`)).text()).toMatch(/^<!doctype html>/);
    expect(processesOf(root).length).toBeGreaterThan(process.platform === 'linux' ? 1 : -1);
    const before = performance.now();
    server.signal('SIGTERM');
    expect(await wholeEnding(server)).toEqual(ORDERLY);
    expect(performance.now() - before).toBeLessThan(STOP_DEADLINE_MS);
  });

  it('takes a signal that comes twice at once for one', async () => {
    const server = start();
    const url = await server.url;
    const request = await holdRequest(url);
    server.signal('SIGINT');
    await server.says('"stopping"');
    server.signal('SIGTERM');
    request.destroy();
    expect(await wholeEnding(server)).toEqual(ORDERLY);
  });

  it('ends at once at a later second signal, and its database with it', async () => {
    const server = start();
    await holdRequest(await server.url);
    server.signal('SIGTERM');
    // Longer than the second in which two signals are one.
    await pause(1_100);
    const before = performance.now();
    server.signal('SIGTERM');
    expect((await server.ended).code).toBe(1);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(await whatIsLeft()).toEqual([]);
  });

  it('stops in order when it is told to while it still starts', async () => {
    const server = start({ dataDir: join(root, 'new') });
    await server.says('the database runs');
    server.signal('SIGTERM');
    expect(await wholeEnding(server, join(root, 'new'))).toEqual(ORDERLY);
  });

  it('goes on when nobody takes its output any more', async () => {
    const server = start();
    const url = await server.url;
    server.child.stdout?.destroy();
    server.child.stderr?.destroy();
    const api = openApi({ url });
    for (let count = 0; count < 3; count += 1) expect((await api.get('/v1/nothing')).status).toBe(404);
    server.signal('SIGTERM');
    expect(await wholeEnding(server)).toEqual(ORDERLY);
  });

  it('keeps what was stored over a restart', async () => {
    const first = start();
    const api = await openApi({ url: await first.url }).register({ organizationName: 'Kept & Sons', email: 'kept@example.com' });
    expect((await api.patch('/v1/organization', { timezone: 'Europe/Vienna' })).status).toBe(200);
    first.signal('SIGTERM');
    await first.ended;

    const second = start();
    const stranger = openApi({ url: await second.url });
    const { status, body } = await stranger.post('/v1/auth/login', { email: 'kept@example.com', password: TEST_PASSWORD });
    expect(status).toBe(200);
    const organization = await stranger.as(body.accessToken).get('/v1/organization');
    expect(organization.body).toMatchObject({ name: 'Kept & Sons', timezone: 'Europe/Vienna' });
    second.signal('SIGTERM');
    expect(await wholeEnding(second)).toEqual(ORDERLY);
  });

  it('stops in order at Ctrl-C through npm, which says it twice', async () => {
    const server = start({ throughNpm: true });
    await server.url;
    server.signalGroup('SIGINT');
    expect((await server.ended).code).toBe(0);
    expect(await whatIsLeft()).toEqual([]);
  });
});

describeOnLinux('a full disk', () => {
  it('does not stop a server that only cannot write its log', async () => {
    const port = await freePort();
    const full = openSync('/dev/full', 'w');
    const server = start({ env: { PORT: String(port) }, output: full });
    closeSync(full);
    const isReady = () => fetch(`http://127.0.0.1:${port}/health/ready`).then(({ status }) => status === 200);
    await until(() => isReady().catch(() => false));
    // The greeting follows some time after the first answer, and cannot be waited for where it cannot be written.
    await pause(1_500);
    server.signal('SIGTERM');
    expect(await wholeEnding(server)).toEqual(ORDERLY);
  });
});

describe('a start that cannot succeed', () => {
  it('names every mistake in the settings in a line of its own and ends with 78', async () => {
    const server = start({ env: { PORT: 'abc', ROLE: 'boss', PUBLIC_URL: 'here' } });
    const { code, stderr } = await server.ended;
    expect(code).toBe(78);
    expect(stderr.trim().split('\n').sort()).toEqual([
      'PORT: must be a whole number',
      'PUBLIC_URL: must be a URL that starts with http:// or https://',
      'ROLE: must be all, web or worker',
    ]);
  });

  it('says who holds the data folder, and leaves that one alone', async () => {
    const first = start();
    const url = await first.url;
    const { code, stderr } = await start().ended;
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Waxwing could not start. Waxwing is already running on ${root}/data: process ${first.pid} on ${hostname()}. Stop it first, or set another DATA_DIR.\n`,
    );
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    first.signal('SIGTERM');
    expect(await wholeEnding(first)).toEqual(ORDERLY);
  });

  it('says that the port is taken, and stops its database again', async () => {
    const { other, port } = await otherProgram();
    const { code, stderr } = await start({ env: { PORT: String(port) } }).ended;
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Waxwing could not start. PORT: ${port} is taken on 127.0.0.1. Stop the program that listens there, or set another PORT.\n`,
    );
    expect(await whatIsLeft()).toEqual([]);
  });

  it('says that the data folder is none', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    const { code, stderr } = await start({ dataDir: file }).ended;
    expect(code).toBe(78);
    expect(stderr).toBe(`Waxwing could not start. DATA_DIR: ${file} is no folder. Set another DATA_DIR.\n`);
  });

  it('says that the data folder is in no place that can hold one', async () => {
    const { code, stderr } = await start({ env: { DATA_DIR: '/proc/x/data' } }).ended;
    expect(code).toBe(78);
    expect(stderr).toMatch(/^Waxwing could not start\. DATA_DIR: .*Set another DATA_DIR\.\n$/);
  });

  it('says behind TLS that the dashboard works from that address only', async () => {
    const server = start({ env: { PUBLIC_URL: 'https://wax.example' } });
    await server.says('from this address only');
    server.signal('SIGTERM');
    expect(await wholeEnding(server)).toEqual(ORDERLY);
  });
});
