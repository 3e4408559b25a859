import type { Tx } from '../platform/db/db.ts';
import { messageColumns } from './message-rows.sql.ts';
import type { MessageRow } from './message-rows.sql.ts';

/** All messages with a person, by id and content. */
export async function listErased(tx: Tx, contactId: string): Promise<Pick<MessageRow, 'id' | 'content'>[]> {
  return tx.query(`select m.id, m.content from messages m join conversations c on c.id = m.conversation_id where c.contact_id = $1`, [
    contactId,
  ]);
}

/** With everything in them; how many there were. */
export async function deleteConversations(tx: Tx, contactId: string): Promise<number> {
  return tx.execute('delete from conversations where contact_id = $1', [contactId]);
}

/** What somebody wrote in groups: that it was there stays, who wrote it and what goes. */
export async function redactInGroups(tx: Tx, mentions: readonly string[]): Promise<number> {
  const names = mentions.flatMap((name) => [name, `+${name}`]);
  await tx.execute(
    'delete from message_words where message_id in (select id from messages where chat_id like $2 and sender = any ($1::text[]))',
    [names, '%@g.us'],
  );
  return tx.execute(
    `update messages set sender = null, sender_name = null, type = 'unknown', content = '{"type":"unknown","unknown":{"kind":"erased"}}', edits = '[]'
     where chat_id like $2 and sender = any ($1::text[])`,
    [names, '%@g.us'],
  );
}

/** Oldest first. */
export async function listOfPerson(tx: Tx, contactId: string, after: string | null, most: number): Promise<MessageRow[]> {
  return tx.query<MessageRow>(
    `select ${messageColumns('messages')} from messages where contact_id = $1 and ($2::uuid is null or id > $2) order by id limit $3`,
    [contactId, after, most],
  );
}
