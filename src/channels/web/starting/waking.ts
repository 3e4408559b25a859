import type { AlarmClock } from '../../alarm-clock.ts';
import type { InPage } from '../page/in-page.ts';
import { readLevel, tellSynced } from '../repairs/ready-level.ts';

const LOOK_EVERY_MS = 500;
// The library's own way comes first.
const LOOKS_BEFORE_TELLING = 2;
/** From one sign of progress to the next; a phone with years of chats takes minutes in all. */
const PROGRESS_WITHIN_MS = 180_000;

type Parts = {
  clock: AlarmClock;
  inPage: InPage;
  /** Whether the library has noticed that the page has synced. */
  hasNoticed: () => boolean;
  onOverdue: () => void;
};

export type Waking = ReturnType<typeof createWaking>;

/** Watches over the way from a link to `ready`: looks at the level where the library waits for an edge, and gives up when nothing moves. */
export function createWaking({ clock, inPage, hasNoticed, onOverdue }: Parts) {
  const alarms: { look: (() => void) | null; givingUp: (() => void) | null } = { look: null, givingUp: null };
  let awake = true;
  let syncedLooks = 0;

  async function look(): Promise<void> {
    const level = await inPage(readLevel, []).catch(() => null);
    if (awake) return;
    syncedLooks = level?.hasSynced && !hasNoticed() ? syncedLooks + 1 : 0;
    if (syncedLooks >= LOOKS_BEFORE_TELLING) {
      syncedLooks = 0;
      await inPage(tellSynced, []).catch(() => false);
    }
    if (!awake) lookLater();
  }
  function lookLater(): void {
    alarms.look = clock.at(clock.now().getTime() + LOOK_EVERY_MS, look);
  }

  function touch(): void {
    if (awake) return;
    alarms.givingUp?.();
    alarms.givingUp = clock.at(clock.now().getTime() + PROGRESS_WITHIN_MS, onOverdue);
  }

  return {
    touch,
    /** From here on something must move. */
    begin(): void {
      if (!awake) return;
      awake = false;
      touch();
      lookLater();
    },
    end(): void {
      awake = true;
      alarms.look?.();
      alarms.givingUp?.();
    },
  };
}
