import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom } from '../platform/clock.ts';
import { createLog } from '../platform/log.ts';
import type { Caller } from '../platform/http/caller.ts';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { createPublisher } from './events.ts';
import { createHubs } from './hub.ts';
import { openStream } from './stream.ts';
import { readStream } from './testing/stream-reader.ts';
import type { StreamReader } from './testing/stream-reader.ts';

const publish = createPublisher([]);
const silent = createLog({ level: 'silent' });

let server: TestServer;
let second: TestServer;
beforeAll(async () => {
  const env = { REGISTRATION: 'open', BCRYPT_COST: '10' };
  server = await startTestServer({ env: { ...env, DATABASE_CONNECTIONS: '30' } });
  second = await startTestServer({ env, database: server.database });
});
afterAll(async () => {
  await second?.stop();
  await server?.stop();
});

const readers: StreamReader[] = [];
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()));
});

type Owner = Awaited<ReturnType<Api['register']>>;
const organizationOf = (api: Owner): string => api.owner.organization.id;

async function listen(api: Owner, options: { query?: string; lastEventId?: string; url?: string } = {}): Promise<StreamReader> {
  const reader = await readStream({ url: server.url, token: api.owner.accessToken, ...options });
  readers.push(reader);
  return reader;
}

const tell = (api: Owner, type: string, data: object = {}) =>
  server.db.inOrganization(organizationOf(api), (tx) => publish(tx, { type, data }));

function later<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** A transaction that has written an event and is not committed before it is told to, or is rolled back. */
async function openTransaction(api: Owner, type: string) {
  const written = later<void>();
  const going = later<boolean>();
  const done = server.db.inOrganization(organizationOf(api), async (tx) => {
    await publish(tx, { type, data: {} });
    written.resolve();
    if (!(await going.promise)) throw new Error('rolled back');
  });
  await written.promise;
  return {
    async commit() {
      going.resolve(true);
      await done;
    },
    async rollBack() {
      going.resolve(false);
      await done.catch(() => undefined);
    },
  };
}

const typesOf = (reader: StreamReader) => reader.seen.map(({ event }) => event);

describe('the live stream', () => {
  it('tells what happens from now on, as an id, a type and the event itself', async () => {
    const api = await openApi(server).register();
    await tell(api, 'sample.before');
    const reader = await listen(api);
    await tell(api, 'sample.now', { line: 'one\ntwo' });
    await reader.sees((seen) => seen.length === 1);
    expect(reader.headers.get('content-type')).toMatch('text/event-stream');
    const [listed] = (await api.get('/v1/events?limit=1')).body.data;
    expect(reader.seen).toEqual([{ id: listed.id, event: 'sample.now', data: listed }]);
    expect(listed.data).toEqual({ line: 'one\ntwo' });
  });

  it('goes on after the last event that was seen, on whatever node', async () => {
    const api = await openApi(server).register();
    const first = await listen(api);
    await tell(api, 'sample.one');
    await first.sees((seen) => seen.length === 1);
    await first.close();
    for (const type of ['sample.two', 'sample.three']) await tell(api, type);
    const lastEventId = first.seen[0]?.id as string;
    const again = await listen(api, { lastEventId });
    const elsewhere = await listen(api, { lastEventId, url: second.url });
    await tell(api, 'sample.four');
    for (const reader of [again, elsewhere]) {
      await reader.sees((seen) => seen.length === 3);
      expect(typesOf(reader)).toEqual(['sample.two', 'sample.three', 'sample.four']);
    }
  });

  it('tells only the types and the number that were asked for', async () => {
    const api = await openApi(server).register();
    const clientId = (await api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body.id;
    const byType = await listen(api, { query: '?type=sample.*' });
    const byNumber = await listen(api, { query: `?clientId=${clientId}` });
    await tell(api, 'other.thing');
    await tell(api, 'sample.thing');
    await server.db.inOrganization(organizationOf(api), (tx) => publish(tx, { type: 'client.ready', clientId, data: {} }));
    await Promise.all([byType, byNumber].map((reader) => reader.sees((seen) => seen.length === 1)));
    expect([typesOf(byType), typesOf(byNumber)]).toEqual([['sample.thing'], ['client.ready']]);
  });

  it('is refused without a credential, and with an id that is none', async () => {
    const api = await openApi(server).register();
    expect((await readStream({ url: server.url, token: 'nobody' })).status).toBe(401);
    expect((await listen(api, { lastEventId: 'yesterday' })).status).toBe(422);
  });

  it('tells nothing of other organisations, of other numbers, or of what the reader could not ask for', async () => {
    const [api, other] = [await openApi(server).register(), await openApi(server).register()];
    const clients = await Promise.all(
      ['Mine', 'Other'].map(async (name) => (await api.post('/v1/clients', { name, channel: 'sandbox' })).body.id as string),
    );
    const key = (await api.post('/v1/api-keys', { name: 'Till', clientIds: [clients[0]], scopes: ['events.read', 'clients.read'] })).body
      .key;
    const reader = await readStream({ url: server.url, token: key });
    readers.push(reader);
    await tell(other, 'sample.foreign');
    for (const clientId of clients)
      for (const type of ['client.qr', 'client.state'])
        await server.db.inOrganization(organizationOf(api), (tx) => publish(tx, { type, clientId, data: {} }));
    await tell(api, 'sample.last');
    await reader.sees((seen) => seen.some(({ event }) => event === 'sample.last'));
    expect(reader.seen.map(({ event, data }) => [event, data['clientId']])).toEqual([
      ['client.state', clients[0]],
      ['sample.last', undefined],
    ]);
  });

  it('ends when the credential is taken away', async () => {
    const api = await openApi(server).register();
    const caller = { organizationId: organizationOf(api), permissions: new Set(['events.read']), clientIds: null } as unknown as Caller;
    const hubs = createHubs({ db: server.db, log: silent });
    let valid = true;
    const recheck = () => (valid ? Promise.resolve(caller) : Promise.reject(new Error('revoked')));
    const asked = { wanted: { types: [], groups: [] }, clientId: null, lastEventId: null };
    const stream = await openStream({
      db: server.db,
      hubs,
      log: silent,
      caller,
      ...asked,
      recheck,
      recheckMs: 20,
      onClose: () => undefined,
    });
    const ended = once(stream.resume(), 'end');
    await tell(api, 'sample.heard');
    valid = false;
    expect(await ended).toEqual([]);
    await hubs.stop();
  });

  it('cuts off a reader that does not read, and holds no more than a little for it', async () => {
    const api = await openApi(server).register();
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `GET /v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${api.owner.accessToken}\r\n\r\n`,
    );
    await once(socket, 'data');
    socket.pause();
    const closed = once(socket, 'close');
    const text = 'x'.repeat(900_000);
    // What lies in the buffers of the sockets is small against this.
    for (let count = 0; count < 20; count += 1) await tell(api, 'sample.large', { text });
    socket.resume();
    expect(await closed).toHaveLength(1);
  });

  it('is ended when the server stops, so that its readers go elsewhere', async () => {
    const doomed = await startTestServer({ database: server.database });
    const api = await openApi(server).register();
    const reader = await listen(api, { url: doomed.url });
    await doomed.stop();
    expect(await reader.ended).toBeUndefined();
  });
});

describe('an event whose transaction committed after later ones', () => {
  it('is told live, and rolled-back ones never', async () => {
    const api = await openApi(server).register();
    const reader = await listen(api);
    const [early, doomed] = [await openTransaction(api, 'sample.early'), await openTransaction(api, 'sample.doomed')];
    await tell(api, 'sample.late');
    await reader.sees((seen) => seen.length === 1);
    await doomed.rollBack();
    await early.commit();
    await reader.sees((seen) => seen.length === 2);
    expect(typesOf(reader)).toEqual(['sample.late', 'sample.early']);
  });

  it('is told to whoever comes back with the id of a later one', async () => {
    const api = await openApi(server).register();
    const first = await listen(api);
    const early = await openTransaction(api, 'sample.early');
    await tell(api, 'sample.late');
    await first.sees((seen) => seen.length === 1);
    await first.close();
    await early.commit();
    const again = await listen(api, { lastEventId: first.seen[0]?.id });
    await tell(api, 'sample.last');
    await again.sees((seen) => seen.length === 2);
    expect(typesOf(again)).toEqual(['sample.early', 'sample.last']);
  });

  it('is told even when the last event that was seen is not kept any more', async () => {
    const api = await openApi(server).register();
    for (const type of ['sample.one', 'sample.two', 'sample.three']) await tell(api, type);
    const [, two] = (await api.get('/v1/events')).body.data;
    await server.db.asSystem('test', (tx) => tx.execute('delete from events where id = $1', [two.id]));
    const reader = await listen(api, { lastEventId: two.id });
    await reader.sees((seen) => seen.length >= 1);
    expect(typesOf(reader)).toEqual(['sample.three']);
  });

  it('is never skipped, by a reader that stays nor by readers that come and go, while many write at once', async () => {
    const api = await openApi(server).register();
    const random = seededRandom(7);
    const committed = new Set<string>();
    const writer = async (name: number) => {
      for (let round = 0; round < 40; round += 1) {
        const types = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => `${name}-${round}-${index}`);
        const [isKept, waitMs] = [random() > 0.2, random() * 8];
        await server.db
          .inOrganization(organizationOf(api), async (tx) => {
            for (const mark of types) await publish(tx, { type: 'sample.written', data: { mark } });
            await pause(waitMs);
            if (!isKept) throw new Error('rolled back');
          })
          .then(
            () => types.forEach((mark) => committed.add(mark)),
            () => undefined,
          );
      }
    };
    const marksOf = (seen: StreamReader['seen']) => seen.map(({ data }) => data.data['mark'] as string);
    const steady = await listen(api, { url: second.url });
    const restless = { marks: new Set<string>(), lastEventId: undefined as string | undefined, done: false };
    const opening = await listen(api);
    const comingAndGoing = (async () => {
      for (let reader = opening; ; reader = await listen(api, { lastEventId: restless.lastEventId })) {
        await pause(random() * 60);
        await until(() => restless.done || reader.seen.length > 0);
        if (restless.done) await reader.sees((seen) => new Set([...restless.marks, ...marksOf(seen)]).size === committed.size);
        await reader.close();
        marksOf(reader.seen).forEach((mark) => restless.marks.add(mark));
        restless.lastEventId = reader.seen.at(-1)?.id ?? restless.lastEventId;
        if (restless.done) return;
      }
    })();
    await Promise.all(Array.from({ length: 8 }, (_, name) => writer(name)));
    restless.done = true;
    await comingAndGoing;
    await steady.sees((seen) => seen.length >= committed.size);
    expect(committed.size).toBeGreaterThan(200);
    expect(restless.marks).toEqual(committed);
    expect(marksOf(steady.seen).sort()).toEqual([...committed].sort());
  }, 60_000);
});
