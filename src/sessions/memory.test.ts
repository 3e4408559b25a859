import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAlarmClock } from '../channels/channels.ts';
import type { Channel } from '../channels/channels.ts';
import { plainSettings } from '../channels/testing/settings.ts';
import { createPublisher } from '../events/events.ts';
import { systemClock, systemRandom } from '../platform/clock.ts';
import { createLog } from '../platform/log.ts';
import { insertNode } from '../platform/nodes.sql.ts';
import { openApi } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { countCalls } from './counted.ts';
import { hasRoom, judge } from './memory.ts';
import { Session } from './session.ts';
import { numbersOf } from './testing/numbers.ts';

const limits = { sessionBytes: 700e6, reserveBytes: 400e6 };

describe('what a look at a session says', () => {
  const old = 15 * 60_000;

  it('lets one that needs much from the beginning live for a while', () => {
    expect(judge({ alive: true, lastEventAt: null, memoryBytes: 701e6 }, old - 1, limits)).toBe('well');
  });

  it('tells one that is well from one that does not answer and one that has grown too large', () => {
    const health = { alive: true, lastEventAt: null };
    expect(judge(health, old, limits)).toBe('well');
    expect(judge({ ...health, memoryBytes: 700e6 }, old, limits)).toBe('well');
    expect(judge({ ...health, memoryBytes: 701e6 }, old, limits)).toBe('too_large');
    expect(judge({ ...health, alive: false, memoryBytes: 701e6 }, old, limits)).toBe('unresponsive');
    expect(judge(null, old, limits)).toBe('unresponsive');
  });
});

it('a kind that takes no memory to speak of always has room', async () => {
  expect(await hasRoom('sandbox', { ...limits, reserveBytes: Infinity })).toBe(true);
});

describe('the calls that are under way in a channel', () => {
  it('are waited for, whether they succeed or fail', async () => {
    const steps: (() => void)[] = [];
    const slow = () => new Promise<never>((_, reject) => steps.push(() => reject(new Error('no'))));
    const { channel, idle } = countCalls({ kind: 'sandbox', send: slow, stop: async () => undefined } as unknown as Channel);
    await channel.stop();
    await idle();
    const failure = channel.send({} as never).catch((error: Error) => error.message);
    let waited = false;
    const waiting = idle().then(() => (waited = true));
    await new Promise(setImmediate);
    expect(waited).toBe(false);
    for (const step of steps) step();
    await waiting;
    expect(await failure).toBe('no');
    expect(channel.kind).toBe('sandbox');
  });
});

describe('a session that has grown too large', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  });
  afterAll(() => server?.stop());

  it('ends, says why, and another begins at once', async () => {
    const api = await openApi(server).register();
    const numbers = numbersOf(api, server.db);
    const id = await numbers.created({ speed: 1 });
    const nodeId = randomUUID();
    await server.db.asSystem('test', (tx) => insertNode(tx, { id: nodeId, url: 'http://127.0.0.1:1', role: 'worker', version: 'test' }));
    await numbers.change(id, `lease_node = '${nodeId}', fence = fence + 1, desired_state = 'running'`);
    const { organizationId, fence } = (await numbers.row(id)) as unknown as { organizationId: string; fence: number };

    const log = createLog({ level: 'silent' });
    const deps = {
      db: server.db,
      log,
      clock: createAlarmClock(systemClock, log),
      random: systemRandom,
      publish: createPublisher([]),
      sessionsDir: join(tmpdir(), `sessions-${nodeId}`),
      openMedia: async () => Promise.reject(new Error('There is no media here')),
      onReady: () => undefined,
      onHeard: () => undefined,
      channelSettings: plainSettings,
    };
    const lease = { clientId: id, organizationId, nodeId, fence, channel: 'sandbox', desiredState: 'running', unlink: null } as const;
    const session = new Session(deps, { ...lease, phoneNumber: null }, () => {});
    await session.start();
    await numbers.reaches(id, 'awaiting_scan');
    await session.recycle();
    await numbers.ask(id, 'start');
    await numbers.reaches(id, 'awaiting_scan');
    const states = (await api.get(`/v1/clients/${id}/history`)).body.data.map(({ state, reason }: { state: string; reason: string }) => [
      state,
      reason,
    ]);
    expect(states.slice(0, 3)).toEqual([
      ['awaiting_scan', null],
      ['starting', null],
      ['disconnected', 'grown_too_large'],
    ]);
  });
});
