import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createPublisher } from '../../src/events/events.ts';
import { seededRandom } from '../../src/platform/clock.ts';
import { parseMasterKeys } from '../../src/platform/crypto/master-key.ts';
import { openDb } from '../../src/platform/db/db.ts';
import type { Db } from '../../src/platform/db/db.ts';
import { databaseName, rolesFor } from '../../src/platform/db/roles.ts';
import { createLog } from '../../src/platform/log.ts';
import { openApi, until } from '../../src/platform/testing/api.ts';
import type { Api } from '../../src/platform/testing/api.ts';
import { TEST_KEY } from '../../src/platform/testing/database.ts';
import type { TestDatabase } from '../../src/platform/testing/database.ts';
import { emptyDatabase, startServerProcess } from '../../src/platform/testing/process.ts';
import type { ServerProcess } from '../../src/platform/testing/process.ts';
import { fanOut } from '../../src/webhooks/webhooks.ts';

jest.setTimeout(20 * 60_000);

const EVENTS = 10_000;
const KILLS = 20;
const KEYS = 25;
const SHARE_ROLLED_BACK = 0.1;
const RECEIVER = join(import.meta.dirname, 'webhook-receiver.mjs');
const ENV = { OUTBOUND_ALLOW: '127.0.0.1', LIMIT_REGISTER_PER_HOUR: '1000000', LOG_LEVEL: 'fatal' };

const seed = Number(process.env['SEED'] ?? Date.now());
const publish = createPublisher([fanOut]);

let folder: string;
let database: TestDatabase;
let db: Db;
let server: ServerProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waxwing-webhook-faults-'));
  database = await emptyDatabase();
  const { url } = database;
  const { deriveKey } = parseMasterKeys(TEST_KEY).current;
  db = openDb({ url, roles: rolesFor(databaseName(url)), deriveKey, log: createLog({ level: 'fatal' }), connections: 10 });
});
afterEach(async () => {
  await server?.kill();
  await db?.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

const start = async () => {
  server = await startServerProcess({ dataDir: join(folder, 'server'), databaseUrl: database.url, env: ENV });
};

/** A receiver that can be killed: what it has acknowledged is in its file before it answers. */
async function startKillable(file: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(RECEIVER, [file, String(port)], { execArgv: [] });
  const [message] = (await once(child, 'message')) as [{ port: number }];
  return { child, port: message.port };
}

type Line = { id: string; path: string; type: string; key: string; number: number };

describe(`webhooks (SEED=${seed})`, () => {
  it('reach every endpoint at least once, in order where wanted, through kills of the server and of the receiver', async () => {
    const random = seededRandom(seed);
    await start();
    const file = join(folder, 'received');
    let receiver = await startKillable(file, 0);
    const api: Awaited<ReturnType<Api['register']>> = await openApi(server).register();
    const organizationId: string = api.owner.organization.id;
    const url = `http://127.0.0.1:${receiver.port}`;
    // Tries enough for a receiver that is killed again and again.
    const retry = { policy: 'custom', delaysSeconds: Array.from({ length: 20 }, () => 1) };
    const ids: Record<string, string> = {};
    for (const [path, ordered] of Object.entries({ '/plain': false, '/ordered': true }))
      ids[path] = (await api.post('/v1/webhooks', { url: `${url}${path}`, events: ['*'], ordered, retry })).body.id;

    const kept: { key: string; number: number }[] = [];
    const next = new Map<string, number>();
    const writing = (async () => {
      for (let count = 0; count < EVENTS;) {
        const key = `key-${Math.floor(random() * KEYS)}`;
        const isKept = random() > SHARE_ROLLED_BACK;
        const batch = Array.from({ length: 1 + Math.floor(random() * 10) }, (_, index) => ({ key, number: (next.get(key) ?? 0) + index }));
        await db
          .inOrganization(organizationId, async (tx) => {
            for (const { number } of batch)
              await publish(tx, { type: isKept ? 'sample.kept' : 'sample.rolled_back', orderKey: key, data: { key, number } });
            if (!isKept) throw new Error('rolled back');
          })
          .catch((error: Error) => {
            if (error.message !== 'rolled back') throw error;
          });
        if (!isKept) continue;
        kept.push(...batch);
        next.set(key, (next.get(key) ?? 0) + batch.length);
        count += batch.length;
      }
    })();
    for (let round = 0; round < KILLS; round += 1) {
      await pause(random() * 1_500);
      await server.kill();
      await start();
      await pause(random() * 1_500);
      receiver.child.kill('SIGKILL');
      await pause(random() * 500);
      receiver = await startKillable(file, receiver.port);
    }
    await writing;
    const watching = openApi(server, api.owner.accessToken);
    for (const id of Object.values(ids))
      await until(async () => (await watching.get(`/v1/webhooks/${id}/stats`)).body.pending === 0, 5 * 60_000);
    receiver.child.kill('SIGKILL');

    // A kill may cut the last line of a life in two; the next life begins a new one.
    const lines = (await readFile(file, 'utf8')).split('\n').flatMap((text) => (text.endsWith('}') ? [JSON.parse(text) as Line] : []));
    expect(lines.filter(({ type }) => type === 'sample.rolled_back')).toEqual([]);
    for (const path of Object.keys(ids)) {
      const got = lines.filter((line) => line.path === path);
      const idOf = new Map<string, Set<string>>();
      for (const { key, number, id } of got) idOf.set(`${key} ${number}`, (idOf.get(`${key} ${number}`) ?? new Set()).add(id));
      const missing = kept.filter(({ key, number }) => !idOf.has(`${key} ${number}`));
      expect([path, missing.slice(0, 5), missing.length]).toEqual([path, [], 0]);
      expect([path, [...idOf.values()].filter((each) => each.size !== 1).length]).toEqual([path, 0]);
    }
    // In order: nothing arrives for the first time after a later one of its key did.
    const highest = new Map<string, number>();
    const wrong: Line[] = [];
    for (const line of lines.filter(({ path }) => path === '/ordered')) {
      const last = highest.get(line.key) ?? -1;
      if (line.number > last + 1) wrong.push(line);
      highest.set(line.key, Math.max(last, line.number));
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    process.stderr.write(`${kept.length} events, ${lines.length} arrivals at 2 endpoints, ${KILLS} kills of each side\n`);
  });

  it('end in time with receivers that hang, drip, never read or never end, and keep little of what these say', async () => {
    await start();
    const sockets = new Set<{ destroy(): void }>();
    const listen = async (talk: (write: (text: string | Buffer) => boolean, onDrain: (go: () => void) => void) => void, reads = true) => {
      const listener = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
        if (!reads) socket.pause();
        else
          socket.once('data', () =>
            talk(
              (text) => !socket.destroyed && socket.write(text),
              (go) => socket.on('drain', go),
            ),
          );
      });
      await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve));
      listener.unref();
      return `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
    };
    const urls = {
      hangs: await listen(() => undefined),
      hangsAfterHeaders: await listen((write) => void write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n')),
      drips: await listen((write) => {
        write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        setInterval(() => write('x'), 1_000).unref();
      }),
      neverReads: await listen(() => undefined, false),
      gigabyte: await listen((write, onDrain) => {
        const pour = () => {
          while (write(Buffer.alloc(65_536, 'y')));
        };
        write(`HTTP/1.1 200 OK\r\nContent-Length: ${10 ** 9}\r\n\r\n`);
        onDrain(pour);
        pour();
      }),
    };
    const api = await openApi(server).register();
    const results: Record<string, [boolean, string | null]> = {};
    await Promise.all(
      Object.entries(urls).map(async ([name, url]) => {
        const { id } = (await api.post('/v1/webhooks', { url, events: ['*'] })).body;
        const began = performance.now();
        const { body } = await api.post(`/v1/webhooks/${id}/test`);
        expect([name, performance.now() - began < 17_000]).toEqual([name, true]);
        expect([name, (body.response?.body ?? '').length <= 4_096]).toEqual([name, true]);
        results[name] = [body.delivered, body.error];
      }),
    );
    for (const socket of sockets) socket.destroy();
    expect(results).toEqual({
      hangs: [false, 'timeout'],
      hangsAfterHeaders: [false, 'timeout'],
      drips: [false, 'timeout'],
      neverReads: [false, 'timeout'],
      gigabyte: [true, null],
    });
  });
});
