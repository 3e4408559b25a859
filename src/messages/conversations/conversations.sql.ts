import type { Tx } from '../../platform/db/db.ts';
import type { ChatId } from '../../channels/channels.ts';

export type ConversationRow = {
  id: string;
  clientId: string;
  chatId: string;
  contactId: string | null;
  name: string | null;
  status: 'open' | 'pending' | 'closed' | 'snoozed';
  snoozedUntil: Date | null;
  assigneeId: string | null;
  labels: string[];
  unread: number;
  lastMessageId: string | null;
  lastMessageAt: Date;
  lastInboundAt: Date | null;
  lastOutboundAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export type ChatOf = { clientId: string; chatId: ChatId; contactId: string | null; name: string | null };

const CONVERSATION = `id, client_id, chat_id, contact_id, name, status, snoozed_until, assignee_id, labels, unread, last_message_id, last_message_at,
  last_inbound_at, last_outbound_at, created_at, updated_at`;

/** By contact first: a person's chat may go by several ids. */
export async function findConversationOf(tx: Tx, { clientId, chatId, contactId }: ChatOf): Promise<ConversationRow | null> {
  return tx.maybe<ConversationRow>(
    `select ${CONVERSATION} from conversations where client_id = $1 and (contact_id = $3 or chat_id = $2)
     order by contact_id is not distinct from $3 desc limit 1`,
    [clientId, chatId, contactId],
  );
}

/** Null when another transaction has made it meanwhile. */
export async function insertConversation(tx: Tx, row: ChatOf & { id: string }): Promise<ConversationRow | null> {
  return tx.maybe<ConversationRow>(
    `insert into conversations (id, client_id, chat_id, contact_id, name) values ($1, $2, $3, $4, $5) on conflict do nothing
     returning ${CONVERSATION}`,
    [row.id, row.clientId, row.chatId, row.contactId, row.name],
  );
}

/** What we write becomes its last message. */
export async function bumpForOutbound(tx: Tx, id: string, messageId: string): Promise<void> {
  await tx.execute(
    `update conversations set last_message_id = $2, last_message_at = now(), last_outbound_at = now(), updated_at = now() where id = $1`,
    [id, messageId],
  );
}

/** Somebody wrote. A late one does not count as the newest. */
export async function bumpForInbound(tx: Tx, id: string, messageId: string, at: Date): Promise<ConversationRow> {
  return tx.one<ConversationRow>(
    `update conversations set unread = unread + 1, status = 'open', snoozed_until = null,
       last_message_id = case when $2 > last_message_id or last_message_id is null then $2 else last_message_id end,
       last_message_at = greatest(last_message_at, least($3, now())), last_inbound_at = greatest(last_inbound_at, least($3, now())), updated_at = now()
     where id = $1 returning ${CONVERSATION}`,
    [id, messageId, at],
  );
}

export async function bumpForPhone(tx: Tx, id: string, messageId: string, at: Date): Promise<void> {
  await tx.execute(
    `update conversations set unread = 0,
       last_message_id = case when $2 > last_message_id or last_message_id is null then $2 else last_message_id end,
       last_message_at = greatest(last_message_at, least($3, now())), last_outbound_at = greatest(last_outbound_at, least($3, now())), updated_at = now()
     where id = $1`,
    [id, messageId, at],
  );
}

export async function bumpForActivity(tx: Tx, id: string, messageId: string, name: string | null): Promise<void> {
  await tx.execute(
    `update conversations set last_message_id = $2, last_message_at = now(), name = coalesce($3, name), updated_at = now() where id = $1`,
    [id, messageId, name],
  );
}
