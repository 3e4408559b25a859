import type { AlarmClock } from '../../alarm-clock.ts';

/** Settles as the work does, or fails when it takes longer; the work itself goes on, and whatever it throws then is nobody's. */
export async function withDeadline<T>(clock: AlarmClock, work: Promise<T>, withinMs: number, late: () => Error): Promise<T> {
  let cancel: (() => void) | undefined;
  const alarm = new Promise<never>((_, reject) => {
    cancel = clock.at(clock.now().getTime() + withinMs, () => reject(late()));
  });
  try {
    return await Promise.race([work, alarm]);
  } finally {
    cancel?.();
    work.catch(() => undefined);
  }
}
