import { describe, expect, it } from '@jest/globals';
import { seededRandom, systemClock } from './clock.ts';
import { fakeClock } from './testing/fake-clock.ts';

describe('seededRandom', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    expect(twentyNumbers(7)).toEqual(twentyNumbers(7));
    expect(twentyNumbers(7)).not.toEqual(twentyNumbers(8));
  });

  it('stays in [0, 1) and spreads over it', () => {
    const numbers = Array.from({ length: 10_000 }, seededRandom(1));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    expect(mean).toBeGreaterThan(0.48);
    expect(mean).toBeLessThan(0.52);
  });
});

describe('clocks', () => {
  it('moves a fake clock only when told', () => {
    const clock = fakeClock('2026-01-02T03:04:05.000Z');
    expect(clock.now().toISOString()).toBe('2026-01-02T03:04:05.000Z');
    clock.advance(61_000);
    expect(clock.now().toISOString()).toBe('2026-01-02T03:05:06.000Z');
  });

  it('is not changed by someone who changes the date it gave', () => {
    const clock = fakeClock('2026-01-02T03:04:05.000Z');
    clock.now().setFullYear(1999);
    expect(clock.now().getUTCFullYear()).toBe(2026);
  });

  it('reads the time of the machine', () => {
    const before = Date.now();
    expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before);
  });
});

function twentyNumbers(seed: number): number[] {
  return Array.from({ length: 20 }, seededRandom(seed));
}
