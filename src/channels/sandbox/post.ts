import type { Log } from '../../platform/log.ts';
import type { AlarmClock } from '../alarm-clock.ts';
import type { ChannelEvent } from '../channel-events.ts';
import { happeningsOf } from './kept.ts';
import type { Deed, Happening, Kept } from './kept.ts';
import type { Changes, World } from './world.ts';

/** How often the mark of what was told is kept while there is anything to tell; after a crash so much is told again. */
const MARK_EVERY_MS = 1_000;

type Untold = { id: string; at: number; cancel: () => void };

/**
 * Carries what happens in the world to whoever listens, each thing at its time and at least once: it is kept first, and what
 * was not told before a crash is told after the restart. Nothing is scheduled for a client for which nothing is due.
 */
export type Post = ReturnType<typeof createPost>;

type PostParts = { world: World; clock: AlarmClock; log: Log; tell: (event: ChannelEvent) => Promise<boolean> };

export function createPost({ world, clock, log, tell }: PostParts) {
  const untold = new Set<Untold>();
  let opened: Promise<void> | null = null;
  let closed = false;
  let cancelMark: (() => void) | null = null;
  const { now } = world;

  function awaitTelling(id: string, at: number): Untold {
    const entry: Untold = { id, at, cancel: () => undefined };
    untold.add(entry);
    return entry;
  }

  async function tellNow(entry: Untold, event: ChannelEvent): Promise<void> {
    if (!(await tell(event))) return;
    untold.delete(entry);
    if (!closed) cancelMark ??= clock.at(now() + MARK_EVERY_MS, mark);
  }

  /** Resolves once what is already due has been told; the rest follows by itself. */
  async function tellWhenDue(entry: Untold, event: ChannelEvent, told = () => tellNow(entry, event)): Promise<void> {
    if (closed) return;
    if (entry.at <= now()) return told();
    entry.cancel = clock.at(entry.at, told);
  }

  function tellDeed(deed: Deed): Promise<void> {
    const entry = awaitTelling(deed.id, deed.at);
    return tellWhenDue(entry, deed.event, async () => {
      await tellNow(entry, deed.event);
      if (untold.has(entry)) return;
      await world.forgetDeed(deed).catch((err: unknown) => log.warn({ err }, 'the sandbox will tell this again'));
    });
  }

  async function mark(): Promise<void> {
    cancelMark = null;
    const from = [...untold].reduce((least, { id }) => (id < least ? id : least), world.newId());
    const until = [...untold].reduce((least, { at }) => Math.min(least, at - 1), now() - 1);
    await world.setTold({ from, until });
  }

  async function tellWhatWaited(): Promise<void> {
    const { told } = world;
    // The id itself may be untold, so the list begins just before it.
    const messages = await world.messages(told.from.slice(0, -1));
    const missed = messages.flatMap((kept) => happeningsOf(kept).map((happening) => ({ id: kept.id, ...happening })));
    const deeds = await world.deeds();
    const waiting = [
      ...missed.filter(({ at }) => at > told.until).map((happening) => ({ at: happening.at, tell: () => tellMissed(happening) })),
      ...deeds.map((deed) => ({ at: deed.at, tell: () => tellDeed(deed) })),
    ];
    for (const one of waiting.toSorted((a, b) => a.at - b.at)) void one.tell();
  }

  function tellMissed({ id, at, event }: Happening & { id: string }): Promise<void> {
    const late = at < now() && event.type === 'message' ? { late: true } : {};
    return tellWhenDue(awaitTelling(id, at), { ...event, ...late });
  }

  return {
    /** Begins to tell, first of all what happened while nobody listened. */
    open(): Promise<void> {
      opened = tellWhatWaited();
      return opened;
    },

    /** Resolves once what happened is kept; `told` does once what is due at once has been told. */
    async publish(changes: Changes): Promise<{ told: Promise<unknown> }> {
      // Entered before it is kept, else the mark could pass it by while it is on its way into the store; and left there when
      // the store fails, for it may have been kept all the same.
      const entries = opened ? (changes.messages ?? []).flatMap((kept) => entriesFor(kept)) : [];
      await world.keep(changes);
      if (!opened) return { told: Promise.resolve() };
      await opened;
      const deeds = (changes.deeds ?? []).map((deed) => tellDeed(deed));
      return { told: Promise.all([...entries.map(({ entry, event }) => tellWhenDue(entry, event)), ...deeds]) };
    },

    /** Tells no more; what is still to come waits for the next session. */
    close(): void {
      closed = true;
      cancelMark?.();
      for (const { cancel } of untold) cancel();
    },

    /** Keeps the mark one last time, after everything on its way has been taken. */
    async settle(): Promise<void> {
      if (!opened) return;
      await opened;
      await mark();
    },
  };

  function entriesFor(kept: Kept) {
    return happeningsOf(kept).map(({ at, event }) => ({ entry: awaitTelling(kept.id, at), event }));
  }
}
