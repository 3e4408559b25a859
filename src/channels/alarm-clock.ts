import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

/** A clock that can also ring: the one source of time and of waiting for every channel, so that a test can move both. */
export type AlarmClock = Clock & {
  /** Rings once, at that time (ms since 1970) or as soon after it as it can; the answer takes the alarm back. */
  at(time: number, ring: Ring): () => void;
};
export type Ring = () => void | Promise<void>;

type Alarm = { time: number; order: number; ring: Ring | null };

/** The longest wait a Node timer can hold. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/**
 * One alarm clock for the whole process: however many clients wait, one timer runs, and none when nothing is due.
 * Its timer does not keep the process alive.
 */
export function createAlarmClock(clock: Clock, log: Log): AlarmClock {
  const due = createDueList();
  let timer: NodeJS.Timeout | undefined;
  let timerTime = Infinity;

  function wind(): void {
    const next = due.nextTime();
    if (next >= timerTime) return;
    clearTimeout(timer);
    timerTime = next;
    timer = setTimeout(ringAll, Math.min(Math.max(0, next - clock.now().getTime()), TIMER_MAX_MS));
    timer.unref();
  }

  function ringAll(): void {
    timerTime = Infinity;
    for (let ring = due.take(clock.now().getTime()); ring; ring = due.take(clock.now().getTime())) ringSafely(ring, log);
    wind();
  }

  return {
    now: () => clock.now(),
    at: (time, ring) => {
      const cancel = due.add(time, ring);
      wind();
      return cancel;
    },
  };
}

function ringSafely(ring: Ring, log: Log): void {
  new Promise<void>((resolve) => resolve(ring())).catch((err: unknown) => log.error({ err }, 'an alarm failed'));
}

/** Resolves after that many milliseconds of the given clock. */
export function wait(clock: AlarmClock, ms: number): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => clock.at(clock.now().getTime() + ms, resolve));
}

/** Alarms by time, those of one instant in the order they were set; a binary heap, so a thousand clients cost little. */
export function createDueList() {
  const heap: Alarm[] = [];
  let order = 0;

  const before = (a: Alarm, b: Alarm) => a.time < b.time || (a.time === b.time && a.order < b.order);
  const at = (index: number) => heap[index] as Alarm;

  function swap(a: number, b: number): void {
    [heap[a], heap[b]] = [at(b), at(a)];
  }

  function rise(index: number): void {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!before(at(child), at(parent))) return;
      swap(child, parent);
      child = parent;
    }
  }

  function sink(): void {
    for (let parent = 0; ;) {
      const left = 2 * parent + 1;
      if (left >= heap.length) return;
      const child = left + 1 < heap.length && before(at(left + 1), at(left)) ? left + 1 : left;
      if (!before(at(child), at(parent))) return;
      swap(child, parent);
      parent = child;
    }
  }

  function dropFirst(): void {
    const last = heap.pop() as Alarm;
    if (heap.length === 0) return;
    heap[0] = last;
    sink();
  }

  function nextTime(): number {
    while (heap[0] && !heap[0].ring) dropFirst();
    return heap[0]?.time ?? Infinity;
  }

  return {
    nextTime,
    add(time: number, ring: Ring): () => void {
      const alarm: Alarm = { time, order: order++, ring };
      heap.push(alarm);
      rise(heap.length - 1);
      return () => {
        alarm.ring = null;
      };
    },
    /** The next ring that is due by then, taken off the list; null when there is none. */
    take(now: number): Ring | null {
      if (nextTime() > now) return null;
      const { ring } = at(0);
      dropFirst();
      return ring;
    },
  };
}
