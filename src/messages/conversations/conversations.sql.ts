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

export async function findConversation(tx: Tx, id: string): Promise<ConversationRow | null> {
  return tx.maybe<ConversationRow>(`select ${CONVERSATION} from conversations where id = $1`, [id]);
}

export async function lockConversation(tx: Tx, id: string): Promise<ConversationRow | null> {
  return tx.maybe<ConversationRow>(`select ${CONVERSATION} from conversations where id = $1 for update`, [id]);
}

export type ConversationQuery = {
  limit: number;
  before: readonly [string, string] | null;
  clientId: string | null;
  contactId: string | null;
  status: string | null;
  /** Empty: nobody's. */
  assigneeId: string | null;
  label: string | null;
  unread: boolean | null;
  part: string | null;
};

/** The latest first; `sortKey` is the time as exactly as the database has it. */
export async function listConversations(tx: Tx, query: ConversationQuery): Promise<(ConversationRow & { sortKey: string })[]> {
  const { limit, before, clientId, contactId, status, assigneeId, label, unread, part } = query;
  const one = [clientId === null ? '' : ' and client_id = $4', contactId === null ? '' : ' and contact_id = $5'].join('');
  return tx.query(
    `select ${CONVERSATION}, last_message_at::text as sort_key from conversations
     where ($2::timestamptz is null or (last_message_at, id) < ($2, $3::uuid))${one} and ($4::uuid is null or true) and ($5::uuid is null or true)
       and ($6::text is null or status = $6)
       and ($7::text is null or case $7 when '' then assignee_id is null else assignee_id::text = $7 end)
       and ($8::text is null or $8 = any (labels)) and ($9::boolean is null or (unread > 0) = $9)
       and ($10::text is null or strpos(lower(coalesce(name, '')), $10) > 0 or strpos(chat_id, $10) > 0)
     order by last_message_at desc, id desc limit $1`,
    [limit + 1, before?.[0] ?? null, before?.[1] ?? null, clientId, contactId, status, assigneeId, label, unread, part],
  );
}

export type ConversationUpdate = Pick<ConversationRow, 'status' | 'snoozedUntil' | 'assigneeId' | 'labels'>;

export async function updateConversation(tx: Tx, id: string, change: ConversationUpdate): Promise<ConversationRow> {
  return tx.one<ConversationRow>(
    `update conversations set status = $2, snoozed_until = $3, assignee_id = $4, labels = $5, updated_at = now() where id = $1 returning ${CONVERSATION}`,
    [id, change.status, change.snoozedUntil, change.assigneeId, change.labels],
  );
}

/** Those that came since we last read; gives back the newest of them. */
export async function markConversationRead(tx: Tx, id: string, unread: number): Promise<void> {
  await tx.execute('update conversations set unread = 0, updated_at = now() where id = $1', [id]);
  await tx.execute(
    `update messages set status = 'read', read_at = now() where status = 'delivered' and id = any (array(
       select id from messages where conversation_id = $1 and direction = 'inbound' order by id desc limit $2))`,
    [id, unread],
  );
}

/** Null when it is not snoozed any more, or for longer. */
export async function wakeSnoozed(tx: Tx, id: string): Promise<ConversationRow | null> {
  return tx.maybe<ConversationRow>(
    `update conversations set status = 'open', snoozed_until = null, updated_at = now()
     where id = $1 and status = 'snoozed' and snoozed_until <= clock_timestamp() + interval '1 second' returning ${CONVERSATION}`,
    [id],
  );
}
