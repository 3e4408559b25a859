/** The time as an argument, so that a test can move it. */
export type Clock = { now(): Date };

/** A number in [0, 1), for jitter and choice; never for secrets. */
export type Random = () => number;

/** The clock of this machine. */
export const systemClock: Clock = { now: () => new Date() };

/** The process's own randomness. */
export const systemRandom: Random = Math.random;

/** A repeatable sequence (mulberry32), so that a failing random test can be run again. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
