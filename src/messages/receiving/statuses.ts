import { validate as isUuid } from 'uuid';
import type { ChannelEventOf } from '../../channels/channels.ts';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { storableText } from '../content.ts';
import { findByProviderId, lockMessage, lockProviderId } from '../message-rows.sql.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import type { Status } from '../messages.schema.ts';
import { publishMessage } from '../publish-message.ts';
import { keepForLater } from './keep.ts';
import { setProviderId, updateStatus } from './receiving.sql.ts';

type Tick = Pick<ChannelEventOf<'message_status'>, 'status' | 'at' | 'error'>;

/** A later status never gives way to an earlier one; whatever ended stays so. */
const RANK: Record<Status, number> = {
  scheduled: 0,
  queued: 0,
  sending: 1,
  unknown: 1,
  sent: 2,
  delivered: 3,
  read: 4,
  played: 5,
  failed: 6,
  cancelled: 6,
};

/** A tick, which may come before the answer to its send: then it is found by our own id, or kept until it can be found. */
export async function receiveStatus(tx: Tx, publish: Publish, clientId: string, event: ChannelEventOf<'message_status'>): Promise<void> {
  const message = (await findOwn(tx, clientId, event)) ?? (await findByProviderId(tx, clientId, event.providerId));
  if (message) return advance(tx, publish, message, event);
  await lockProviderId(tx, clientId, event.providerId);
  const meanwhile = await findByProviderId(tx, clientId, event.providerId);
  if (meanwhile) return advance(tx, publish, meanwhile, event);
  await keepForLater(tx, clientId, event);
}

/** Moves a message on to a status, unless it is there or further already. */
export async function advance(tx: Tx, publish: Publish, message: MessageRow, { status, at, error }: Tick): Promise<void> {
  // What was delivered cannot fail any more.
  const isPast = status === 'failed' ? RANK[message.status] > RANK.sent : RANK[message.status] >= RANK[status];
  if (isPast || message.direction === 'inbound') return;
  const why =
    status === 'failed' ? { code: `channels.${error?.reason ?? 'service_unavailable'}`, detail: storableText(error?.detail ?? '') } : null;
  // Programs that count what was sent must not miss one whose first tick was never told.
  if (RANK[message.status] < RANK.sent && status !== 'sent' && status !== 'failed') await step(tx, publish, message, 'sent', at, null);
  await step(tx, publish, message, status, at, why);
}

async function step(
  tx: Tx,
  publish: Publish,
  { id }: MessageRow,
  status: Tick['status'],
  at: string,
  error: { code: string; detail: string } | null,
) {
  const entry = { status, at, ...(error && { reason: error.code }) };
  const message = await updateStatus(tx, id, { status, entry, at, providerId: null, error });
  await publishMessage(tx, publish, `message.${status}`, message);
}

/** By the id that we gave it; then the provider's id is known from now on. */
export async function findOwn(
  tx: Tx,
  clientId: string,
  { ownId, providerId }: { ownId?: string | undefined; providerId: string },
): Promise<MessageRow | null> {
  if (ownId === undefined || !isUuid(ownId)) return null;
  const message = await lockMessage(tx, ownId);
  if (message?.clientId !== clientId) return null;
  if (message.providerId === null) {
    await lockProviderId(tx, clientId, providerId);
    await setProviderId(tx, ownId, providerId);
  }
  return { ...message, providerId: message.providerId ?? providerId };
}
