import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Db } from '../../platform/db/db.ts';
import { cloneDatabase, openTestDb } from '../../platform/testing/database.ts';
import type { TestDatabase } from '../../platform/testing/database.ts';
import { createBuckets } from './buckets.ts';
import { memoryStore, postgresStore, redisStore } from './stores.ts';
import type { LimitStore } from './stores.ts';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await cloneDatabase();
  db = openTestDb(database);
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

/** As much of Redis as the limiter asks for: counts with an end, by a script of its own. */
function standInRedis() {
  const counts = new Map<string, number>();
  const client = {
    isAway: false,
    on: () => client,
    quit: async () => 'OK',
    disconnect: () => undefined,
    defineCommand: () => undefined,
    rlflxIncr: async ([key = '', points]: string[]) => {
      if (client.isAway) throw new Error('Redis is away');
      counts.set(key, (counts.get(key) ?? 0) + Number(points));
      return [counts.get(key), 60_000];
    },
  };
  return client;
}

const stores: [string, () => LimitStore][] = [
  ['PostgreSQL', () => postgresStore(db)],
  ['Redis', () => redisStore(standInRedis())],
];

describe.each(stores)('nodes that count together in %s', (_, open) => {
  it('learn of each other’s requests when they share', async () => {
    const store = open();
    const [one, other] = [createBuckets(store.add), createBuckets(store.add)];
    for (let request = 0; request < 5; request += 1) await one.take('organization:a', 10);
    expect((await other.take('organization:a', 10)).used).toBe(1);
    await one.share();
    await other.share();
    expect((await other.take('organization:a', 10)).used).toBe(7);
    expect((await one.take('organization:a', 10)).used).toBe(6);
    await Promise.all([one.share(), other.share()]);
    await Promise.all([one.take('organization:a', 10), other.take('organization:a', 10)]);
    await one.share();
    await other.share();
    expect(await other.take('organization:a', 10)).toMatchObject({ limit: 10, used: 11 });
    expect((await other.take('organization:b', 10)).used).toBe(1);
  });

  it('count a strict limit exactly', async () => {
    const rule = { keyPrefix: 'address:login', points: 5, duration: 60 };
    const store = open();
    const [one, other] = [store.limiter(rule), store.limiter(rule)];
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => (index % 2 ? one : other).consume('192.0.2.1')));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });
});

describe('a node', () => {
  it('keeps what it could not share for the next time', async () => {
    const store = postgresStore(db);
    let isAway = true;
    const add: LimitStore['add'] = (counts) => (isAway ? Promise.reject(new Error('away')) : (store.add?.(counts) ?? Promise.resolve([])));
    const [cutOff, other] = [createBuckets(add), createBuckets(store.add)];
    await cutOff.take('organization:c', 10);
    await expect(cutOff.share()).rejects.toThrow('away');
    await cutOff.take('organization:c', 10);
    isAway = false;
    await cutOff.share();
    await other.take('organization:c', 10);
    await other.share();
    expect((await other.take('organization:c', 10)).used).toBe(4);
  });

  it('forgets nothing that comes in while it shares', async () => {
    const buckets = createBuckets(postgresStore(db).add);
    await buckets.take('organization:d', 10);
    const sharing = buckets.share();
    await buckets.take('organization:d', 10);
    await sharing;
    expect((await buckets.take('organization:d', 10)).used).toBe(3);
  });

  it('counts by itself while Redis is away', async () => {
    const redis = standInRedis();
    const limiter = redisStore(redis).limiter({ keyPrefix: 'x', points: 1, duration: 60 });
    redis.isAway = true;
    await limiter.consume('a');
    await expect(limiter.consume('a')).rejects.toBeInstanceOf(RateLimiterRes);
  });

  it('alone shares nothing and needs some microseconds for a request', async () => {
    const buckets = createBuckets(memoryStore().add);
    const startedAt = performance.now();
    for (let request = 0; request < 20_000; request += 1) await buckets.take(`user:${request % 100}`, 600);
    expect((performance.now() - startedAt) / 20).toBeLessThan(50);
  });
});
