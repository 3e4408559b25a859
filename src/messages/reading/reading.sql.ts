import type { Tx } from '../../platform/db/db.ts';
import { messageColumns } from '../message-rows.sql.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import type { Status } from '../messages.schema.ts';

export type MessageQuery = {
  limit: number;
  /** Ids carry their time, so both the cursor and times are bounds of ids. */
  before: string | null;
  from: string | null;
  clientId: string | null;
  conversationId: string | null;
  contactId: string | null;
  status: Status | null;
  direction: 'inbound' | 'outbound' | null;
};

// Each condition that an index can answer stands there only when it is asked for, so that the plan can use that index.
function conditions({ clientId, conversationId, status }: MessageQuery): string {
  const waiting = status === 'queued' || status === 'scheduled' || status === 'sending';
  return [
    clientId === null ? '$4::uuid is null' : 'client_id = $4::uuid',
    conversationId === null ? '$5::uuid is null' : 'conversation_id = $5::uuid',
    ...(waiting ? ['due_at is not null'] : []),
    ...(status === 'failed' ? ['error_code is not null'] : []),
  ].join(' and ');
}

/** Newest first. */
export async function listMessages(tx: Tx, query: MessageQuery): Promise<MessageRow[]> {
  const { limit, before, from, clientId, conversationId, contactId, status, direction } = query;
  return tx.query<MessageRow>(
    `select ${messageColumns('messages')} from messages
     where ${conditions(query)} and ($2::uuid is null or id < $2) and ($3::uuid is null or id >= $3)
       and ($6::text is null or status = $6) and ($7::text is null or direction = $7) and ($8::uuid is null or contact_id = $8)
     order by id desc limit $1`,
    [limit + 1, before, from, clientId, conversationId, status, direction, contactId],
  );
}

export async function listByIds(tx: Tx, ids: readonly string[]): Promise<MessageRow[]> {
  return tx.query<MessageRow>(`select ${messageColumns('messages')} from messages where id = any ($1::uuid[]) order by id desc`, [ids]);
}

export async function searchIds(
  tx: Tx,
  { words, conversationId, before, most }: { words: string; conversationId: string | null; before: string | null; most: number },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>('select id from search_messages($1, $2, $3, $4) as id', [
    words,
    conversationId,
    before,
    most,
  ]);
  return rows.map(({ id }) => id);
}
