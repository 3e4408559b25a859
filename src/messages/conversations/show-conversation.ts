import type { z } from 'zod';
import { isGroup } from '../../channels/channels.ts';
import { findContacts, showContact } from '../../contacts/contacts.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { Giveable } from '../../platform/http/route.ts';
import { listByIds } from '../reading/reading.sql.ts';
import { showMessage } from '../show.ts';
import { isBroadcastChat } from './broadcast.ts';
import type { Conversation } from './conversations.schema.ts';
import type { ConversationRow } from './conversations.sql.ts';

export type ShownConversation = Giveable<z.input<typeof Conversation>>;

/** Conversations as the API shows them, with who they are with and what was said last; three statements for however many. */
export async function showConversations(tx: Tx, rows: readonly ConversationRow[]): Promise<ShownConversation[]> {
  const idsOf = (ids: readonly (string | null)[]) => ids.filter((id) => id !== null);
  const [messages, contacts] = await Promise.all([
    listByIds(tx, idsOf(rows.map(({ lastMessageId }) => lastMessageId))),
    findContacts(tx, idsOf(rows.map(({ contactId }) => contactId))),
  ]);
  const lastOf = new Map(messages.map((message) => [message.id, message]));
  const contactOf = new Map(contacts.map((contact) => [contact.id, showContact(contact)]));
  return rows.map((row) => {
    const contact = contactOf.get(row.contactId ?? '');
    const last = lastOf.get(row.lastMessageId ?? '');
    return {
      ...fieldsOf(row),
      name: contact?.name ?? row.name,
      phone: contact?.phone ?? (row.chatId.startsWith('+') ? row.chatId : null),
      optedOut: contact?.optedOut ?? false,
      lastMessage: last ? showMessage(last) : null,
    };
  });
}

export async function showConversation(tx: Tx, row: ConversationRow): Promise<ShownConversation> {
  return (await showConversations(tx, [row]))[0] as ShownConversation;
}

function fieldsOf(row: ConversationRow) {
  const { id, clientId, chatId, contactId, status, snoozedUntil, assigneeId, labels, unread } = row;
  const { lastMessageAt, lastInboundAt, lastOutboundAt, createdAt } = row;
  const kind = isGroup(chatId) ? 'group' : isBroadcastChat(chatId) ? 'broadcast' : 'person';
  const times = { lastMessageAt, lastInboundAt, lastOutboundAt, createdAt };
  return { id, clientId, chatId, kind, contactId, status, snoozedUntil, assigneeId, labels, unread, ...times } as const;
}
