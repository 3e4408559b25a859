import type { Clock } from '../clock.ts';

/** A clock that stands still until a test advances it. */
export type FakeClock = Clock & { advance(ms: number): void };

/** Starts at a fixed instant unless told otherwise, so that tests do not depend on the day they run. */
export function fakeClock(start: Date | string = '2026-01-01T00:00:00.000Z'): FakeClock {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    advance: (ms) => {
      time += ms;
    },
  };
}
