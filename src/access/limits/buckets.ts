import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Counted } from './limits.sql.ts';
import type { LimitStore } from './stores.ts';

/** How a bucket stands after a request was counted. */
export type Standing = { limit: number; used: number; resetMs: number };

/** The limits that every request meets. Each node counts in memory, so a request costs no round trip. */
export type Buckets = {
  take(key: string, limit: number): Promise<Standing>;
  /** Tells the other nodes what was counted here and learns what they counted. */
  share(): Promise<void>;
};

const WINDOW_SECONDS = 60;
const WINDOW_MS = WINDOW_SECONDS * 1000;

/**
 * A window of a minute begins with its first request. With several nodes the counts are brought together every second: who spreads
 * requests over n nodes may get up to n times the limit within that second, and from then on only what all nodes together leave.
 */
export function createBuckets(add: LimitStore['add']): Buckets {
  // The limit comes with each request, because plans change; the limiter itself never refuses.
  const local = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: WINDOW_SECONDS });
  let unshared = new Map<string, Counted>();

  function remember(count: Counted): void {
    const known = unshared.get(count.key);
    if (known && known.expiresAt > Date.now()) known.points += count.points;
    else unshared.set(count.key, count);
  }

  return {
    async take(key, limit) {
      const { consumedPoints, msBeforeNext } = await local.consume(key);
      const resetMs = Math.min(Math.max(msBeforeNext, 0), WINDOW_MS);
      if (add) remember({ key, points: 1, expiresAt: Date.now() + Math.round(resetMs) });
      return { limit, used: consumedPoints, resetMs };
    },
    async share() {
      if (!add || unshared.size === 0) return;
      const counts = [...unshared.values()];
      unshared = new Map();
      try {
        for (const { key, points, expiresAt } of await add(counts)) {
          const left = expiresAt - Date.now();
          // What came in while the answer was on its way is counted on top.
          if (left > 0) await local.set(key, points + (unshared.get(key)?.points ?? 0), left / 1000);
        }
      } catch (error) {
        for (const count of counts) if (count.expiresAt > Date.now()) remember(count);
        throw error;
      }
    },
  };
}
