import type { ChannelEvent } from '../../channels/channels.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { StoredContent } from '../content.ts';
import { messageColumns } from '../message-rows.sql.ts';
import type { EditEntry, HistoryEntry, MessageRow, ReactionEntry, VoteEntry } from '../message-rows.sql.ts';
import type { Status } from '../messages.schema.ts';

export type Step = {
  status: Status;
  entry: HistoryEntry;
  at: string;
  providerId: string | null;
  error: { code: string; detail: string } | null;
};

/** A message got further. It is in no queue any more, whatever was thought of it before. */
export async function updateStatus(tx: Tx, id: string, { status, entry, at, providerId, error }: Step): Promise<MessageRow> {
  return tx.one<MessageRow>(
    `update messages set status = $2, history = history || $3::jsonb, due_at = null,
       provider_id = coalesce(provider_id, $5), error_code = $6, error_detail = $7,
       sent_at = case when $2 = 'failed' then sent_at else coalesce(sent_at, $4) end,
       delivered_at = case when $2 in ('delivered', 'read', 'played') then coalesce(delivered_at, $4) else delivered_at end,
       read_at = case when $2 in ('read', 'played') then coalesce(read_at, $4) else read_at end,
       played_at = case when $2 = 'played' then coalesce(played_at, $4) else played_at end
     where id = $1 returning ${messageColumns('messages')}`,
    [id, status, JSON.stringify(entry), at, providerId, error?.code ?? null, error?.detail ?? null],
  );
}

export async function setProviderId(tx: Tx, id: string, providerId: string): Promise<void> {
  await tx.execute('update messages set provider_id = $2 where id = $1 and provider_id is null', [id, providerId]);
}

/** A message of ours on its way in that chat, whose provider's id is not known yet. */
export async function listUnnamed(tx: Tx, clientId: string, chatId: string): Promise<MessageRow[]> {
  return tx.query<MessageRow>(
    `select ${messageColumns('messages')} from messages
     where client_id = $1 and chat_id = $2 and due_at is not null and status in ('sending', 'unknown') and provider_id is null
     order by priority, place, id for update`,
    [clientId, chatId],
  );
}

export async function insertEarlyEvent(
  tx: Tx,
  row: { id: string; clientId: string; providerId: string; event: ChannelEvent },
): Promise<void> {
  await tx.execute('insert into early_events (id, client_id, provider_id, event) values ($1, $2, $3, $4)', [
    row.id,
    row.clientId,
    row.providerId,
    JSON.stringify(row.event),
  ]);
}

/** What was heard of a message before it was known, in order. */
export async function takeEarlyEvents(tx: Tx, clientId: string, providerId: string): Promise<{ id: string; event: unknown }[]> {
  return tx.query('delete from early_events where client_id = $1 and provider_id = $2 returning id, event', [clientId, providerId]);
}

export async function deleteOldEarlyEvents(tx: Tx, days: number): Promise<void> {
  await tx.execute('delete from early_events where at < now() - make_interval(days => $1)', [days]);
}

export async function updateContent(tx: Tx, id: string, { content, edits, words, at }: Edited): Promise<MessageRow> {
  await tx.execute(
    `insert into message_words (message_id, client_id, conversation_id, words)
     select id, client_id, conversation_id, to_tsvector('simple', $2) from messages where id = $1
     on conflict (message_id) do update set words = excluded.words`,
    [id, words],
  );
  return tx.one<MessageRow>(
    `update messages set content = $2, type = $3, edits = $4, edited_at = $5 where id = $1 returning ${messageColumns('messages')}`,
    [id, JSON.stringify(content), content.type, JSON.stringify(edits), at],
  );
}
export type Edited = { content: StoredContent; edits: EditEntry[]; words: string; at: string };

export async function updateRevoked(tx: Tx, id: string, at: string): Promise<MessageRow> {
  return tx.one<MessageRow>(`update messages set revoked_at = $2 where id = $1 returning ${messageColumns('messages')}`, [id, at]);
}

export async function updateReactions(tx: Tx, id: string, reactions: readonly ReactionEntry[]): Promise<void> {
  await tx.execute('update messages set reactions = $2 where id = $1', [id, JSON.stringify(reactions)]);
}

export async function updateVotes(tx: Tx, id: string, votes: readonly VoteEntry[]): Promise<void> {
  await tx.execute('update messages set votes = $2 where id = $1', [id, JSON.stringify(votes)]);
}

/** The last list of choices that went out as text in a conversation, within a day. */
export async function findAskedAsText(tx: Tx, conversationId: string): Promise<MessageRow | null> {
  return tx.maybe<MessageRow>(
    `select ${messageColumns('messages')} from messages where conversation_id = $1 and direction = 'outbound' and type = 'interactive' and fallback
       and created_at > now() - interval '1 day' and status in ('sent', 'delivered', 'read') order by id desc limit 1`,
    [conversationId],
  );
}
