import type { Log } from '../../platform/log.ts';
import type { AlarmClock } from '../alarm-clock.ts';
import type { ChannelEvent } from '../channel-events.ts';
import { happeningsOf } from './kept.ts';
import type { Deed, Happening, Kept } from './kept.ts';
import type { Changes, World } from './world.ts';

/** How often the mark of what was told is kept while there is anything to tell; after a crash so much is told again. */
const MARK_EVERY_MS = 1_000;

type Untold = { id: string; at: number; cancel: (() => void) | null };

type PostParts = { world: World; clock: AlarmClock; log: Log; tell: (event: ChannelEvent) => Promise<boolean> };

/**
 * Carries what happens in the world to whoever listens, each thing at its time and at least once: it is kept first, and what
 * was not told before a crash is told after the restart. Nothing is scheduled for a client for which nothing is due.
 */
export class Post {
  readonly #parts: PostParts;
  readonly #untold = new Set<Untold>();
  #opened: Promise<void> | null = null;
  #closed = false;
  #cancelMark: (() => void) | null = null;

  constructor(parts: PostParts) {
    this.#parts = parts;
  }

  /** Begins to tell, first of all what happened while nobody listened. */
  open(): Promise<void> {
    this.#opened = this.#tellWhatWaited();
    return this.#opened;
  }

  /** Resolves once what happened is kept; `told` does once what is due at once has been told. */
  async publish(changes: Changes): Promise<{ told: Promise<unknown> }> {
    // Entered before it is kept, else the mark could pass it by while it is on its way into the store; and left there when
    // the store fails, for it may have been kept all the same.
    const entries = (changes.messages ?? []).flatMap((kept) => this.#entriesFor(kept));
    await this.#parts.world.keep(changes);
    if (!this.#opened) {
      // Whoever opens later finds them in the store. One who opened while they were being kept may have missed them: then they are told here.
      for (const { entry } of entries) this.#untold.delete(entry);
      return { told: Promise.resolve() };
    }
    await this.#opened;
    const deeds = (changes.deeds ?? []).map((deed) => this.#tellDeed(deed));
    return { told: Promise.all([...entries.map(({ entry, event }) => this.#tellWhenDue(entry, event)), ...deeds]) };
  }

  /** Tells no more; what is still to come waits for the next session. */
  close(): void {
    this.#closed = true;
    this.#cancelMark?.();
    for (const { cancel } of this.#untold) cancel?.();
  }

  /** Keeps the mark one last time, after everything on its way has been taken. */
  async settle(): Promise<void> {
    if (!this.#opened) return;
    await this.#opened;
    await this.#mark();
  }

  async #tellWhatWaited(): Promise<void> {
    const { world } = this.#parts;
    const { told } = world;
    // The id itself may be untold, so the list begins just before it.
    const messages = await world.messages(told.from.slice(0, -1));
    const missed = messages.flatMap((kept) => happeningsOf(kept).map((happening) => ({ id: kept.id, ...happening })));
    const deeds = await world.deeds();
    const waiting = [
      ...missed.filter(({ at }) => at > told.until).map((happening) => ({ at: happening.at, tell: () => this.#tellMissed(happening) })),
      ...deeds.map((deed) => ({ at: deed.at, tell: () => this.#tellDeed(deed) })),
    ];
    for (const one of waiting.toSorted((a, b) => a.at - b.at)) void one.tell();
  }

  #tellMissed({ id, at, event }: Happening & { id: string }): Promise<void> {
    const late = at < this.#parts.world.now() && event.type === 'message' ? { late: true } : {};
    return this.#tellWhenDue(this.#enter(id, at), { ...event, ...late });
  }

  #tellDeed(deed: Deed): Promise<void> {
    const { world, log } = this.#parts;
    const entry = this.#enter(deed.id, deed.at);
    return this.#tellWhenDue(entry, deed.event, async () => {
      await this.#tellNow(entry, deed.event);
      if (this.#untold.has(entry)) return;
      await world.forgetDeed(deed).catch((err: unknown) => log.warn({ err }, 'the sandbox will tell this again'));
    });
  }

  /** Resolves once what is already due has been told; the rest follows by itself. */
  async #tellWhenDue(entry: Untold, event: ChannelEvent, tell = () => this.#tellNow(entry, event)): Promise<void> {
    if (this.#closed) return;
    if (entry.at <= this.#parts.world.now()) return tell();
    entry.cancel = this.#parts.clock.at(entry.at, tell);
  }

  async #tellNow(entry: Untold, event: ChannelEvent): Promise<void> {
    if (!(await this.#parts.tell(event))) return;
    this.#untold.delete(entry);
    const { clock, world } = this.#parts;
    if (!this.#closed) this.#cancelMark ??= clock.at(world.now() + MARK_EVERY_MS, () => this.#mark());
  }

  async #mark(): Promise<void> {
    const { world } = this.#parts;
    this.#cancelMark = null;
    const untold = [...this.#untold];
    const from = untold.reduce((least, { id }) => (id < least ? id : least), world.newId());
    const until = untold.reduce((least, { at }) => Math.min(least, at - 1), world.now() - 1);
    await world.setTold({ from, until });
  }

  #enter(id: string, at: number): Untold {
    const entry: Untold = { id, at, cancel: null };
    this.#untold.add(entry);
    return entry;
  }

  #entriesFor(kept: Kept) {
    return happeningsOf(kept).map(({ at, event }) => ({ entry: this.#enter(kept.id, at), event }));
  }
}
