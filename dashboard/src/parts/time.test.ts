import { describe, expect, it } from '@jest/globals';
import { secondsLeft, spokenTime } from './time.ts';

const now = new Date('2026-11-20T12:00:00Z');
const spoken = (at: string) => spokenTime(new Date(at), now, 'en', 'just now').replaceAll('\u202f', ' ');

describe('a time as a reader would say it', () => {
  it('is just now for most of the first minute', () => {
    expect(spoken('2026-11-20T11:59:20Z')).toBe('just now');
    expect(spoken('2026-11-20T12:00:20Z')).toBe('just now');
  });

  it('counts minutes and hours up to a day, back and ahead', () => {
    expect(spoken('2026-11-20T11:58:50Z')).toBe('1 minute ago');
    expect(spoken('2026-11-20T09:00:00Z')).toBe('3 hours ago');
    expect(spoken('2026-11-20T18:00:00Z')).toBe('in 6 hours');
  });

  it('names the date from a day on, with the year when it is another', () => {
    expect(spoken('2026-11-19T12:00:00Z')).toMatch(/^Nov (18|19|20), /);
    expect(spoken('2025-06-15T12:00:00Z')).toMatch(/^Jun (14|15|16), 2025, /);
  });
});

describe('the seconds that are left', () => {
  it('are whole and never below zero', () => {
    const until = new Date('2026-11-20T12:00:10Z');
    expect(secondsLeft(until, now.getTime())).toBe(10);
    expect(secondsLeft(until, now.getTime() + 9_100)).toBe(1);
    expect(secondsLeft(until, now.getTime() + 60_000)).toBe(0);
  });
});
