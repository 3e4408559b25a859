import type { Tx } from '../../platform/db/db.ts';

export type NoteRow = {
  id: string;
  clientId: string;
  conversationId: string;
  authorId: string | null;
  text: string;
  mentions: string[];
  createdAt: Date;
};

const NOTE = 'id, client_id, conversation_id, author_id, text, mentions, created_at';

export async function insertNote(tx: Tx, row: Omit<NoteRow, 'createdAt'>): Promise<NoteRow> {
  return tx.one<NoteRow>(
    `insert into conversation_notes (id, client_id, conversation_id, author_id, text, mentions) values ($1, $2, $3, $4, $5, $6) returning ${NOTE}`,
    [row.id, row.clientId, row.conversationId, row.authorId, row.text, row.mentions],
  );
}

export async function listNotes(tx: Tx, conversationId: string, limit: number, before: string | null): Promise<NoteRow[]> {
  return tx.query<NoteRow>(
    `select ${NOTE} from conversation_notes where conversation_id = $1 and ($3::uuid is null or id < $3) order by id desc limit $2`,
    [conversationId, limit + 1, before],
  );
}

/** How many of these are members. */
export async function countMembers(tx: Tx, userIds: readonly string[]): Promise<number> {
  return (await tx.one<{ count: number }>('select count(*) from users where id = any ($1::uuid[]) and deleted_at is null', [userIds]))
    .count;
}

export type CannedReplyRow = { id: string; shortcut: string; text: string; createdAt: Date; updatedAt: Date };

const CANNED = 'id, shortcut, text, created_at, updated_at';

export async function insertCannedReply(tx: Tx, row: Pick<CannedReplyRow, 'id' | 'shortcut' | 'text'>): Promise<CannedReplyRow> {
  return tx.one<CannedReplyRow>(`insert into canned_replies (id, shortcut, text) values ($1, $2, $3) returning ${CANNED}`, [
    row.id,
    row.shortcut,
    row.text,
  ]);
}

export async function listCannedReplies(tx: Tx, limit: number, before: string | null): Promise<CannedReplyRow[]> {
  return tx.query<CannedReplyRow>(`select ${CANNED} from canned_replies where $2::uuid is null or id < $2 order by id desc limit $1`, [
    limit + 1,
    before,
  ]);
}

export async function updateCannedReply(
  tx: Tx,
  id: string,
  change: { shortcut: string | null; text: string | null },
): Promise<CannedReplyRow | null> {
  return tx.maybe<CannedReplyRow>(
    `update canned_replies set shortcut = coalesce($2, shortcut), text = coalesce($3, text), updated_at = now() where id = $1 returning ${CANNED}`,
    [id, change.shortcut, change.text],
  );
}

export async function deleteCannedReply(tx: Tx, id: string): Promise<boolean> {
  return (await tx.execute('delete from canned_replies where id = $1', [id])) === 1;
}
