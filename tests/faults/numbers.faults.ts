import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { seededRandom } from '../../src/platform/clock.ts';
import { parseMasterKeys } from '../../src/platform/crypto/master-key.ts';
import { openApi, until } from '../../src/platform/testing/api.ts';
import type { Api } from '../../src/platform/testing/api.ts';
import { TEST_KEY } from '../../src/platform/testing/database.ts';
import type { TestDatabase } from '../../src/platform/testing/database.ts';
import { emptyDatabase, startServerProcess } from '../../src/platform/testing/process.ts';
import type { ServerProcess } from '../../src/platform/testing/process.ts';
import { createNodeCalls } from '../../src/sessions/node-calls.ts';

jest.setTimeout(15 * 60_000);

const TAKEN_OVER_WITHIN_MS = 30_000;
const SPEED = 20;
const seed = Number(process.env['SEED'] ?? Date.now());
const random = seededRandom(seed);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

let database: TestDatabase;
let admin: Client;
let dirs: string[];
let nodes: ServerProcess[];
let token: string;
let stopWatching: () => Promise<string[]> = async () => [];
beforeEach(async () => {
  database = await emptyDatabase();
  dirs = await Promise.all(['one', 'two'].map((name) => mkdtemp(join(tmpdir(), `waxwing-faults-${name}-`))));
  nodes = [];
  for (const dataDir of dirs) nodes.push(await startNode(dataDir));
  token = (await openApi(node(0)).register()).owner.accessToken;
  admin = new Client({ connectionString: database.url });
  await admin.connect();
});
afterEach(async () => {
  await stopWatching();
  for (const each of nodes) {
    each.signal('SIGCONT');
    await each.kill();
  }
  await admin?.end();
  await database?.drop();
  for (const dir of dirs) await rm(dir, { recursive: true, force: true });
});

const startNode = (dataDir: string) =>
  startServerProcess({ dataDir, databaseUrl: database.url, env: { DATABASE_CONNECTIONS: '10', DEFAULT_PLAN: 'enterprise' } });
const node = (index: number) => nodes[index] as ServerProcess;
const apiOf = (which: ServerProcess): Api => openApi(which, token);

type Row = {
  id: string;
  state: string;
  reason: string;
  desired: string;
  unlink: string;
  phone: string;
  holder: string;
  url: string;
  fence: string;
  link: string;
  since: Date;
};
async function rows(): Promise<Row[]> {
  const { rows: found } = await admin.query<Row>(
    `select c.id, c.state, coalesce(c.reason, '') as reason, c.desired_state as desired, coalesce(c.unlink, '') as unlink,
       coalesce(c.phone_number, '') as phone, coalesce(c.lease_node::text, '') as holder, coalesce(n.url, '') as url, c.fence, c.state_since as since,
       coalesce((select s.value ->> 'phoneNumber' from channel_store s where s.client_id = c.id and s.key = 'link'), '') as link
     from clients c left join nodes n on n.id = c.lease_node order by c.id`,
  );
  return found;
}

async function created(api: Api): Promise<string> {
  const { id } = (await api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body;
  await api.put(`/v1/clients/${id}/sandbox/faults`, { speed: SPEED });
  return id;
}

async function linked(api: Api, count: number): Promise<string[]> {
  const ids = await Promise.all(Array.from({ length: count }, () => created(api)));
  await Promise.all(ids.map((id) => api.post(`/v1/clients/${id}/start`)));
  await all(ids, 'awaiting_scan');
  await Promise.all(ids.map((id) => api.post(`/v1/clients/${id}/sandbox/scan`, {})));
  await all(ids, 'ready');
  return ids;
}

const all = (ids: string[], state: string, timeoutMs?: number) =>
  until(async () => (await rows()).filter((row) => ids.includes(row.id)).every((row) => row.state === state && row.url !== ''), timeoutMs);

/** A client that was lost is still called ready until its new session begins. */
const isReadyOn = ({ url }: ServerProcess, row: Row, lost: readonly string[], since: Date) =>
  row.state === 'ready' && row.url === url && (row.since > since || !lost.includes(row.id));

/** Watches who holds what, all the time: the fence never falls, and each fence has one holder only. */
function watchHolders() {
  const holders = new Map<string, string>();
  const fences = new Map<string, number>();
  const wrong: string[] = [];
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      for (const { id, holder, fence } of await rows()) {
        const known = holders.get(`${id} ${fence}`);
        if (holder !== '' && known !== undefined && known !== holder) wrong.push(`${id} is held by ${known} and ${holder} under one fence`);
        if (holder !== '') holders.set(`${id} ${fence}`, holder);
        if (Number(fence) < (fences.get(id) ?? 0)) wrong.push(`the fence of ${id} fell to ${fence}`);
        fences.set(id, Number(fence));
      }
      await pause(50);
    }
  })();
  return async () => {
    over.abort();
    await watching;
    return wrong;
  };
}

/** Who said what about a client, in order: of two that run it, both would write. */
async function writtenSince(id: string, since: Date): Promise<string[]> {
  const { rows: events } = await admin.query<{ type: string; state: string }>(
    `select type, data -> 'client' ->> 'state' as state from events where client_id = $1 and created_at > $2 order by created_at`,
    [id, since],
  );
  return events.map(({ type, state }) => `${type} ${state}`);
}

describe('two servers on one database', () => {
  it('run each client once, and when one is killed the other has its clients ready within 30 seconds', async () => {
    stopWatching = watchHolders();
    const ids = await linked(apiOf(node(0)), 20);
    const before = await rows();
    const started = await admin.query(
      `select client_id from client_states where state = 'starting' group by client_id having count(*) > 1`,
    );
    expect(started.rows).toEqual([]);
    const counts = nodes.map(({ url }) => before.filter((row) => row.url === url).length);
    const victim = (counts[0] ?? 0) >= (counts[1] ?? 0) ? 0 : 1;
    const survivor = node(1 - victim);
    const lost = before.filter(({ url }) => url === node(victim).url).map(({ id }) => id);
    const since = new Date();
    await node(victim).kill();
    const began = performance.now();
    await until(async () => (await rows()).every((row) => isReadyOn(survivor, row, lost, since)), TAKEN_OVER_WITHIN_MS);
    const seconds = (performance.now() - began) / 1_000;
    process.stdout.write(`note: ${lost.length} of ${ids.length} clients taken over ${seconds.toFixed(1)} s after the kill\n`);
    expect(await writtenSince(lost[0] ?? '', since)).toEqual([
      'client.state disconnected',
      'client.disconnected disconnected',
      'client.state starting',
      'client.state connecting',
      'client.state ready',
      'client.ready ready',
    ]);
    expect((await apiOf(survivor).post(`/v1/clients/${lost[0]}/sandbox/messages`, hello)).status).toBe(201);
    expect(await stopWatching()).toEqual([]);
  });

  it('have a client ready at once when the only one is killed and started again on its folder', async () => {
    await node(1).stop();
    const ids = await linked(apiOf(node(0)), 10);
    const killed = new Date();
    await node(0).kill();
    const began = performance.now();
    nodes[0] = await startNode(dirs[0] as string);
    const up = performance.now();
    await until(async () => (await rows()).every((row) => isReadyOn(node(0), row, ids, killed)), 10_000);
    const [startMs, readyMs] = [up - began, performance.now() - up].map(Math.round);
    process.stdout.write(
      `note: ${ids.length} clients ready ${readyMs} ms after the greeting of the server, which came after ${startMs} ms\n`,
    );
    expect((await rows()).every(({ phone, link }) => phone !== '' && phone === link)).toBe(true);
  });

  it('let one be frozen past its lease: the other takes over, and what the first then wants to do is refused', async () => {
    stopWatching = watchHolders();
    const ids = await linked(apiOf(node(0)), 10);
    const before = await rows();
    const frozen = nodes.find(({ url }) => url === before[0]?.url) as ServerProcess;
    const other = nodes.find((each) => each !== frozen) as ServerProcess;
    const mine = before.filter(({ url }) => url === frozen.url).map(({ id }) => id);
    // Each has something to write a second from now: how far it told.
    await Promise.all(mine.map((id) => apiOf(frozen).post(`/v1/clients/${id}/sandbox/messages`, hello)));
    const frozenAt = new Date();
    frozen.signal('SIGSTOP');
    // These arrive while it stands still, and are the first that it sees afterwards.
    const [direct, send] = [callNode(frozen, mine[0] ?? ''), apiOf(frozen).post(`/v1/clients/${mine[0]}/sandbox/messages`, hello)];
    await until(async () => (await rows()).every((row) => isReadyOn(other, row, mine, frozenAt)), TAKEN_OVER_WITHIN_MS);
    await pause(3_000);
    const [fences, kept, since] = [await rows(), await stored(), new Date()];
    frozen.signal('SIGCONT');
    await expect(direct).rejects.toMatchObject({ code: 'clients.moving' });
    await until(() => mine.every((id) => frozen.output().includes(`"clientId":"${id}","msg":"the lease was lost: the session is let go"`)));
    await pause(3_000);
    // Passed on to the node that has it now; nothing else was written, least of all by the one that was frozen.
    expect((await send).status).toBe(201);
    expect(await rows()).toEqual(fences);
    const untouched = (rest: typeof kept) => rest.filter(({ client_id: id }) => id !== mine[0]);
    expect(untouched(await stored())).toEqual(untouched(kept));
    for (const id of ids) expect(await writtenSince(id, since)).toEqual([]);
    expect(frozen.output()).toContain('LeaseLost');
    expect(await stopWatching()).toEqual([]);
  });

  it('lose every connection to the database again and again, and nothing is stuck afterwards', async () => {
    process.stdout.write(`note: SEED=${seed}\n`);
    stopWatching = watchHolders();
    const ids = await linked(apiOf(node(0)), 30);
    const over = new AbortController();
    const wishing = [0, 1].map(() => wishAtRandom(ids, over.signal));
    for (let moment = 0; moment < 60; moment += 1) {
      await pause(random() * 400);
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    }
    over.abort();
    await Promise.all(wishing);
    expect(await unsettledAfter(90_000)).toEqual([]);
    expect(await stopWatching()).toEqual([]);
  });

  it('are killed and stopped thirty times while fifty clients start, link and log out, and nothing is stuck afterwards', async () => {
    process.stdout.write(`note: SEED=${seed}\n`);
    stopWatching = watchHolders();
    const ids = await Promise.all(Array.from({ length: 50 }, () => created(apiOf(node(0)))));
    const over = new AbortController();
    const wishing = [0, 1].map(() => wishAtRandom(ids, over.signal));
    const exits: (number | null)[] = [];
    for (let moment = 0; moment < 30; moment += 1) {
      await pause(100 + random() * 2_000);
      const index = random() < 0.5 ? 0 : 1;
      if (random() < 0.5) await node(index).kill();
      else exits.push(await node(index).stop());
      await pause(random() < 0.3 ? random() * 18_000 : 0);
      nodes[index] = await startNode(dirs[index] as string);
    }
    over.abort();
    await Promise.all(wishing);
    expect(exits.filter((code) => code !== 0)).toEqual([]);
    expect(await unsettledAfter(90_000)).toEqual([]);

    // And each still does what it is told.
    const api = apiOf(node(0));
    const left = (await rows()).map(({ id }) => id);
    await Promise.all(left.map((id) => api.put(`/v1/clients/${id}/sandbox/faults`, { speed: 1, disconnect: false })));
    await Promise.all(left.map((id) => api.post(`/v1/clients/${id}/resume`)));
    await Promise.all(left.map((id) => api.post(`/v1/clients/${id}/start`)));
    await until(async () => (await rows()).every(({ state }) => state === 'awaiting_scan' || state === 'ready'), 60_000);
    for (const { id, state } of await rows()) if (state === 'awaiting_scan') await api.post(`/v1/clients/${id}/sandbox/scan`, {});
    await all(left, 'ready', 60_000);
    const [stay, go] = [left.slice(0, 25), left.slice(25)];
    await Promise.all(go.map((id) => api.post(`/v1/clients/${id}/logout`)));
    await until(
      async () => (await rows()).every((row) => row.state === (go.includes(row.id) ? 'stopped' : 'ready') && row.unlink === ''),
      60_000,
    );
    for (const each of nodes) expect(await each.stop()).toBe(0);
    nodes = [await startNode(dirs[0] as string), await startNode(dirs[1] as string)];
    await all(stay, 'ready', 60_000);
    expect(await unsettled()).toEqual([]);
    // What is not linked has no folder anywhere; what runs has one where it runs.
    const folders = await Promise.all(dirs.map((dir) => readdir(join(dir, 'sessions'))));
    for (const { id, url } of await rows()) {
      const where = nodes.filter((_, index) => folders[index]?.includes(id)).map((each) => each.url);
      expect({ id, fits: url === '' ? where.length === 0 : where.includes(url) }).toEqual({ id, fits: true });
    }
    expect(folders.flat().filter((id) => !left.includes(id))).toEqual([]);
    expect(await stopWatching()).toEqual([]);
  });
});

const hello = { from: '+15557770001', type: 'text', text: { body: 'Hello' } };

/** A call as one node passes it on to another, whoever holds the client. */
function callNode({ url }: ServerProcess, clientId: string): Promise<unknown> {
  const key = parseMasterKeys(TEST_KEY).current.deriveKey('node calls');
  const calls = createNodeCalls({ keys: [key], now: Date.now });
  return calls.call(url, token, { clientId, operation: 'sandboxReceive', input: hello, address: '127.0.0.1' });
}

async function stored(): Promise<{ client_id: string; key: string; value: unknown }[]> {
  return (await admin.query('select client_id, key, value from channel_store order by client_id, key')).rows;
}

/** Whatever a person might do, through whichever node answers; what fails because a node is down is not asked again. */
async function wishAtRandom(ids: readonly string[], signal: AbortSignal): Promise<void> {
  const wishes = ['start', 'start', 'start', 'sandbox/scan', 'sandbox/scan', 'stop', 'restart', 'logout', 'pause', 'resume'];
  while (!signal.aborted) {
    await apiOf(pick(nodes))
      .post(`/v1/clients/${pick(ids)}/${pick(wishes)}`, {})
      .catch(() => undefined);
    await pause(random() * 40);
  }
}

async function unsettledAfter(timeoutMs: number): Promise<Row[]> {
  await until(async () => (await unsettled()).length === 0, timeoutMs).catch(() => undefined);
  return unsettled();
}

/** Every client whose state, lease, link and wish do not fit each other. */
async function unsettled(): Promise<Row[]> {
  const urls = nodes.map(({ url }) => url);
  const resting = ['stopped', 'failed'];
  return (await rows()).filter((row) => {
    if (row.unlink !== '' || row.phone !== row.link) return true;
    if (row.desired === 'stopped') return !resting.includes(row.state) || row.holder !== '';
    return !['awaiting_scan', 'ready', 'paused'].includes(row.state) || !urls.includes(row.url);
  });
}
