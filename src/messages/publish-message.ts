import type { Publish } from '../events/events.ts';
import type { Tx } from '../platform/db/db.ts';
import type { MessageRow } from './message-rows.sql.ts';
import { showMessage } from './show.ts';

/** Tells what became of a message, in order with all else of its conversation. */
export async function publishMessage(tx: Tx, publish: Publish, type: `message.${string}`, message: MessageRow): Promise<void> {
  const { clientId, conversationId } = message;
  await publish(tx, { type, clientId, orderKey: conversationId, data: { message: showMessage(message) } });
}
