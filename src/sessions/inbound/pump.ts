import { setTimeout as pause } from 'node:timers/promises';
import { ChannelEvent } from '../../channels/channels.ts';
import type { ChannelKind } from '../../channels/channels.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import { AppError } from '../../platform/http/errors.ts';
import { maskText } from '../../platform/log-mask.ts';
import type { Log } from '../../platform/log.ts';
import { settlesWithin } from '../../platform/queue/patience.ts';
import { listWaitingClients, lockNextEvents, markDone, markFailed } from './inbound.sql.ts';
import type { HeardRow } from './inbound.sql.ts';

/** An event as the rooms above get it, inside the transaction that ends it. */
export type InboundEvent = {
  id: string;
  event: ChannelEvent;
  receivedAt: Date;
  client: { id: string; channel: ChannelKind; phoneNumber: string | null };
};
export type OnInbound = (tx: Tx, inbound: InboundEvent) => Promise<void>;
export type OnHeard = (client: { organizationId: string; clientId: string }) => void;

export type Pump = { heard: OnHeard; stop(): Promise<void> };

const AT_ONCE = 4;
/** Of one transaction: enough to share its costs, few enough that nobody waits long for a conversation. */
const BATCH = { chats: 50, events: 100 };
const TRIES = 5;
const FIRST_PAUSE_MS = 200;
const PAUSE_FACTOR = 4;
const DATABASE_PAUSE_MS = 500;
// For what another node heard and did not work off, and for a retry by hand.
const LOOK_EVERY_MS = 3_000;
const STOP_WITHIN_MS = 4_000;
const ERROR_CHARS = 1_000;

type Client = { organizationId: string; clientId: string };
/** The event that is being worked off. */
type Began = { row: HeardRow | null };

/**
 * Works off what channels have reported: within a chat in order, across clients side by side. What is done and that it is
 * done are one transaction, so a crash repeats nothing. An event that fails keeps only its own chat waiting, until it is parked.
 */
export function startPump({ db, log, onInbound }: { db: Db; log: Log; onInbound: OnInbound }): Pump {
  const waiting = new Map<string, Client>();
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const looking = keepLooking();
  return {
    heard,
    async stop() {
      stopping.abort();
      await settlesWithin(Promise.all([looking, ...running.values()]), STOP_WITHIN_MS);
    },
  };

  function heard(client: Client): void {
    waiting.set(client.clientId, client);
    startSome();
  }

  function startSome(): void {
    for (const client of waiting.values()) {
      if (stopping.signal.aborted || running.size >= AT_ONCE) return;
      if (running.has(client.clientId)) continue;
      waiting.delete(client.clientId);
      const run = workOff(client).finally(() => {
        running.delete(client.clientId);
        startSome();
      });
      running.set(client.clientId, run);
    }
  }

  async function workOff(client: Client): Promise<void> {
    const began: Began = { row: null };
    try {
      // One batch, then it is the others' turn.
      if ((await workOffBatch(client, began)) > 0) waiting.set(client.clientId, client);
    } catch (error) {
      await settleFailure(client, began.row, error);
    }
  }

  function workOffBatch({ organizationId, clientId }: Client, began: Began): Promise<number> {
    return db.inOrganization(organizationId, async (tx) => {
      const rows = await lockNextEvents(tx, clientId, BATCH);
      for (const row of rows) {
        began.row = row;
        await onInbound(tx, inboundOf(row));
      }
      began.row = null;
      if (rows.length > 0)
        await markDone(
          tx,
          rows.map(({ id }) => id),
        );
      return rows.length;
    });
  }

  async function settleFailure(client: Client, row: HeardRow | null, error: unknown): Promise<void> {
    // The database was away or two transactions met: the events are not to blame.
    if (!row || (error instanceof AppError && error.status === 503)) {
      log.warn({ err: error, clientId: client.clientId }, 'inbound events could not be worked off: trying again');
      await pause(DATABASE_PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    } else await countFailure(client, row, error).catch((cause: unknown) => log.warn({ err: cause }, 'could not count a failure'));
    waiting.set(client.clientId, client);
  }

  async function countFailure({ organizationId, clientId }: Client, { id, attempts }: HeardRow, error: unknown): Promise<void> {
    const text = maskText(error instanceof Error ? error.message : String(error)).slice(0, ERROR_CHARS);
    const pauseMs = FIRST_PAUSE_MS * PAUSE_FACTOR ** attempts;
    const failure = { error: text.replaceAll(/\0|\p{Surrogate}/gu, ''), pauseMs, tries: TRIES };
    const parked = await db.inOrganization(organizationId, (tx) => markFailed(tx, id, failure));
    log[parked ? 'error' : 'warn'](
      { err: error, clientId, inboundEventId: id },
      parked ? 'an inbound event failed for the last time: parked' : 'an inbound event failed',
    );
    setTimeout(() => heard({ organizationId, clientId }), pauseMs).unref();
  }

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      const clients = await db.asSystem('inbound events', listWaitingClients, { single: true }).catch((error: unknown) => {
        log.debug({ err: error }, 'could not look for inbound events');
        return [];
      });
      clients.forEach(heard);
      await pause(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
}

function inboundOf({ id, clientId, event, receivedAt, channel, ownNumber }: HeardRow): InboundEvent {
  return { id, event: ChannelEvent.parse(event), receivedAt, client: { id: clientId, channel, phoneNumber: ownNumber } };
}
