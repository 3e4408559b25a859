import type { z } from 'zod';
import type { Giveable } from '../platform/http/route.ts';
import { shownContent } from './content.ts';
import type { ShownContent } from './content.ts';
import { PRIORITIES } from './messages.schema.ts';
import type { Message } from './messages.schema.ts';
import type { MessageRow } from './message-rows.sql.ts';

export type ShownMessage = Giveable<z.input<typeof Message>>;

/** A message as the API and its events show it. */
export function showMessage(row: MessageRow): ShownMessage {
  const { id, clientId, conversationId, direction, origin, type, status, createdAt } = row;
  return {
    id,
    clientId,
    conversationId,
    contactId: row.contactId ?? undefined,
    direction,
    origin,
    from: row.sender,
    fromName: row.senderName ?? undefined,
    to: row.recipient,
    type,
    ...withVotes(shownContent(row.content), row),
    status,
    providerId: row.providerId ?? undefined,
    replyTo: row.replyToId ?? undefined,
    forwarded: row.forwarded || undefined,
    late: row.late || undefined,
    starred: row.starred || undefined,
    priority: row.dueAt ? PRIORITIES[row.priority] : undefined,
    reactions: row.reactions.length > 0 ? row.reactions : undefined,
    error: row.errorCode === null ? undefined : { code: row.errorCode, detail: row.errorDetail ?? '' },
    metadata: row.metadata ?? undefined,
    createdBy: row.createdBy ?? undefined,
    createdAt,
    sendAt: row.sendAt ?? undefined,
    sentAt: row.sentAt ?? undefined,
    deliveredAt: row.deliveredAt ?? undefined,
    readAt: row.readAt ?? undefined,
    playedAt: row.playedAt ?? undefined,
    editedAt: row.editedAt ?? undefined,
    revokedAt: row.revokedAt ?? undefined,
  };
}

function withVotes(content: ShownContent, { votes }: MessageRow): ShownContent {
  return content.poll && votes.length > 0 ? { poll: { ...content.poll, votes } } : content;
}
