import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Publish } from '../../events/events.ts';
import { violatedConstraint } from '../../platform/db/db-errors.ts';
import { conflict, notFound, unprocessable } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import type { CannedReplyChange, NewCannedReply, NewNote } from '../conversations/conversations.schema.ts';
import { knownConversation } from '../conversations/conversations.ts';
import {
  countMembers,
  deleteCannedReply,
  insertCannedReply,
  insertNote,
  listCannedReplies,
  listNotes,
  updateCannedReply,
} from './notes.sql.ts';
import type { NoteRow } from './notes.sql.ts';

type One = OwnCall & { params: { id: string } };
type Page = { query: { limit: number; cursor?: string | undefined } };

/** Writes something for the team only; those it mentions must be of the team. */
export async function addNote(publish: Publish, { tx, params, body, caller }: One & { body: z.output<typeof NewNote> }) {
  const { id: conversationId, clientId } = await knownConversation(tx, params.id);
  const mentions = [...new Set(body.mentions)];
  if ((await countMembers(tx, mentions)) < mentions.length)
    throw unprocessable([{ path: 'mentions', message: 'Not all of these are members of your team.' }]);
  const note = show(await insertNote(tx, { id: uuidv7(), clientId, conversationId, authorId: caller.userId, text: body.text, mentions }));
  await publish(tx, { type: 'conversation.note', clientId, orderKey: conversationId, data: { note } });
  return note;
}

export async function showNotes({ tx, params, query: { limit, cursor } }: One & Page) {
  await knownConversation(tx, params.id);
  const { data, nextCursor } = pageOf(await listNotes(tx, params.id, limit, readIdCursor(cursor)), limit, ({ id }) => [id]);
  return { data: data.map(show), nextCursor };
}

const show = ({ clientId: _hidden, ...note }: NoteRow) => note;

export async function showCannedReplies({ tx, query: { limit, cursor } }: OwnCall & Page) {
  return pageOf(await listCannedReplies(tx, limit, readIdCursor(cursor)), limit, ({ id }) => [id]);
}

export async function addCannedReply({ tx, body }: OwnCall & { body: z.output<typeof NewCannedReply> }) {
  return insertCannedReply(tx, { id: uuidv7(), ...body }).catch(refuseTaken);
}

export async function changeCannedReply({ tx, params, body }: One & { body: z.output<typeof CannedReplyChange> }) {
  const changed = await updateCannedReply(tx, params.id, { shortcut: body.shortcut ?? null, text: body.text ?? null }).catch(refuseTaken);
  if (!changed) throw notFound('cannedReplies');
  return changed;
}

export async function removeCannedReply({ tx, params }: One): Promise<void> {
  if (!(await deleteCannedReply(tx, params.id))) throw notFound('cannedReplies');
}

function refuseTaken(error: unknown): never {
  if (violatedConstraint(error) === 'canned_replies_organization_id_shortcut_key')
    throw conflict('cannedReplies.shortcut_taken', 'There is another canned reply with this shortcut.');
  throw error;
}
