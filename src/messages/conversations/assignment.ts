import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { ConversationRow } from './conversations.sql.ts';
export async function assignByRule(_tx: Tx, _publish: Publish, _conversation: ConversationRow): Promise<void> {}
