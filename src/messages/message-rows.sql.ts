import type { Purpose } from '../contacts/contacts.ts';
import type { Tx } from '../platform/db/db.ts';
import type { StoredContent } from './content.ts';
import type { Origin, Status } from './messages.schema.ts';

export type HistoryEntry = { status: Status; at: string; reason?: string };
export type ReactionEntry = { from: string | null; emoji: string; at: string };
export type VoteEntry = { from: string | null; options: string[]; at: string };
export type EditEntry = { at: string; content: StoredContent };

export type MessageRow = {
  id: string;
  organizationId: string;
  clientId: string;
  conversationId: string;
  contactId: string | null;
  direction: 'inbound' | 'outbound';
  origin: Origin;
  chatId: string;
  sender: string | null;
  senderName: string | null;
  recipient: string | null;
  type: string;
  content: StoredContent;
  status: Status;
  history: HistoryEntry[];
  providerId: string | null;
  replyToId: string | null;
  targetId: string | null;
  forwarded: boolean;
  late: boolean;
  starred: boolean;
  metadata: Record<string, unknown> | null;
  reactions: ReactionEntry[];
  votes: VoteEntry[];
  edits: EditEntry[];
  errorCode: string | null;
  errorDetail: string | null;
  createdBy: string | null;
  createdAt: Date;
  sendAt: Date | null;
  sentAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
  playedAt: Date | null;
  editedAt: Date | null;
  revokedAt: Date | null;
  dueAt: Date | null;
  priority: number;
  place: Date;
  attempts: number;
  questions: number;
  claimedAt: Date | null;
  claimFence: number | null;
  purpose: Purpose;
  overrideConsent: boolean;
  fallback: boolean;
};

const COLUMNS = `id, organization_id, client_id, conversation_id, contact_id, direction, origin, chat_id, sender, sender_name, recipient, type, content,
  status, history, provider_id, reply_to_id, target_id, forwarded, late, starred, metadata, reactions, votes, edits, error_code, error_detail,
  created_by, created_at, send_at, sent_at, delivered_at, read_at, played_at, edited_at, revoked_at,
  due_at, priority, place, attempts, questions, claimed_at, claim_fence, purpose, override_consent, fallback`;

/** Every column of a message, of the table as it is called in the statement. */
export const messageColumns = (table: string) => COLUMNS.replaceAll(/\w+/g, (column) => `${table}.${column}`);

export type NewRow = Pick<
  MessageRow,
  'id' | 'clientId' | 'conversationId' | 'contactId' | 'direction' | 'origin' | 'chatId' | 'type' | 'content' | 'status'
> &
  Partial<
    Pick<
      MessageRow,
      | 'sender'
      | 'senderName'
      | 'recipient'
      | 'providerId'
      | 'replyToId'
      | 'targetId'
      | 'forwarded'
      | 'late'
      | 'metadata'
      | 'createdBy'
      | 'sendAt'
      | 'sentAt'
      | 'priority'
      | 'purpose'
      | 'overrideConsent'
      | 'fallback'
    >
  > & { queued: boolean; words: string };

const INSERT = `
  with stored as (
    insert into messages (id, client_id, conversation_id, contact_id, direction, origin, chat_id, sender, sender_name, recipient, type, content, status,
      history, provider_id, reply_to_id, target_id, forwarded, late, metadata, created_by, send_at, sent_at, due_at, priority, place,
      purpose, override_consent, fallback)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
      jsonb_build_array(jsonb_build_object('status', $13::text, 'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
      $14, $15, $16, $17, $18, $19, $20, $21, $22, case when $27::boolean then coalesce($21, now()) end, $23, coalesce($21, clock_timestamp()), $24, $25, $26)
    returning ${messageColumns('messages')}
  ), indexed as (
    insert into message_words (message_id, client_id, conversation_id, words)
    select id, client_id, conversation_id, to_tsvector('simple', $28) from stored where $28 <> ''
  )
  select * from stored`;

/** Stores a message with the words by which it is found; throws the constraint when its provider's id is stored already. */
export async function insertMessage(tx: Tx, row: NewRow): Promise<MessageRow> {
  return tx.one<MessageRow>(INSERT, [
    row.id,
    row.clientId,
    row.conversationId,
    row.contactId,
    row.direction,
    row.origin,
    row.chatId,
    row.sender ?? null,
    row.senderName ?? null,
    row.recipient ?? null,
    row.type,
    JSON.stringify(row.content),
    row.status,
    row.providerId ?? null,
    row.replyToId ?? null,
    row.targetId ?? null,
    row.forwarded ?? false,
    row.late ?? false,
    row.metadata ? JSON.stringify(row.metadata) : null,
    row.createdBy ?? null,
    row.sendAt ?? null,
    row.sentAt ?? null,
    row.priority ?? 1,
    row.purpose ?? 'message',
    row.overrideConsent ?? false,
    row.fallback ?? false,
    row.queued,
    row.words,
  ]);
}

export async function findMessage(tx: Tx, id: string): Promise<MessageRow | null> {
  return tx.maybe<MessageRow>(`select ${messageColumns('messages')} from messages where id = $1`, [id]);
}

export async function lockMessage(tx: Tx, id: string): Promise<MessageRow | null> {
  return tx.maybe<MessageRow>(`select ${messageColumns('messages')} from messages where id = $1 for update`, [id]);
}

export async function updateContent(tx: Tx, id: string, content: StoredContent): Promise<MessageRow> {
  return tx.one<MessageRow>(`update messages set content = $2 where id = $1 returning ${messageColumns('messages')}`, [
    id,
    JSON.stringify(content),
  ]);
}

export async function findByProviderId(tx: Tx, clientId: string, providerId: string): Promise<MessageRow | null> {
  return tx.maybe<MessageRow>(`select ${messageColumns('messages')} from messages where client_id = $1 and provider_id = $2 for update`, [
    clientId,
    providerId,
  ]);
}

/** Whoever stores a provider's id, and whoever finds that it is stored nowhere, do so one after the other until they commit. */
export async function lockProviderId(tx: Tx, clientId: string, providerId: string): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended($1, 7))', [`${clientId} ${providerId}`]);
}
