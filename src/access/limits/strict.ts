import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Options, RateLimitInfo, Store } from 'express-rate-limit';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Config } from '../../platform/config.ts';
import { translateDbError } from '../../platform/db/db-errors.ts';
import { showStanding } from './answers.ts';
import type { Standing } from './buckets.ts';
import type { LimitStore } from './stores.ts';

/** The small limits around passwords, counted exactly over all nodes. */
export type StrictLimits = {
  /** For a route that names one of them in its `limit`. */
  check(name: string, request: Request, response: Response): Promise<void>;
  /** An attempt to sign in to this account, from wherever it comes. */
  countLogin(email: string): Promise<void>;
};

type Named = { points: number; duration: number; what: string };

const MINUTE = 60;
const HOUR = 3_600;
const INVALID_INPUT = 422;

export function createStrictLimits(config: Config, store: LimitStore, addressKey: (request: Request) => string): StrictLimits {
  const { limitLoginPerMinute, limitRegisterPerHour, limitResetPerHour } = config;
  const login: Named = { points: limitLoginPerMinute, duration: MINUTE, what: 'attempts to sign in' };
  const named: Record<string, Named> = {
    login,
    register: { points: limitRegisterPerHour, duration: HOUR, what: 'registrations' },
    reset: { points: limitResetPerHour, duration: HOUR, what: 'requests for a new password' },
  };
  const perAddress = new Map(Object.entries(named).map(([name, rule]) => [name, middleware(name, rule, store, addressKey)] as const));
  const perAccount = store.limiter({ keyPrefix: 'account:login', points: login.points, duration: login.duration });
  return {
    async check(name, request, response) {
      const limit = perAddress.get(name);
      if (!limit) throw new Error(`There is no limit named ${name}`);
      await limit(request, response);
    },
    async countLogin(email) {
      const standing = await consume(perAccount, createHash('sha256').update(email).digest('base64url'));
      showStanding(undefined, { limit: login.points, ...standing }, login.what);
    },
  };
}

const goOn: Options['handler'] = (_request, _response, next) => next();

/** express-rate-limit as a promise; how the answer looks is decided in one place for all limits. */
function middleware(name: string, { points, duration, what }: Named, store: LimitStore, keyGenerator: (request: Request) => string) {
  const limiter = store.limiter({ keyPrefix: `address:${name}`, points, duration });
  const limit = rateLimit({
    windowMs: duration * 1000,
    limit: points,
    store: storeOf(limiter),
    keyGenerator,
    handler: goOn,
    // A form that was filled in wrongly is no attempt: it is not looked at any further.
    skipFailedRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== INVALID_INPUT,
    legacyHeaders: false,
    standardHeaders: false,
    validate: false,
  });
  return async (request: Request, response: Response): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      void limit(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
    });
    const { used, resetTime } = (request as Request & { rateLimit: RateLimitInfo }).rateLimit;
    const resetMs = (resetTime?.getTime() ?? Date.now()) - Date.now();
    showStanding(response, { limit: points, used, resetMs }, what);
  };
}

function storeOf(limiter: RateLimiterAbstract): Store {
  return {
    async increment(key) {
      const { used, resetMs } = await consume(limiter, key);
      return { totalHits: used, resetTime: new Date(Date.now() + resetMs) };
    },
    decrement: async (key) => void (await limiter.reward(key)),
    resetKey: async (key) => void (await limiter.delete(key)),
  };
}

/** The limiter rejects with the same figures when the limit is passed. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<Omit<Standing, 'limit'>> {
  const result = await limiter.consume(key).catch((reason: unknown) => {
    if (reason instanceof RateLimiterRes) return reason;
    throw translateDbError(reason);
  });
  return { used: result.consumedPoints, resetMs: Math.max(result.msBeforeNext, 0) };
}
