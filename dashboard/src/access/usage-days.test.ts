import { describe, expect, it } from '@jest/globals';
import { requestsPerDay, usageStart } from './usage-days.ts';

describe('the usage of a key', () => {
  it('begins with the first of thirty days, at midnight in UTC', () => {
    expect(usageStart(new Date('2026-11-20T12:00:00Z'))).toBe('2026-10-22T00:00:00.000Z');
  });

  it('counts nothing for the days that the server leaves out', () => {
    const data = [{ at: '2026-11-19T00:00:00.000Z', requests: 7, failures: 1 }];
    expect(requestsPerDay({ from: '2026-11-18T00:00:00.000Z', to: '2026-11-20T09:00:00.000Z', data })).toEqual([
      { key: '2026-11-18', value: 0 },
      { key: '2026-11-19', value: 7 },
      { key: '2026-11-20', value: 0 },
    ]);
  });
});
