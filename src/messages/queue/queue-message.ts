import { v7 as uuidv7 } from 'uuid';
import { channelTraits, ChannelError, isGroup, outgoingKinds, personOf } from '../../channels/channels.ts';
import type { ChatId } from '../../channels/channels.ts';
import type { ClientRow } from '../../clients/clients.ts';
import { admit, meetContact, noteActivity } from '../../contacts/contacts.ts';
import type { Purpose } from '../../contacts/contacts.ts';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { notSupported, unprocessable } from '../../platform/http/errors.ts';
import { sendQuota, waitMsBehind } from '../../safety/safety.ts';
import { holdMedia } from '../../media/media.ts';
import { mediaIdOf, wordsOf } from '../content.ts';
import type { StoredContent } from '../content.ts';
import { bumpForOutbound } from '../conversations/conversations.sql.ts';
import { conversationOf } from '../conversations/find-conversation.ts';
import { findMessage, insertMessage } from '../message-rows.sql.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import { PRIORITIES } from '../messages.schema.ts';
import type { Origin, Priority } from '../messages.schema.ts';
import { knownAs } from '../people.ts';
import { showMessage } from '../show.ts';
import { countAhead, notifySender } from './queue.sql.ts';

/** What any room may ask to be sent. */
export type Outgoing = {
  client: Pick<ClientRow, 'id' | 'channel' | 'phoneNumber'>;
  to: ChatId;
  content: StoredContent;
  origin: Origin;
  /** Why it is sent, for who decides whether it may be. */
  purpose?: Purpose;
  /** A person who may do so decided to answer somebody who opted out before. */
  overrideConsent?: boolean;
  replyToId?: string | undefined;
  forwardOfId?: string | undefined;
  sendAt?: Date | null;
  priority?: Priority | undefined;
  metadata?: Record<string, unknown> | undefined;
  /** Kinds that the channel cannot show go as text. */
  fallback?: boolean;
  createdBy?: string | null;
};

// Further back in the queue nobody asks for the exact place.
const COUNTED_AHEAD = 1_000;

/** Puts a message into the queue of its client, in the caller's transaction; refuses what can never go. */
export async function queueMessage(tx: Tx, publish: Publish, outgoing: Outgoing): Promise<MessageRow> {
  const { client, to, content, origin, overrideConsent = false, sendAt = null, fallback = false } = outgoing;
  const purpose = outgoing.purpose ?? (overrideConsent ? 'reply' : 'message');
  refuseImpossible(client, content, fallback);
  const contact = isGroup(to) ? null : await meetContact(tx, publish, knownAs(personOf(to)));
  if (contact) await admit(tx, { contactId: contact.id, clientId: client.id, purpose, override: overrideConsent ? new Date() : null });
  const conversation = await conversationOf(tx, { clientId: client.id, chatId: to, contactId: contact?.id ?? null, name: null });
  await refuseForeignReply(tx, conversation.id, outgoing.replyToId);
  const id = uuidv7();
  const mediaId = mediaIdOf(content);
  if (mediaId !== null) await holdMedia(tx, mediaId, id);
  const message = await insertMessage(tx, {
    id,
    clientId: client.id,
    conversationId: conversation.id,
    contactId: contact?.id ?? null,
    direction: 'outbound',
    origin,
    chatId: to,
    sender: client.phoneNumber,
    recipient: to,
    type: content.type,
    content,
    status: sendAt ? 'scheduled' : 'queued',
    replyToId: outgoing.replyToId ?? null,
    targetId: outgoing.forwardOfId ?? (content.type === 'reaction' ? content.reaction.messageId : null),
    forwarded: outgoing.forwardOfId !== undefined,
    metadata: outgoing.metadata ?? null,
    createdBy: outgoing.createdBy ?? null,
    sendAt,
    priority: PRIORITIES.indexOf(outgoing.priority ?? 'normal'),
    purpose,
    overrideConsent,
    fallback,
    queued: true,
    words: wordsOf(content),
  });
  await Promise.all([
    bumpForOutbound(tx, conversation.id, message.id),
    publish(tx, { type: 'message.queued', clientId: client.id, orderKey: conversation.id, data: { message: showMessage(message) } }),
    notifySender(tx, client.id),
    contact && noteActivity(tx, contact.id, { outboundAt: message.createdAt }),
  ]);
  return message;
}

/** How long a message will wait, as far as can be said now. */
export async function waitingOf(tx: Tx, message: MessageRow, now: Date) {
  const [ahead, quota] = await Promise.all([countAhead(tx, message, COUNTED_AHEAD), sendQuota(tx, message.clientId)]);
  const startsAt = Math.max(now.getTime(), message.sendAt?.getTime() ?? 0);
  return { ahead, estimatedAt: new Date(startsAt + waitMsBehind(quota, ahead)), left: quota?.left ?? null };
}

function refuseImpossible({ channel }: Outgoing['client'], content: StoredContent, fallback: boolean): void {
  const { capabilities } = traitsOf(channel);
  if (content.type === 'reaction') {
    if (!capabilities.has('react')) throw notSupported('messages.kind_not_possible', `The ${channel} channel cannot send reactions.`);
    return;
  }
  if (!(content.type in outgoingKinds)) throw unprocessable([{ path: 'type', message: 'A message of this kind cannot be sent on.' }]);
  if (capabilities.has(`send.${content.type as keyof typeof outgoingKinds}`) || (content.type === 'interactive' && fallback)) return;
  const instead = content.type === 'interactive' ? ' Send `"fallback": "text"` to have the choices go out as numbered text.' : '';
  throw notSupported('messages.kind_not_possible', `The ${channel} channel cannot send messages of the kind ${content.type}.${instead}`);
}

function traitsOf(channel: ClientRow['channel']) {
  try {
    return channelTraits(channel);
  } catch (error) {
    throw error instanceof ChannelError ? notSupported('channels.not_supported', error.message) : error;
  }
}

async function refuseForeignReply(tx: Tx, conversationId: string, replyToId: string | undefined): Promise<void> {
  if (replyToId === undefined) return;
  const quoted = await findMessage(tx, replyToId);
  if (quoted?.conversationId !== conversationId)
    throw unprocessable([{ path: 'replyTo', message: 'There is no such message in this conversation.' }]);
}
