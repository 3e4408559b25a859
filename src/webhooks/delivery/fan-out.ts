import { v7 as uuidv7 } from 'uuid';
import { showEvent } from '../../events/events.ts';
import type { EventRow } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { insertDeliveries, listSubscribed } from './fan-out.sql.ts';

/** Puts an event on its way to every endpoint that wants it, in the transaction of its cause. One short look when there is none. */
export async function fanOut(tx: Tx, event: EventRow): Promise<void> {
  const webhooks = await listSubscribed(tx, event);
  if (webhooks.length > 0)
    await insertDeliveries(
      tx,
      payloadOf(event),
      webhooks.map((webhook) => deliveryTo(webhook, event)),
    );
}

/** The bytes are fixed here, for every endpoint and every try. */
export function payloadOf(event: EventRow) {
  const { id, clientId, type, position, createdAt } = event;
  return { eventId: id, clientId, type, position, body: JSON.stringify(showEvent(event)), happenedAt: createdAt };
}

/** An endpoint that wants order gets what has an order key one after the other; the rest stands alone. */
export function deliveryTo({ id, ordered }: { id: string; ordered: boolean }, event: EventRow) {
  return { id: uuidv7(), webhookId: id, orderKey: ordered ? (event.orderKey ?? event.id) : null };
}
