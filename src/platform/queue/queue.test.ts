import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Db, Tx } from '../db/db.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { cloneDatabase, openTestDb, TEST_ROLES } from '../testing/database.ts';
import type { TestDatabase } from '../testing/database.ts';
import { createQueueMetrics, startQueue, wakeQueue } from './queue.ts';
import type { Queue, QueueOptions } from './queue.ts';
import {
  asAdmin,
  claimDemoRows,
  countOpenDemoRows,
  createDemoQueue,
  DEMO_CHANNEL,
  endDemoRow,
  handledDemoRows,
  insertDemoRows,
  releaseDemoRows,
} from './testing/demo-queue.ts';
import type { DemoRow } from './testing/demo-queue.ts';
import { eventually } from './testing/eventually.ts';

const NEVER_MS = 3_600_000;

let database: TestDatabase;
let db: Db;
let queues: Queue[] = [];

beforeEach(async () => {
  database = await cloneDatabase();
  await createDemoQueue(database.url, TEST_ROLES.system);
  db = openTestDb(database);
});

afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.stop()));
  queues = [];
  await db.close();
  await database.drop();
});

async function start(options: Partial<QueueOptions<DemoRow>> = {}): Promise<Queue> {
  const queue = await startQueue<DemoRow>({
    db,
    log: createLog({ level: 'silent' }),
    name: 'demo',
    nodeId: randomUUID(),
    channel: DEMO_CHANNEL,
    pollMs: NEVER_MS,
    leaseSeconds: 60,
    claim: claimDemoRows,
    handle: async (row) => void (await asSystem((tx) => endDemoRow(tx, row))),
    release: releaseDemoRows,
    ...options,
  });
  queues.push(queue);
  return queue;
}

const asSystem = <T>(work: (tx: Tx) => Promise<T>) => db.asSystem('queue test', work);

async function add(...orderKeys: string[]): Promise<number[]> {
  return asSystem(async (tx) => {
    const ids = await insertDemoRows(tx, orderKeys);
    await wakeQueue(tx, DEMO_CHANNEL);
    return ids;
  });
}

const keys = (count: number) => Array.from({ length: count }, () => randomUUID());
const allDone = () => eventually(async () => (await asSystem(countOpenDemoRows)) === 0);
const handled = () => asSystem(handledDemoRows);

function gate() {
  const door = new EventEmitter();
  return { opened: once(door, 'open'), open: () => void door.emit('open') };
}

describe('a queue', () => {
  it('hands a row over within 10 ms of the commit that wrote it', async () => {
    const arrivals: number[] = [];
    const arrived = new EventEmitter();
    await start({ handle: async () => void arrived.emit('row', performance.now()) });
    for (let round = 0; round < 20; round += 1) {
      const arrival = once(arrived, 'row') as Promise<[number]>;
      await add(randomUUID());
      const committed = performance.now();
      arrivals.push((await arrival)[0] - committed);
    }
    expect(Math.min(...arrivals)).toBeLessThan(10);
  });

  it('finds a row without a notification by looking now and then', async () => {
    await start({ pollMs: 20 });
    await asSystem((tx) => insertDemoRows(tx, ['a']));
    expect(await allDone()).toBe(true);
  });

  it('looks for what it missed when the listening connection comes back', async () => {
    await start();
    await add('a');
    await allDone();
    await asSystem((tx) => insertDemoRows(tx, ['b']));
    await asAdmin(database.url, (admin) =>
      admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'`),
    );
    expect(await allDone()).toBe(true);
  });

  it('never gives one row to two nodes', async () => {
    const ids = await add(...keys(300));
    await Promise.all([start({ batch: 7 }), start({ batch: 7 })]);
    await allDone();
    const rows = await handled();
    expect(rows.map(({ rowId }) => rowId).sort((a, b) => a - b)).toEqual(ids);
    expect(new Set(rows.map(({ node }) => node)).size).toBe(2);
  });

  it('handles the rows of one key in sequence, whichever node has them', async () => {
    const orderKeys = Array.from({ length: 120 }, (_, index) => `key ${index % 4}`);
    const ids = await add(...orderKeys);
    await Promise.all([start({ concurrency: 5 }), start({ concurrency: 5 })]);
    await allDone();
    const sequence = (await handled()).map(({ rowId }) => rowId);
    for (let key = 0; key < 4; key += 1) {
      const ofKey = new Set(ids.filter((_, index) => index % 4 === key));
      expect(sequence.filter((id) => ofKey.has(id))).toEqual([...ofKey]);
    }
  });

  it('handles no more rows at a time than it may', async () => {
    let now = 0;
    let most = 0;
    const handle = async (row: DemoRow) => {
      most = Math.max(most, (now += 1));
      await asSystem((tx) => endDemoRow(tx, row));
      now -= 1;
    };
    await add(...keys(40));
    await start({ concurrency: 3, handle });
    await allDone();
    expect(most).toBe(3);
  });

  it('takes the row of a node that never answers when its lease is over, and ignores what that one says later', async () => {
    const [id] = await add('a');
    const claim = { limit: 1, leaseSeconds: 60, nodeId: randomUUID() };
    const [lost] = await asSystem((tx) => claimDemoRows(tx, claim));
    const queue = await start();
    await asAdmin(database.url, (admin) => admin.query('update demo_rows set locked_until = now()'));
    queue.nudge();
    await allDone();
    expect(await handled()).toEqual([{ rowId: id, node: expect.not.stringContaining(claim.nodeId) }]);
    expect(await asSystem((tx) => endDemoRow(tx, lost as DemoRow))).toBe(false);
  });

  it('takes the slot of a handler back that goes on beyond its lease', async () => {
    await start({
      concurrency: 1,
      leaseSeconds: 1,
      pollMs: 50,
      handle: async (row) => {
        if (row.orderKey === 'stuck' && row.attempts === 1) await new Promise(() => undefined);
        await asSystem((tx) => endDemoRow(tx, row));
      },
    });
    const ids = await add('stuck', 'other');
    await allDone();
    expect(new Set((await handled()).map(({ rowId }) => rowId))).toEqual(new Set(ids));
  });

  it('tells a handler that its lease is nearly over', async () => {
    const reasons: unknown[] = [];
    await start({
      leaseSeconds: 1,
      handle: (_, signal) =>
        new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      onError: async (_, error) => void reasons.push(error),
    });
    await add('a');
    await eventually(() => reasons.length > 0);
    expect(reasons[0]).toEqual(new Error('the lease is nearly over'));
  });

  it('goes on after a handler has failed, and after even its failure could not be written down', async () => {
    const failures: string[] = [];
    const onError = async (row: DemoRow, error: unknown) => {
      failures.push((error as Error).message);
      if (row.orderKey === 'a') throw new Error('no way to say so');
      await asSystem((tx) => endDemoRow(tx, row));
    };
    await start({ concurrency: 1, handle: ({ orderKey }) => Promise.reject(new Error(`refused ${orderKey}`)), onError });
    await add('a', 'b', 'c');
    await eventually(() => failures.length === 3);
    expect(failures).toEqual(['refused a', 'refused b', 'refused c']);
    expect(await eventually(async () => (await asSystem(countOpenDemoRows)) === 1)).toBe(true);
  });

  it('keeps claiming after its claims have failed', async () => {
    let claims = 0;
    await start({
      claim: async (tx, request) => {
        claims += 1;
        if (claims <= 3) throw new Error('no claim today');
        return claimDemoRows(tx, request);
      },
    });
    await add('a');
    await allDone();
    expect(claims).toBeGreaterThan(3);
  });

  it('waits for what it has begun and takes nothing more when it is stopped', async () => {
    const begun = gate();
    const mayFinish = gate();
    const handle = async (row: DemoRow) => {
      begun.open();
      await mayFinish.opened;
      await asSystem((tx) => endDemoRow(tx, row));
    };
    const queue = await start({ concurrency: 1, handle });
    await add('a', 'b');
    await begun.opened;
    const stopped = queue.stop();
    mayFinish.open();
    await stopped;
    expect((await handled()).length).toBe(1);
    expect(await asSystem(countOpenDemoRows)).toBe(1);
  });

  it('gives back what it claimed and had not begun when it is stopped', async () => {
    const claimed = gate();
    const mayGoOn = gate();
    await add('a', 'b');
    const queue = await start({
      claim: async (tx, request) => {
        const rows = await claimDemoRows(tx, request);
        claimed.open();
        await mayGoOn.opened;
        return rows;
      },
    });
    await claimed.opened;
    const stopped = queue.stop();
    mayGoOn.open();
    await stopped;
    const rows = await asSystem((tx) => tx.query('select locked_until, attempts from demo_rows order by id'));
    expect(rows).toEqual([
      { lockedUntil: null, attempts: 0 },
      { lockedUntil: null, attempts: 0 },
    ]);
    expect(await handled()).toEqual([]);
  });

  it('counts what it does', async () => {
    const metrics = createMetrics();
    await start({ metrics: createQueueMetrics(metrics) });
    await add('a', 'b');
    await allDone();
    const text = await eventually(async () => {
      const rendered = await metrics.render();
      return rendered.includes('waxwing_queue_handle_seconds_count{queue="demo",outcome="done"} 2') ? rendered : null;
    });
    expect(text).toContain('waxwing_queue_running{queue="demo"} 0');
  });
});
