import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db/db.ts';
import { findConversationOf, insertConversation } from './conversations.sql.ts';
import type { ChatOf, ConversationRow } from './conversations.sql.ts';

/** The conversation of a client with a contact or group, made when it is the first time; of two at once, both get the same. */
export async function conversationOf(tx: Tx, chat: ChatOf): Promise<ConversationRow & { isNew: boolean }> {
  const known = await findConversationOf(tx, chat);
  if (known) return { ...known, isNew: false };
  const made = await insertConversation(tx, { id: uuidv7(), ...chat });
  if (made) return { ...made, isNew: true };
  const other = await findConversationOf(tx, chat);
  if (!other) throw new Error('A conversation was neither there nor could it be made');
  return { ...other, isNew: false };
}
