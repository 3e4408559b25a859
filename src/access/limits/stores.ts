import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Config } from '../../platform/config.ts';
import type { Db } from '../../platform/db/db.ts';
import type { Log } from '../../platform/log.ts';
import { addPoints } from './limits.sql.ts';
import type { Counted } from './limits.sql.ts';

export type Rule = { keyPrefix: string; points: number; duration: number };

/** Where requests are counted: in this process, or where all nodes count together. */
export type LimitStore = {
  /** Counts each request exactly, whichever node it came to. */
  limiter(rule: Rule): RateLimiterAbstract;
  /** Adds what this node counted and gives back how all nodes together stand; null where there is but one node. */
  add: ((counts: readonly Counted[]) => Promise<Counted[]>) | null;
  close(): Promise<void>;
};

/** Memory for the one node with the embedded database; Redis or PostgreSQL where there may be several. */
export async function openLimitStore({ redisUrl, databaseUrl }: Config, db: Db, log: Log): Promise<LimitStore> {
  if (redisUrl) return redisStore(await connectRedis(redisUrl, log));
  return databaseUrl ? postgresStore(db) : memoryStore();
}

export function memoryStore(): LimitStore {
  return { limiter: (rule) => new RateLimiterMemory(rule), add: null, close: async () => undefined };
}

export function postgresStore(db: Pick<Db, 'asSystem' | 'systemPool'>): LimitStore {
  const table = {
    storeClient: db.systemPool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
  };
  return {
    limiter: (rule) => new RateLimiterPostgres({ ...rule, ...table }),
    add: (counts) => db.asSystem('rate limits', (tx) => addPoints(tx, counts, Date.now()), { single: true }),
    close: async () => undefined,
  };
}

/** What is needed of an ioredis client besides what the limiter itself does with it. */
export type RedisClient = {
  on(event: 'error' | 'ready', listener: (error: Error) => void): unknown;
  quit(): Promise<unknown>;
  disconnect(): void;
};

const REDIS_PREFIX = 'waxwing';

export function redisStore(client: RedisClient): LimitStore {
  // While Redis is away each node counts by itself.
  const limiter = (rule: Rule) => {
    const keyPrefix = `${REDIS_PREFIX}:${rule.keyPrefix}`;
    return new RateLimiterRedis({ ...rule, keyPrefix, storeClient: client, insuranceLimiter: new RateLimiterMemory(rule) });
  };
  const shared = new RateLimiterRedis({ keyPrefix: REDIS_PREFIX, points: Number.MAX_SAFE_INTEGER, duration: 60, storeClient: client });
  return {
    limiter,
    add: (counts) =>
      Promise.all(
        counts.map(async ({ key, points }) => {
          const { consumedPoints, msBeforeNext } = await shared.penalty(key, points);
          return { key, points: consumedPoints, expiresAt: Date.now() + msBeforeNext };
        }),
      ),
    close: async () => void (await client.quit().catch(() => client.disconnect())),
  };
}

/** A name in a variable: the compiler must not need a package that only installations with Redis have. */
const REDIS_PACKAGE = 'ioredis';
const RETRY_AT_MOST_EVERY_MS = 5_000;
const COMMAND_TIMEOUT_MS = 1_000;

async function connectRedis(url: string, log: Log): Promise<RedisClient> {
  const { Redis } = (await import(REDIS_PACKAGE)) as { Redis: new (url: string, options: object) => RedisClient };
  const client = new Redis(url, {
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (attempt: number) => Math.min(attempt * 200, RETRY_AT_MOST_EVERY_MS),
  });
  let isAway = false;
  client.on('ready', () => (isAway = false));
  client.on('error', (error) => {
    if (!isAway) log.warn({ err: error }, 'Redis cannot be reached: each node counts requests by itself');
    isAway = true;
  });
  return client;
}
