import type { Log } from './log.ts';

/** Work that goes on after its request was answered, so that the answer tells nothing of it. */
export type Background = {
  /** Starts the work; false when so much is under way that it is left out. */
  run(name: string, work: () => Promise<void>): boolean;
  /** Waits for what is under way. */
  settle(): Promise<void>;
};

const MOST_AT_ONCE = 50;

/** Bounded, because anyone may cause such work; its failures go to the log. */
export function createBackground(log: Log, mostAtOnce = MOST_AT_ONCE): Background {
  const running = new Set<Promise<void>>();
  return {
    run(name, work) {
      if (running.size >= mostAtOnce) {
        log.warn({ work: name }, 'too much background work at once: left out');
        return false;
      }
      const task = work()
        .catch((error: unknown) => log.error({ err: error, work: name }, 'background work failed'))
        .finally(() => running.delete(task));
      running.add(task);
      return true;
    },
    async settle() {
      await Promise.all(running);
    },
  };
}
