import type { Random } from '../../platform/clock.ts';
import type { RetryPolicy } from '../webhooks.sql.ts';

/** Seconds before each retry. `default` is that of the product's first version, `standard` takes about 28 hours. */
const DELAYS = {
  default: [2, 4, 8],
  standard: [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000],
};
/** So that a receiver that comes back is not met by everything at once. */
const JITTER = 0.2;
/** A receiver may ask for patience, but not for ever. */
const LONGEST_RETRY_AFTER_SECONDS = 86_400;

type Policy = { retryPolicy: RetryPolicy; retryDelays: number[] | null };

export function delaysOf({ retryPolicy, retryDelays }: Policy): number[] {
  return retryPolicy === 'custom' ? (retryDelays ?? []) : DELAYS[retryPolicy];
}

/** Seconds until the next try after so many failed ones; null when that was the last. */
export function nextDelay(policy: Policy, failedTries: number, retryAfterSeconds: number | null, random: Random): number | null {
  const delay = delaysOf(policy)[failedTries - 1];
  if (delay === undefined) return null;
  const spread = policy.retryPolicy === 'standard' ? delay * (1 + JITTER * (2 * random() - 1)) : delay;
  return Math.max(spread, Math.min(retryAfterSeconds ?? 0, LONGEST_RETRY_AFTER_SECONDS));
}

/** The `Retry-After` of an answer that says "later" (429, 503), as seconds or as a date. */
export function retryAfter(status: number, header: string | undefined, now: Date): number | null {
  if ((status !== 429 && status !== 503) || header === undefined) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now.getTime()) / 1_000;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}
