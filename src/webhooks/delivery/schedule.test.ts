import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../platform/clock.ts';
import { nextDelay, retryAfter } from './schedule.ts';

const middle = () => 0.5;
const delays = (policy: Parameters<typeof nextDelay>[0], random = middle) => {
  const all: number[] = [];
  for (let tries = 1; ; tries += 1) {
    const delay = nextDelay(policy, tries, null, random);
    if (delay === null) return all;
    all.push(delay);
  }
};

describe('the schedule of retries', () => {
  it('is 2, 4 and 8 seconds unless something else is wanted', () => {
    expect(delays({ retryPolicy: 'default', retryDelays: null }, seededRandom(1))).toEqual([2, 4, 8]);
  });

  it('takes about 28 hours by the standard, with a spread of a fifth', () => {
    const standard = { retryPolicy: 'standard', retryDelays: null } as const;
    expect(delays(standard)).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]);
    expect(delays(standard).reduce((sum, delay) => sum + delay) / 3_600).toBeCloseTo(27.6, 1);
    const spread = Array.from({ length: 200 }, (_, seed) => nextDelay(standard, 2, null, seededRandom(seed)) as number);
    expect([Math.min(...spread) >= 240, Math.max(...spread) <= 360, new Set(spread).size > 150]).toEqual([true, true, true]);
  });

  it('is the endpoint’s own, also none', () => {
    expect(delays({ retryPolicy: 'custom', retryDelays: [1, 60] })).toEqual([1, 60]);
    expect(delays({ retryPolicy: 'custom', retryDelays: [] })).toEqual([]);
  });

  it('waits as long as the receiver asks, but no longer than a day', () => {
    const policy = { retryPolicy: 'default', retryDelays: null } as const;
    expect(nextDelay(policy, 1, 60, middle)).toBe(60);
    expect(nextDelay(policy, 3, 1, middle)).toBe(8);
    expect(nextDelay(policy, 1, 1e9, middle)).toBe(86_400);
    expect(nextDelay(policy, 4, 60, middle)).toBe(null);
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-01-01T00:00:00Z');

  it('is read as seconds or as a date, from answers that say later', () => {
    expect(retryAfter(429, '120', now)).toBe(120);
    expect(retryAfter(503, 'Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60);
  });

  it('is nothing when it says nothing of use', () => {
    for (const [status, header] of [
      [500, '120'],
      [200, '120'],
      [429, undefined],
      [429, 'soon'],
      [429, '-1'],
      [429, 'Thu, 01 Jan 2025 00:00:00 GMT'],
      [429, ''],
    ] as const)
      expect(retryAfter(status, header, now)).toBe(null);
  });
});
