import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../platform/db/db.ts';
import type { Unlisten } from '../platform/db/listener.ts';
import type { Log } from '../platform/log.ts';
import { currentSnapshot, EVENTS_CHANNEL, listFresh } from './events.sql.ts';
import type { StreamRow } from './events.sql.ts';

export type Listener = {
  heard(events: readonly StreamRow[]): void;
  /** So much happened at once that it has to come back and catch up by itself. */
  lost(): void;
};

export type Hubs = {
  /** Hears everything that was not finished in `snapshot`. */
  join(organizationId: string, listener: Listener): Promise<{ snapshot: string; leave(): void }>;
  stop(): Promise<void>;
};

type Hub = { snapshot: string; listeners: Set<Listener>; pulling: boolean; again: boolean };

/** More at once than any burst: after a long silence each listener reads on at its own pace. */
const MOST_AT_ONCE = 5_000;
/** Events that are committed one after the other are read together. */
const GATHER_MS = 5;
const RETRY_MS = 1_000;
/** A notification that got lost costs no longer than this. */
const LOOK_EVERY_MS = 10_000;

/** One reader of new events for each organisation that somebody on this node listens to. */
export function createHubs({ db, log }: { db: Db; log: Log }): Hubs {
  const hubs = new Map<string, Hub>();
  let listening: Promise<Unlisten> | null = null;
  const ending = new AbortController();
  const lookers = setInterval(() => pullAll(), LOOK_EVERY_MS);
  lookers.unref();

  function listen(): Promise<Unlisten> {
    listening ??= db
      .listen(EVENTS_CHANNEL, (organizationId) => void pull(organizationId), pullAll)
      .catch((error: unknown) => {
        listening = null;
        throw error;
      });
    return listening;
  }

  function pullAll(): void {
    for (const organizationId of hubs.keys()) void pull(organizationId);
  }

  async function pull(organizationId: string): Promise<void> {
    const hub = hubs.get(organizationId);
    if (!hub) return;
    hub.again = true;
    if (hub.pulling) return;
    hub.pulling = true;
    while (hub.again && !ending.signal.aborted && hub.listeners.size > 0) {
      hub.again = false;
      await pullOnce(organizationId, hub).catch(async (error: unknown) => {
        log.warn({ err: error }, 'could not read new events: trying again');
        hub.again = true;
        await pause(RETRY_MS, undefined, { ref: false });
      });
      await pause(GATHER_MS);
    }
    hub.pulling = false;
  }

  async function pullOnce(organizationId: string, hub: Hub): Promise<void> {
    const { snapshot, rows } = await db.inOrganization(organizationId, (tx) => listFresh(tx, hub.snapshot, MOST_AT_ONCE + 1));
    hub.snapshot = snapshot;
    if (rows.length > MOST_AT_ONCE) for (const listener of hub.listeners) listener.lost();
    else if (rows.length > 0) for (const listener of hub.listeners) listener.heard(rows);
  }

  return {
    async join(organizationId, listener) {
      await listen();
      const snapshot = await db.inOrganization(organizationId, currentSnapshot);
      const hub = hubs.get(organizationId) ?? { snapshot, listeners: new Set<Listener>(), pulling: false, again: false };
      hubs.set(organizationId, hub);
      hub.listeners.add(listener);
      // What was committed since the snapshot may have been announced before the hub was there to hear it.
      void pull(organizationId);
      return {
        snapshot: hub.snapshot,
        leave() {
          hub.listeners.delete(listener);
          if (hub.listeners.size === 0 && hubs.get(organizationId) === hub) hubs.delete(organizationId);
        },
      };
    },
    async stop() {
      ending.abort();
      clearInterval(lookers);
      await (
        await listening?.catch(() => undefined)
      )?.();
    },
  };
}
