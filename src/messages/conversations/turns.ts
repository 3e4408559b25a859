import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { storableText } from '../content.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import { assignByRule } from './assignment.ts';
import { bumpForActivity, bumpForInbound, bumpForPhone } from './conversations.sql.ts';
import type { ConversationRow } from './conversations.sql.ts';
import { isBroadcastChat } from './broadcast.ts';
import { publishConversation } from './publish-conversation.ts';

type Found = ConversationRow & { isNew: boolean };

/** Somebody wrote: unread, and open again, unless it is a channel that only posts. */
export async function noteInbound(tx: Tx, publish: Publish, before: Found, message: MessageRow): Promise<void> {
  if (isBroadcastChat(before.chatId)) return bumpForActivity(tx, before.id, message.id, null);
  const after = await bumpForInbound(tx, before.id, message.id, message.sentAt ?? message.createdAt);
  const reopened = before.status !== 'open';
  if (reopened) await publishConversation(tx, publish, 'conversation.status', after);
  if ((before.isNew || reopened) && after.assigneeId === null && after.contactId !== null) await assignByRule(tx, publish, after);
}

/** We wrote on the phone, so we have read what stood there. */
export async function notePhone(tx: Tx, { id }: Found, message: MessageRow): Promise<void> {
  await bumpForPhone(tx, id, message.id, message.sentAt ?? message.createdAt);
}

/** Something happened that nobody has to read. */
export async function noteActivity(tx: Tx, { id }: Found, message: MessageRow, name: string | null): Promise<void> {
  await bumpForActivity(tx, id, message.id, name === null ? null : storableText(name.slice(0, 1_000)));
}
