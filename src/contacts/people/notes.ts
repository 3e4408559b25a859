import { v7 as uuidv7 } from 'uuid';
import { notFound } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { knownContact } from './people.ts';
import { deleteNote, insertNote, listNotes } from './people.sql.ts';
import type { NoteRow } from './people.sql.ts';

type One = OwnCall & { params: { id: string } };

/** What the team wrote down about a contact, newest first; the contact never sees it. */
export async function showNotes({ tx, params, query }: One & { query: { limit: number; cursor?: string } }) {
  const { id } = await knownContact(tx, params.id);
  const rows = await listNotes(tx, id, query.limit + 1, readIdCursor(query.cursor));
  const { data, nextCursor } = pageOf(rows, query.limit, (note) => [note.id]);
  return { data: data.map(showNote), nextCursor };
}

export async function addNote({ tx, params, body, caller }: One & { body: { body: string } }) {
  const { id } = await knownContact(tx, params.id);
  const { type, id: authorId, name } = caller.actor;
  return showNote(await insertNote(tx, id, { id: uuidv7(), authorType: type, authorId, authorName: name, body: body.body }));
}

export async function removeNote({ tx, params }: OwnCall & { params: { id: string; noteId: string } }): Promise<void> {
  const { id } = await knownContact(tx, params.id);
  if (!(await deleteNote(tx, id, params.noteId))) throw notFound('contacts');
}

export function showNote({ id, authorType, authorId, authorName, body, createdAt }: NoteRow) {
  return { id, author: { type: authorType, id: authorId, name: authorName }, body, createdAt };
}
