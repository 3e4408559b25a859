import { Readable } from 'node:stream';
import type { Db } from '../platform/db/db.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { Log } from '../platform/log.ts';
import { streamFrame } from './envelope.ts';
import { findPlace, findPlaceBefore, listAll, listMissed } from './events.sql.ts';
import type { Place, StreamRow, TypeFilter } from './events.sql.ts';
import type { Hubs, Listener } from './hub.ts';
import { isWanted, maySee } from './visibility.ts';

export type StreamOptions = {
  db: Db;
  hubs: Hubs;
  log: Log;
  caller: Caller;
  wanted: TypeFilter;
  clientId: string | null;
  /** The last event that the reader has seen; null to begin now. */
  lastEventId: string | null;
  /** Who the reader is by now; rejects when the credential is no longer good. */
  recheck: () => Promise<Caller>;
  recheckMs?: number;
  onClose: () => void;
};

/** Bytes that wait for a slow reader; beyond that it is cut off, and comes back where it stopped. */
const MOST_WAITING_BYTES = 1_000_000;
const PAGE = 500;
/** Less than the minute after which proxies give up a silent connection. */
const HEARTBEAT_MS = 15_000;
/** How long a credential that was taken away still reads. */
const RECHECK_MS = 30_000;
const GREETING = 'retry: 2000\n\n';

/** One reader's events: first what it missed, then what happens, until it leaves, may no longer read, or is too slow. */
export async function openStream(options: StreamOptions): Promise<Readable> {
  const { hubs, log, onClose, recheckMs = RECHECK_MS } = options;
  let { caller } = options;
  let wake: (() => void) | null = null;
  // Of the live events that come while the reader catches up; null when it has.
  let held: string[] | null = [];
  let heldBytes = 0;

  const stream = new Readable({
    read: () => wake?.(),
    destroy(error, done) {
      for (const timer of timers) clearInterval(timer);
      membership.leave();
      wake?.();
      onClose();
      done(error);
    },
  });

  const listener: Listener = {
    heard(events) {
      const text = framesFor(events, caller, options);
      if (text === '' || stream.destroyed) return;
      if (held === null) return sendNow(text);
      held.push(text);
      heldBytes += text.length;
      if (heldBytes > MOST_WAITING_BYTES) cutOff();
    },
    lost: cutOff,
  };

  function sendNow(text: string): void {
    stream.push(text);
    if (stream.readableLength > MOST_WAITING_BYTES) cutOff();
  }

  function cutOff(): void {
    log.info({ organizationId: caller.organizationId }, 'cut off a reader of events that is too slow');
    stream.destroy();
  }

  async function sendWithPatience(text: string): Promise<void> {
    if (stream.destroyed || stream.push(text)) return;
    await new Promise<void>((resolve) => (wake = resolve));
    wake = null;
  }

  async function recheck(): Promise<void> {
    const current = await options.recheck();
    if (!current.permissions.has('events.read') || current.organizationId !== caller.organizationId) throw new Error('may no longer read');
    caller = current;
  }

  const membership = await hubs.join(caller.organizationId, listener);
  const timers = [
    setInterval(() => sendNow(': still here\n\n'), HEARTBEAT_MS),
    setInterval(() => void recheck().catch(() => stream.push(null)), recheckMs),
  ];
  stream.push(GREETING);
  catchUp()
    .then(() => {
      for (const text of held ?? []) sendNow(text);
      held = null;
    })
    .catch((error: unknown) => {
      log.warn({ err: error }, 'a reader of events could not catch up');
      stream.destroy();
    });
  return stream;

  async function catchUp(): Promise<void> {
    if (options.lastEventId === null) return;
    for await (const page of missedPages(options, options.lastEventId, membership.snapshot)) {
      const text = framesFor(page, caller, options);
      if (text !== '') await sendWithPatience(text);
      if (stream.destroyed) return;
    }
  }
}

function framesFor(events: readonly StreamRow[], caller: Caller, { wanted, clientId }: StreamOptions): string {
  return events
    .filter((event) => maySee(caller, event) && isWanted(wanted, event.type) && (clientId === null || event.clientId === clientId))
    .map(frameOf)
    .join('');
}

// The same event goes to many readers, but is written once.
const frames = new WeakMap<StreamRow, string>();

function frameOf(event: StreamRow): string {
  let frame = frames.get(event);
  if (frame === undefined) frames.set(event, (frame = streamFrame(event)));
  return frame;
}

type Page = (StreamRow & { position: number })[];

/** Each page is read when the one before has gone out. */
async function* missedPages({ db, caller }: StreamOptions, lastEventId: string, upTo: string): AsyncGenerator<Page> {
  const read = <T>(work: Parameters<typeof db.inOrganization<T>>[1]) =>
    db.inOrganization(caller.organizationId, work, { clientIds: caller.clientIds });
  const place = await read<Place | null>(async (tx) => (await findPlace(tx, lastEventId)) ?? findPlaceBefore(tx, lastEventId));
  let afterPosition = 0;
  for (let more = true; more;) {
    const page = await read<Page>((tx) =>
      place ? listMissed(tx, { place, upTo, afterPosition, limit: PAGE }) : listAll(tx, upTo, afterPosition, PAGE),
    );
    yield page;
    afterPosition = page.at(-1)?.position ?? afterPosition;
    more = page.length === PAGE;
  }
}
