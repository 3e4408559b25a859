import type { Log } from '../platform/log.ts';

export type Timer = {
  /** Waits for a run that is under way. */
  stop(): Promise<void>;
};

/** Does the work again and again, never twice at once. Of runs that fail in a row the first is logged; the next one comes all the same. */
export function startTimer({ name, everyMs, log, work }: { name: string; everyMs: number; log: Log; work: () => Promise<unknown> }): Timer {
  let running: Promise<unknown> | null = null;
  let isFailing = false;
  const timer = setInterval(() => {
    running ??= work()
      .then(() => (isFailing = false))
      .catch((error: unknown) => {
        if (!isFailing) log.warn({ err: error, timer: name }, 'a timer failed and goes on trying');
        isFailing = true;
      })
      .finally(() => (running = null));
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
