export type Bell = {
  ring: () => void;
  /** Resolves at the next ring, at once when it rang since the last wait, and at the latest after the given time. */
  wait(ms: number): Promise<void>;
};

/** A wake-up that is remembered once when nobody waits for it. */
export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = null;
      }
      rung = false;
    },
  };
}
