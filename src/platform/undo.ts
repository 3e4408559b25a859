import type { Log } from './log.ts';

/** What was started, to be stopped in the opposite order. */
export type Undo = { add(name: string, stop: () => Promise<unknown>): void; all(): Promise<void> };

/** A part that fails to stop is logged and keeps none of the others from stopping. */
export function createUndo(log: Log): Undo {
  const parts: { name: string; stop: () => Promise<unknown> }[] = [];
  return {
    add: (name, stop) => void parts.push({ name, stop }),
    async all() {
      for (const { name, stop } of parts.splice(0).toReversed()) {
        await stop().catch((error: unknown) => log.error({ err: error, part: name }, 'a part did not stop cleanly'));
      }
    },
  };
}
