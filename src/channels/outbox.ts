import type { Log } from '../platform/log.ts';
import { wait } from './alarm-clock.ts';
import type { AlarmClock } from './alarm-clock.ts';
import type { ChannelEvent } from './channel-events.ts';
import type { Emit } from './contract.ts';

/** One batch is one transaction of whoever takes it. */
const BATCH_MAX = 200;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 30_000;

/** Hands events over in the order they were pushed, one batch at a time; every channel reports through one. */
export type Outbox = {
  /** Resolves to whether the event was taken; false only when the outbox closed before it could be. */
  push(event: ChannelEvent): Promise<boolean>;
  /** Offers what is left once more and ends. */
  close(): Promise<void>;
};

type Waiting = { event: ChannelEvent; settle: (taken: boolean) => void };

export function createOutbox({ emit, clock, log }: { emit: Emit; clock: AlarmClock; log: Log }): Outbox {
  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  const ending: { begun: boolean; begin: (() => void) | null } = { begun: false, begin: null };

  async function offer(batch: readonly Waiting[]): Promise<boolean> {
    try {
      await emit(batch.map(({ event }) => event));
      return true;
    } catch (err) {
      log.warn({ err, events: batch.length }, 'events were not taken over');
      return false;
    }
  }

  async function handOver(batch: readonly Waiting[]): Promise<void> {
    let taken = await offer(batch);
    for (let pauseMs = RETRY_FIRST_MS; !taken && !ending.begun; pauseMs = Math.min(pauseMs * 2, RETRY_MAX_MS)) {
      await Promise.race([wait(clock, pauseMs), new Promise<void>((resolve) => (ending.begin = resolve))]);
      taken = await offer(batch);
    }
    for (const { settle } of batch) settle(taken);
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_MAX);
      waiting = waiting.slice(BATCH_MAX);
      await handOver(batch);
    }
    running = null;
  }

  return {
    push(event) {
      if (ending.begun) return Promise.resolve(false);
      return new Promise((settle) => {
        waiting.push({ event, settle });
        // A turn later, so that what is pushed together goes together.
        running ??= Promise.resolve().then(run);
      });
    },
    async close() {
      ending.begun = true;
      ending.begin?.();
      await running;
    },
  };
}
