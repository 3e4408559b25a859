import type { Log } from '../platform/log.ts';

export type Timer = {
  /** Waits for a run that is under way. */
  stop(): Promise<void>;
};

/** Does the work again and again, never twice at once; a run that fails is logged and the next one comes all the same. */
export function startTimer({ name, everyMs, log, work }: { name: string; everyMs: number; log: Log; work: () => Promise<unknown> }): Timer {
  let running: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    running ??= work()
      .catch((error: unknown) => log.warn({ err: error, timer: name }, 'a timer failed'))
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
