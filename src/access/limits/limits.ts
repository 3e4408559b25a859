import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import type { Config } from '../../platform/config.ts';
import type { Db } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { AppError } from '../../platform/http/errors.ts';
import type { MountOptions } from '../../platform/http/mount.ts';
import type { Log } from '../../platform/log.ts';
import { startTimer } from '../timer.ts';
import { showStanding } from './answers.ts';
import { createBuckets } from './buckets.ts';
import { deleteExpiredPoints } from './limits.sql.ts';
import { openLimitStore } from './stores.ts';
import { createStrictLimits } from './strict.ts';

export type Limits = {
  /** Counts a request against its caller, or its address without one, and against the route's own limit. */
  limit: MountOptions['limit'];
  /** Counts an attempt to sign in against the account, whoever makes it. */
  countLogin(email: string): Promise<void>;
  /** Finds out who calls; a wrong credential is counted against the address, so that guessing is slowed down. */
  countingRefusals<T>(request: Request, authenticate: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
};

const SHARE_EVERY_MS = 1_000;
// Whoever has an IPv6 address usually has all of its /64.
const IPV6_SUBNET = 64;

/** Builds the limits of this installation. */
export async function createLimits({ config, db, log }: { config: Config; db: Db; log: Log }): Promise<Limits> {
  const store = await openLimitStore(config, db, log);
  const buckets = createBuckets(store.add);
  const strict = createStrictLimits(config, store, addressKey);
  const sharing = startTimer({ name: 'sharing of limits', everyMs: SHARE_EVERY_MS, log, work: () => buckets.share() });
  const countAddress = async (request: Request) =>
    showStanding(
      request.res,
      await buckets.take(`address:${addressKey(request)}`, config.limitAnonymousPerMinute),
      'requests from this address',
    );
  return {
    async limit(request, response, caller, { spec }) {
      if (caller) {
        const { key, limit, what } = bucketOf(caller, config);
        showStanding(response, await buckets.take(key, limit), what);
      } else await countAddress(request);
      if (spec.limit !== undefined) await strict.check(spec.limit, request, response);
    },
    countLogin: (email) => strict.countLogin(email),
    async countingRefusals(request, authenticate) {
      try {
        return await authenticate();
      } catch (error) {
        if (error instanceof AppError && error.status === 401) await countAddress(request);
        throw error;
      }
    },
    async stop() {
      await sharing.stop();
      await store.close();
    },
  };
}

/** For the hourly timer: counts whose window is over. */
export async function forgetOldCounts(db: Db): Promise<void> {
  await db.asSystem('rate limits', (tx) => deleteExpiredPoints(tx, Date.now()));
}

/** All keys of an organisation share what its plan gives; each person has a bucket of their own, so neither takes from the other. */
function bucketOf({ actor, organizationId, plan }: Caller, config: Config): { key: string; limit: number; what: string } {
  if (actor.type === 'user') return { key: `user:${actor.id}`, limit: config.limitUserPerMinute, what: 'requests' };
  const plans = {
    free: config.limitPlanFreePerMinute,
    pro: config.limitPlanProPerMinute,
    enterprise: config.limitPlanEnterprisePerMinute,
  };
  return { key: `organization:${organizationId}`, limit: plans[plan], what: `requests for the plan ${plan}` };
}

const addressKey = ({ ip = '' }: Request): string => ipKeyGenerator(ip, IPV6_SUBNET);
