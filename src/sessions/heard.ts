import { v7 as uuidv7 } from 'uuid';
import { disconnectReasons, eventChat, eventKey } from '../channels/channels.ts';
import type { ChannelEvent, ChannelEventOf } from '../channels/channels.ts';
import { changeState, lockAnyClient, showClient, updatePairingCode, updatePhoneNumber, updateQr } from '../clients/clients.ts';
import type { ClientRow } from '../clients/clients.ts';
import type { Publish } from '../events/events.ts';
import type { Random } from '../platform/clock.ts';
import type { Tx } from '../platform/db/db.ts';
import { giveUp, insertInboundEvents, scheduleRestart } from './sessions.sql.ts';

type Deps = { publish: Publish; random: Random };

/** These tell of the session itself and are dealt with as they are written; all others wait for the rooms above. */
const OWN = new Set<ChannelEvent['type']>(['qr', 'pairing_code', 'passkey_required', 'authenticated', 'syncing', 'ready', 'disconnected']);

const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 300;
const JITTER = 0.2;
const QUIET_MS = 600_000;

/** Writes down what a channel reported, then acts on what concerns the session, all in one transaction under its lease. */
export async function writeDown(deps: Deps, tx: Tx, clientId: string, events: readonly ChannelEvent[]): Promise<void> {
  await insertInboundEvents(
    tx,
    events.map((event) => ({
      id: uuidv7(),
      clientId,
      type: event.type,
      eventKey: eventKey(event),
      chatId: eventChat(event),
      event: JSON.stringify(event),
      state: OWN.has(event.type) ? 'done' : 'queued',
    })),
  );
  for (const event of events) if (OWN.has(event.type)) await actOn(deps, tx, clientId, event);
}

async function actOn({ publish, random }: Deps, tx: Tx, clientId: string, event: ChannelEvent): Promise<void> {
  const client = await lockAnyClient(tx, clientId);
  if (!client) return;
  const to = (state: ClientRow['state'], reason: string | null = null) => changeState(tx, publish, client, { state, reason });
  const tell = (type: string, row: ClientRow, more: object = {}) =>
    publish(tx, { type, clientId, orderKey: clientId, data: { client: showClient(row), ...more } });
  switch (event.type) {
    case 'qr': {
      const waiting = await to('awaiting_scan');
      await updateQr(tx, clientId, event.qr, event.expiresAt);
      return tell('client.qr', waiting, { qr: event.qr, expiresAt: event.expiresAt });
    }
    case 'pairing_code':
      await updatePairingCode(tx, clientId, event.code, event.expiresAt);
      return tell('client.pairing_code', client, { code: event.code, expiresAt: event.expiresAt });
    case 'passkey_required':
      return void (await to('awaiting_passkey', 'passkey_required'));
    case 'authenticated':
      return void (await to('connecting', 'authenticated'));
    case 'syncing':
      return void (await to('connecting', 'syncing'));
    case 'ready': {
      await updatePhoneNumber(tx, clientId, event.phoneNumber);
      return tell('client.ready', await to(client.pausedReason === null ? 'ready' : 'paused', client.pausedReason));
    }
    case 'disconnected':
      return tell('client.disconnected', await leave({ publish, random }, tx, client, event.reason), { reason: event.reason });
    default:
  }
}

type Reason = ChannelEventOf<'disconnected'>['reason'] | 'timed_out' | 'start_failed';

/** The session has ended by itself: tried again after a pause that grows, or given up when trying cannot help. */
export async function leave({ publish, random }: Deps, tx: Tx, client: ClientRow, reason: Reason): Promise<ClientRow> {
  const { retry, relink } =
    reason in disconnectReasons ? disconnectReasons[reason as keyof typeof disconnectReasons] : { retry: true, relink: false };
  if (!retry) {
    await giveUp(tx, client.id);
    if (relink) await updatePhoneNumber(tx, client.id, null);
    return changeState(tx, publish, client, { state: 'failed', reason });
  }
  const lasted = (client.state === 'ready' || client.state === 'paused') && Date.now() - client.stateSince.getTime() > QUIET_MS;
  const restarts = lasted ? 0 : client.restarts;
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** restarts) * (1 + JITTER * (2 * random() - 1));
  await scheduleRestart(tx, client.id, pause, restarts + 1);
  return changeState(tx, publish, client, { state: 'disconnected', reason });
}
