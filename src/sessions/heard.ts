import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { eventChat, eventKey } from '../channels/channels.ts';
import type { ChannelEvent } from '../channels/channels.ts';
import { changeState, showClient, updatePhoneNumber, updateQr } from '../clients/clients.ts';
import type { ClientRow } from '../clients/clients.ts';
import type { Publish } from '../events/events.ts';
import type { Random } from '../platform/clock.ts';
import type { Tx } from '../platform/db/db.ts';
import { leave } from './ended.ts';
import { insertInboundEvents } from './sessions.sql.ts';

export type HeardDeps = { publish: Publish; random: Random };

/** These tell of the session itself and are dealt with as they are written; all others wait for the rooms above. */
const OWN = new Set<ChannelEvent['type']>(['qr', 'pairing_code', 'passkey_required', 'authenticated', 'syncing', 'ready', 'disconnected']);

/** Whether an event tells of the session itself rather than of messages, people or groups. */
export function isOwn({ type }: ChannelEvent): boolean {
  return OWN.has(type);
}

/** Writes down what a channel reported, then acts on what concerns the session, all in one transaction under its lease. */
export async function writeDown(deps: HeardDeps, tx: Tx, client: ClientRow, events: readonly ChannelEvent[]): Promise<void> {
  const rows = events.map((event) => ({
    id: uuidv7(),
    clientId: client.id,
    type: event.type,
    eventKey: shortened(eventKey(event)),
    chatId: eventChat(event),
    event: JSON.stringify(event),
    state: isOwn(event) ? ('done' as const) : ('queued' as const),
  }));
  await insertInboundEvents(tx, rows);
  let current = client;
  for (const event of events) if (isOwn(event)) current = await actOn(deps, tx, current, event);
}

/** A key may be longer than an index takes (a group of many people) and hold what a text column refuses (NUL). */
function shortened(key: string | null): string | null {
  return key === null ? null : createHash('sha256').update(key).digest('base64url');
}

/** Gives back the client as it is then. */
async function actOn(deps: HeardDeps, tx: Tx, client: ClientRow, event: ChannelEvent): Promise<ClientRow> {
  const { publish } = deps;
  const to = (state: ClientRow['state'], reason: string | null = null) => changeState(tx, publish, client, { state, reason });
  const tell = async (type: string, row: ClientRow, more: object = {}) => {
    await publish(tx, { type, clientId: row.id, orderKey: row.id, data: { client: showClient(row), ...more } });
    return row;
  };
  switch (event.type) {
    case 'qr': {
      const waiting = await to('awaiting_scan');
      await updateQr(tx, client.id, event.qr, event.expiresAt);
      return tell('client.qr', waiting, { qr: event.qr, expiresAt: event.expiresAt });
    }
    case 'pairing_code':
      return tell('client.pairing_code', await to('awaiting_scan'), { code: event.code, expiresAt: event.expiresAt });
    case 'passkey_required':
      return to('awaiting_passkey', 'passkey_required');
    case 'authenticated':
      return to('connecting', 'authenticated');
    case 'syncing':
      return to('connecting', 'syncing');
    case 'ready': {
      await updatePhoneNumber(tx, client.id, event.phoneNumber);
      return tell('client.ready', await to(client.pausedReason === null ? 'ready' : 'paused', client.pausedReason));
    }
    case 'disconnected':
      return leave(deps, tx, client, event.reason);
    default:
      return client;
  }
}
