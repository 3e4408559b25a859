import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { ConversationRow } from './conversations.sql.ts';
import { showConversation } from './show-conversation.ts';

/** Tells how a conversation stands now. */
export async function publishConversation(
  tx: Tx,
  publish: Publish,
  type: 'conversation.status' | 'conversation.assigned',
  row: ConversationRow,
): Promise<void> {
  await publish(tx, { type, clientId: row.clientId, orderKey: row.id, data: { conversation: await showConversation(tx, row) } });
}
