import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { plainSettings } from '../channels/testing/settings.ts';
import { createAlarmClock } from '../channels/channels.ts';
import { createPublisher } from '../events/events.ts';
import { systemClock, systemRandom } from '../platform/clock.ts';
import type { Db } from '../platform/db/db.ts';
import { parseMasterKeys } from '../platform/crypto/master-key.ts';
import type { AppError } from '../platform/http/errors.ts';
import { createLog } from '../platform/log.ts';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { cloneDatabase, TEST_KEY } from '../platform/testing/database.ts';
import type { TestDatabase } from '../platform/testing/database.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { sweepFolders } from './folders.ts';
import { LeaseLost } from './lease.ts';
import { createNodeCalls } from './node-calls.ts';
import { Session } from './session.ts';
import type { ClaimedClient } from './sessions.sql.ts';
import type { SessionDeps } from './session.ts';
import { leasedStore } from './store.ts';
import { numbersOf } from './testing/numbers.ts';
import type { Numbers } from './testing/numbers.ts';

const env = { REGISTRATION: 'open', BCRYPT_COST: '10' };

let server: TestServer;
let api: Api;
let numbers: Numbers;
let token: string;
beforeAll(async () => {
  server = await startTestServer({ env });
  const registered = await openApi(server).register();
  token = registered.owner.accessToken;
  api = registered;
  numbers = numbersOf(api, server.db);
});
afterAll(() => server?.stop());

const lastStates = async (id: string, count: number) =>
  (await api.get(`/v1/clients/${id}/history`)).body.data
    .slice(0, count)
    .toReversed()
    .map(({ state, reason }: { state: string; reason: string | null }) => [state, reason]);
/** As whoever wishes something does. */
const wake = () => server.db.asSystem('test', (tx) => tx.execute(`select pg_notify('clients', '')`));

describe('a state that lasts too long', () => {
  const overdue: [string, () => Promise<string>, string, string][] = [
    ['awaiting_scan', () => numbers.waiting(), 'failed', 'qr_expired'],
    ['awaiting_passkey', awaitingPasskey, 'failed', 'passkey_unanswered'],
    ['connecting', connecting, 'disconnected', 'timed_out'],
    ['starting', starting, 'disconnected', 'timed_out'],
  ];
  it.each(overdue)('%s is ended', async (state, bring, after, reason) => {
    const id = await bring();
    expect(Date.parse((await numbers.show(id)).stateDeadline)).toBeGreaterThan(Date.now());
    await numbers.change(id, `state_deadline = now() - interval '1 second'`);
    await wake();
    await until(async () => (await numbers.events(id)).at(-1)?.type === 'client.disconnected' || (await numbers.show(id)).state !== state);
    await until(async () => (await lastStates(id, 4)).some(([now, why]: string[]) => now === after && why === reason));
  });
});

describe('the pause before the next try', () => {
  const brokenAfter = async (id: string, assignments: string) => {
    await numbers.change(id, assignments);
    await numbers.faults(id, { disconnect: true });
    await numbers.reaches(id, 'disconnected');
    const { restarts, nextStartAt, stateSince } = (await numbers.row(id)) ?? {};
    return { restarts, seconds: (Number(nextStartAt) - Number(stateSince)) / 1_000 };
  };

  it('doubles from one second to five minutes, a little less so that not all come back together', async () => {
    for (const [restarts, longest] of [
      [2, 4],
      [8, 256],
      [9, 300],
      [60, 300],
    ] as const) {
      const broken = await brokenAfter(await numbers.linked(), `restarts = ${restarts}`);
      expect(broken.restarts).toBe(restarts + 1);
      expect(broken.seconds).toBeLessThanOrEqual(longest);
      expect(broken.seconds).toBeGreaterThanOrEqual(longest * 0.8);
    }
  });

  it('begins anew for a session that was quiet for ten minutes', async () => {
    const broken = await brokenAfter(await numbers.linked(), `restarts = 8, state_since = now() - interval '601 seconds'`);
    expect([broken.restarts, broken.seconds <= 1]).toEqual([1, true]);
  });

  it('is not cut short by what other clients do, but by a person', async () => {
    const id = await numbers.linked();
    await brokenAfter(id, 'restarts = 8');
    await until(async () => (await numbers.row(id))?.leaseNode === null);
    await numbers.linked();
    expect((await numbers.show(id)).state).toBe('disconnected');
    await numbers.ask(id, 'start');
    await numbers.reaches(id, 'ready');
    expect((await numbers.row(id))?.restarts).toBe(0);
  });
});

describe('a client that is held by', () => {
  it('this node without a session is given free and comes back', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await numbers.reaches(id, 'stopped');
    await until(async () => (await numbers.row(id))?.leaseNode === null);
    await numbers.change(id, `lease_node = '${server.nodeId}', fence = fence + 1, desired_state = 'running', state = 'ready'`);
    await wake();
    await until(async () => (await lastStates(id, 1))[0][0] === 'ready');
    expect((await lastStates(id, 4)).map(([state, reason]: string[]) => reason ?? state)).toEqual([
      'node_lost',
      'starting',
      'authenticated',
      'ready',
    ]);
  });

  it('a node that is gone is taken over, and says so', async () => {
    const id = await lostWhile(`desired_state = 'running'`);
    await until(async () => (await lastStates(id, 1))[0][0] === 'ready');
    expect(await lastStates(id, 4)).toEqual([
      ['disconnected', 'node_lost'],
      ['starting', null],
      ['connecting', 'authenticated'],
      ['ready', null],
    ]);
    expect((await numbers.events(id)).filter(({ type }) => type === 'client.disconnected')).toHaveLength(1);
  });

  it('a node that seems gone is taken from it by a call to its sandbox, and that node can write nothing any more', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await numbers.reaches(id, 'stopped');
    await until(async () => (await numbers.row(id))?.leaseNode === null);
    const dead = await addNode(`now() - interval '16 seconds'`);
    await numbers.change(id, `lease_node = '${dead}'`);
    const { organizationId, fence } = (await numbers.row(id)) as unknown as { organizationId: string; fence: number };
    expect((await numbers.faults(id, { slowMs: 5 })).body).toMatchObject({ slowMs: 5 });
    expect(await numbers.row(id)).toMatchObject({ leaseNode: null, fence: fence + 1 });
    const store = leasedStore(server.db, { clientId: id, organizationId, nodeId: dead, fence });
    await expect(store.set({ faults: {} })).rejects.toThrow(LeaseLost);
  });

  it('a node that is gone, and was to be stopped there, is stopped', async () => {
    const id = await lostWhile(`desired_state = 'stopped'`);
    expect(await numbers.reaches(id, 'stopped')).toMatchObject({ phoneNumber: expect.any(String) });
    await until(async () => (await numbers.row(id))?.leaseNode === null);
  });

  it('a node that is gone, and was to be deleted there, is unlinked and deleted', async () => {
    const id = await lostWhile(`desired_state = 'stopped', unlink = 'delete'`);
    await until(async () => (await numbers.row(id)) === null);
  });

  it('another node by now is let go here, and nothing is written any more', async () => {
    const id = await numbers.linked();
    const other = await addNode('now()');
    await numbers.change(id, `lease_node = '${other}', fence = fence + 1`);
    const events = (await numbers.events(id)).length;
    const ask = () => callNode(id, 'sandboxReceive', { from: '+15557770001', type: 'text', text: { body: 'Hello' } });
    await expect(ask()).rejects.toMatchObject({ code: 'clients.moving', status: 503 });
    await wake();
    await until(async () => (await ask().catch((error: AppError) => error.code)) === 'clients.moving');
    expect([(await numbers.events(id)).length, (await numbers.row(id))?.leaseNode]).toEqual([events, other]);
    const { count } = await server.db.asSystem('test', (tx) =>
      tx.one<{ count: number }>(`select count(*) from inbound_events where client_id = $1 and type = 'message'`, [id]),
    );
    expect(count).toBe(0);
    await server.db.asSystem('test', (tx) => tx.execute('delete from nodes where id = $1', [other]));
    await numbers.ask(id, 'stop');
    await numbers.reaches(id, 'stopped');
  });

  async function lostWhile(assignments: string): Promise<string> {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await numbers.reaches(id, 'stopped');
    await until(async () => (await numbers.row(id))?.leaseNode === null);
    const dead = await addNode(`now() - interval '16 seconds'`);
    await numbers.change(id, `lease_node = '${dead}', fence = fence + 1, state = 'ready', ${assignments}`);
    await wake();
    return id;
  }
});

describe('a node whose own heartbeat is late', () => {
  it('keeps its sessions as long as nobody else has taken them', async () => {
    const id = await numbers.linked();
    const { fence } = (await numbers.row(id)) as { fence: number };
    await server.db.asSystem('test', (tx) =>
      tx.execute(`update nodes set heartbeat_at = now() - interval '1 hour' where id = $1`, [server.nodeId]),
    );
    await wake();
    await numbers.linked();
    expect(await numbers.row(id)).toMatchObject({ state: 'ready', fence });
  });
});

describe('the figures', () => {
  it('say how many clients of this node are in each state', async () => {
    const { count } = await server.db.asSystem('test', (tx) =>
      tx.one<{ count: number }>(`select count(*) from clients where lease_node = $1 and state = 'ready'`, [server.nodeId]),
    );
    expect((await api.get('/metrics')).body).toContain(`waxwing_sessions{state="ready"} ${count}\n`);
  });
});

describe('session folders', () => {
  const log = createLog({ level: 'silent' });
  let sessionsDir: string;
  beforeEach(async () => {
    sessionsDir = await mkdtemp(join(tmpdir(), 'waxwing-folders-'));
  });
  afterEach(() => rm(sessionsDir, { recursive: true }));

  const deps = (): SessionDeps => ({
    db: server.db,
    log,
    clock: createAlarmClock(systemClock, log),
    random: systemRandom,
    publish: createPublisher([]),
    sessionsDir,
    openMedia: async () => Promise.reject(new Error('There is no media here')),
    onReady: () => undefined,
    onHeard: () => undefined,
    channelSettings: plainSettings,
  });
  /** Its first transaction fails. */
  function awayAtFirst(db: Db): Db {
    let calls = 0;
    const inOrganization: Db['inOrganization'] = async (...call) => {
      calls += 1;
      if (calls === 1) throw new Error('Connection terminated unexpectedly');
      return db.inOrganization(...call);
    };
    return { ...db, inOrganization };
  }

  async function makeFolder(name: string, full: boolean): Promise<void> {
    await mkdir(join(sessionsDir, name));
    if (full) await writeFile(join(sessionsDir, name, 'keys'), 'x');
  }

  it('of clients that are not linked any more are gone after the next start, those of strangers only when they are empty', async () => {
    const linked = await numbers.linked();
    const unlinked = await numbers.created();
    const claimed = await numbers.created();
    await numbers.change(claimed, `lease_node = '${server.nodeId}'`);
    const [empty, full] = [randomUUID(), randomUUID()];
    const halfGone = `${linked}.gone-${randomUUID()}`;
    for (const name of [linked, unlinked, claimed, empty, full, halfGone]) await makeFolder(name, name !== empty);
    await sweepFolders({ db: server.db, log, sessionsDir });
    expect((await readdir(sessionsDir)).sort()).toEqual([linked, claimed, full].sort());
  });

  it('and the link of a client are gone after a logout, also when the other side could not be told', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await numbers.reaches(id, 'stopped');
    await until(async () => (await numbers.row(id))?.leaseNode === null);
    const nodeId = await addNode('now()');
    await numbers.change(id, `lease_node = '${nodeId}', unlink = 'logout'`);
    const { organizationId, fence, phoneNumber } = (await numbers.row(id)) as unknown as ClaimedClient;
    const lease = { clientId: id, organizationId, nodeId, fence, phoneNumber, channel: 'sandbox', desiredState: 'stopped' } as const;
    await new Session({ ...deps(), db: awayAtFirst(server.db) }, { ...lease, unlink: 'logout' }, () => undefined).unlink();
    expect(await numbers.isLinked(id)).toBe(false);
    expect(await numbers.row(id)).toMatchObject({ state: 'stopped', unlink: null, leaseNode: null });
  });

  it('are left alone by a node that lost the client before it could forget the link', async () => {
    const id = await numbers.linked();
    const { organizationId, fence } = (await numbers.row(id)) as unknown as { organizationId: string; fence: number };
    await makeFolder(id, true);
    const lease = { clientId: id, organizationId, nodeId: server.nodeId, fence: fence - 1 };
    await new Session(
      deps(),
      { ...lease, channel: 'sandbox', desiredState: 'stopped', unlink: 'logout', phoneNumber: null },
      () => {},
    ).unlink();
    expect(await readdir(sessionsDir)).toEqual([id]);
    expect(await numbers.show(id)).toMatchObject({ state: 'ready' });
  });
});

describe('a node that stops', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database?.drop());

  it('says so, frees its clients, and they are ready again as soon as it is back, without a new scan', async () => {
    const first = await startTestServer({ database, env });
    const { owner } = await openApi(first).register();
    const before = numbersOf(openApi(first, owner.accessToken), first.db);
    const ids = await Promise.all(Array.from({ length: 5 }, () => before.linked()));
    const waiting = await before.waiting();
    await first.stop();

    const second = await startTestServer({ database, env });
    const after = numbersOf(openApi(second, owner.accessToken), second.db);
    for (const id of ids) await after.reaches(id, 'ready');
    await after.reaches(waiting, 'awaiting_scan');
    const [id = ''] = ids;
    const types = (await after.events(id)).map(({ type, data }) => [type, data.client.reason]).slice(-6);
    expect(types).toEqual([
      ['client.state', 'node_stopped'],
      ['client.disconnected', 'node_stopped'],
      ['client.state', null],
      ['client.state', 'authenticated'],
      ['client.state', null],
      ['client.ready', null],
    ]);
    await second.stop();
  });
});

async function awaitingPasskey(): Promise<string> {
  const id = await numbers.waiting();
  await numbers.faults(id, { passkey: true });
  await numbers.ask(id, 'sandbox/scan');
  await numbers.reaches(id, 'awaiting_passkey');
  return id;
}

async function connecting(): Promise<string> {
  const id = await numbers.waiting();
  await numbers.faults(id, { speed: 0.01 });
  await numbers.ask(id, 'sandbox/scan');
  await numbers.reaches(id, 'connecting');
  return id;
}

async function starting(): Promise<string> {
  const id = await numbers.linked();
  await numbers.faults(id, { disconnect: 600_000 });
  await numbers.reaches(id, 'starting');
  return id;
}

/** A call as another node would pass it on, whoever holds the client. */
function callNode(clientId: string, operation: string, input: object): Promise<unknown> {
  const key = parseMasterKeys(TEST_KEY).current.deriveKey('node calls');
  return createNodeCalls({ keys: [key], now: Date.now }).call(server.url, token, { clientId, operation, input, address: '127.0.0.1' });
}

async function addNode(heartbeatAt: string): Promise<string> {
  const { id } = await server.db.asSystem('test', (tx) =>
    tx.one<{ id: string }>(
      `insert into nodes (id, url, role, version, heartbeat_at)
       values (gen_random_uuid(), 'http://127.0.0.1:9', 'all', 'test', ${heartbeatAt}) returning id`,
    ),
  );
  return id;
}
