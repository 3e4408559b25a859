export type SlotsOptions = { count: number; leaseMs: number; onFree: () => void; onOverdue: () => void };

// The rest of the lease is for writing down how it ended.
const SIGNAL_AT = 0.9;

/** The handlers under way, no more than `count`. A slot is free again when its handler has ended or its lease is over. */
export function createSlots({ count, leaseMs, onFree, onOverdue }: SlotsOptions) {
  const busy = new Map<AbortController, Promise<void>>();

  function run(work: (signal: AbortSignal) => Promise<void>, leasedAt: number): void {
    const controller = new AbortController();
    const elapsed = performance.now() - leasedAt;
    const late = setTimeout(() => controller.abort(new Error('the lease is nearly over')), leaseMs * SIGNAL_AT - elapsed);
    const overdue = setTimeout(() => {
      onOverdue();
      free();
    }, leaseMs - elapsed);
    const free = () => {
      clearTimeout(late);
      clearTimeout(overdue);
      if (busy.delete(controller)) onFree();
    };
    busy.set(controller, work(controller.signal).finally(free));
  }

  return {
    run,
    free: () => count - busy.size,
    /** Resolves when those that run now have ended; it never rejects. */
    drained: async () => void (await Promise.allSettled(busy.values())),
    abort: (reason: Error) => busy.forEach((_, controller) => controller.abort(reason)),
  };
}
