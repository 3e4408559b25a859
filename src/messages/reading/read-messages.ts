import type { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { notFound } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { findMessage } from '../message-rows.sql.ts';
import type { EditEntry } from '../message-rows.sql.ts';
import type { MessageFilter } from '../messages.schema.ts';
import { waitingOf } from '../queue/queue-message.ts';
import { showMessage } from '../show.ts';
import { listMessages } from './reading.sql.ts';

/** Newest first, stable while more come in. */
export async function showMessages({ tx, query }: Pick<OwnCall, 'tx'> & { query: z.output<typeof MessageFilter> }) {
  const { limit, cursor, from, to, clientId = null, conversationId = null, contactId = null, status = null, direction = null } = query;
  const bounds = [readIdCursor(cursor), to === undefined ? null : firstIdAt(new Date(to))].filter((bound) => bound !== null).sort();
  const rows = await listMessages(tx, {
    limit,
    before: bounds[0] ?? null,
    from: from === undefined ? null : firstIdAt(new Date(from)),
    clientId,
    conversationId,
    contactId,
    status,
    direction,
  });
  const { data, nextCursor } = pageOf(rows, limit, ({ id }) => [id]);
  return { data: data.map(showMessage), nextCursor };
}

/** One message with all that happened to it, and how long it will still wait. */
export async function showDetails(clock: Clock, { tx, params }: Pick<OwnCall, 'tx'> & { params: { id: string } }) {
  const message = await findMessage(tx, params.id);
  if (!message) throw notFound('messages');
  const waits = message.status === 'queued' || message.status === 'scheduled';
  return {
    ...showMessage(message),
    history: message.history,
    edits: message.edits.map(shownEdit),
    ...(waits && { queue: await waitingOf(tx, message, clock.now()) }),
  };
}

const shownEdit = ({ at, content }: EditEntry) => ({ at, ...(content.type === 'text' && { text: content.text.body }) });

/** The smallest id of version 7 that one made at that time can have. */
function firstIdAt(time: Date): string {
  const digits = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7000-8000-000000000000`;
}
