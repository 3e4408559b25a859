import { createDueList } from '../alarm-clock.ts';
import type { AlarmClock } from '../alarm-clock.ts';

/** An alarm clock that moves only when a test moves it, ringing everything on the way at its own time. */
export type FakeAlarmClock = AlarmClock & {
  advance(ms: number): Promise<void>;
  /** Lets everything that is already under way come to rest. */
  settle(): Promise<void>;
};

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

export function fakeAlarmClock(start: string = '2026-01-01T00:00:00.000Z'): FakeAlarmClock {
  const due = createDueList();
  let time = new Date(start).getTime();

  return {
    now: () => new Date(time),
    at: (when, ring) => due.add(when, ring),
    settle,
    async advance(ms) {
      const end = time + ms;
      await settle();
      for (let next = due.nextTime(); next <= end; next = due.nextTime()) {
        time = Math.max(time, next);
        void due.take(time)?.();
        await settle();
      }
      time = end;
    },
  };
}
