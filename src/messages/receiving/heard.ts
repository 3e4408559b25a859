import { v7 as uuidv7 } from 'uuid';
import { channelTraits, isGroup, personId, personOf } from '../../channels/channels.ts';
import type { ChannelEventOf, ChannelKind, ChatId, Person } from '../../channels/channels.ts';
import { meetContact, noteActivity } from '../../contacts/contacts.ts';
import { expectFile } from '../../media/media.ts';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { pickedBy, storableText, wordsOf } from '../content.ts';
import type { StoredContent } from '../content.ts';
import { isBroadcastChat } from '../conversations/broadcast.ts';
import { conversationOf } from '../conversations/find-conversation.ts';
import { noteInbound, notePhone } from '../conversations/turns.ts';
import { findByProviderId, insertMessage, lockProviderId } from '../message-rows.sql.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import { knownAs } from '../people.ts';
import { publishMessage } from '../publish-message.ts';
import { applyEarlyEvents } from './early.ts';
import { findAskedAsText, listUnnamed, setProviderId } from './receiving.sql.ts';
import { advance, findOwn } from './statuses.ts';

export type HearingClient = { id: string; channel: ChannelKind; phoneNumber: string | null };
/** `serial` tells messages of one instant apart, in the order in which they were heard. */
type Heard = { client: HearingClient; event: ChannelEventOf<'message'>; serial: string };

const PICK_CHARS = 200;

/** Stores a message that somebody wrote, or that we wrote on the phone; null for one that is there already. */
export async function storeHeard(tx: Tx, publish: Publish, { client, event, serial }: Heard): Promise<MessageRow | null> {
  if (event.fromMe && (await isOurs(tx, publish, client, event))) return null;
  const [, known] = await Promise.all([lockProviderId(tx, client.id, event.providerId), findByProviderId(tx, client.id, event.providerId)]);
  if (known) return null;
  const { conversation, contactId, quotedId } = await placeOf(tx, publish, client, event);
  const content = await pickMapped(tx, client, conversation.id, event);
  const sender = event.fromMe ? client.phoneNumber : event.from && personId(event.from);
  const message = await insertMessage(tx, {
    id: event.late ? uuidv7({ msecs: Date.parse(event.at), seq: serialNumber(serial) }) : uuidv7(),
    clientId: client.id,
    conversationId: conversation.id,
    contactId,
    direction: event.fromMe ? 'outbound' : 'inbound',
    origin: event.fromMe ? 'phone' : 'contact',
    chatId: event.chatId,
    sender,
    senderName: event.fromMe ? null : nameOf(event.from),
    recipient: event.fromMe || isShared(event.chatId) ? event.chatId : client.phoneNumber,
    type: content.type,
    content,
    status: event.fromMe ? 'sent' : 'delivered',
    providerId: event.providerId,
    replyToId: quotedId,
    forwarded: event.forwarded ?? false,
    late: event.late ?? false,
    sentAt: new Date(event.at),
    queued: false,
    words: wordsOf(content),
  });
  const at = { [event.fromMe ? 'outboundAt' : 'inboundAt']: new Date(event.at) };
  if (contactId !== null) await noteActivity(tx, contactId, at);
  await expectFile(tx, client.id, message.id, event.content);
  await (event.fromMe ? notePhone(tx, conversation, message) : noteInbound(tx, publish, conversation, message));
  await publishMessage(tx, publish, event.fromMe ? 'message.sent' : 'message.received', message);
  await applyEarlyEvents(tx, publish, client, event.providerId);
  return message;
}

/** What we sent ourselves comes back on some channels; it must not be taken for something typed on the phone. */
async function isOurs(tx: Tx, publish: Publish, client: HearingClient, event: ChannelEventOf<'message'>): Promise<boolean> {
  const own = (await findOwn(tx, client.id, event)) ?? (await findUnnamedTwin(tx, client.id, event));
  if (!own) return false;
  await applyEarlyEvents(tx, publish, client, event.providerId);
  await advance(tx, publish, own, { status: 'sent', at: event.at });
  return true;
}

/** Where a channel carries no id of ours: one that is on its way in that chat and says the same. */
async function findUnnamedTwin(
  tx: Tx,
  clientId: string,
  { chatId, content, providerId }: ChannelEventOf<'message'>,
): Promise<MessageRow | null> {
  const twin = (await listUnnamed(tx, clientId, chatId)).find(
    (each) => each.type === content.type && wordsOf(each.content) === wordsOf(content),
  );
  if (!twin) return null;
  await lockProviderId(tx, clientId, providerId);
  await setProviderId(tx, twin.id, providerId);
  return twin;
}

async function placeOf(tx: Tx, publish: Publish, client: HearingClient, event: ChannelEventOf<'message'>) {
  const { chatId, replyTo } = event;
  const quoted = replyTo === undefined ? null : await findByProviderId(tx, client.id, replyTo);
  // Whoever writes in a group is not for that a contact of ours.
  const contact = isShared(chatId) ? null : await meetContact(tx, publish, knownAs(personIn(event)));
  const name = isShared(chatId) || event.fromMe ? null : nameOf(event.from);
  const conversation = await conversationOf(tx, { clientId: client.id, chatId, contactId: contact?.id ?? null, name });
  return { conversation, contactId: contact?.id ?? null, quotedId: quoted?.id ?? null };
}

/** A chat that is not one person's. */
export function isShared(chatId: ChatId): boolean {
  return isGroup(chatId) || isBroadcastChat(chatId);
}

function personIn({ chatId, from, fromMe }: ChannelEventOf<'message'>): Person {
  const known = personOf(chatId);
  if (fromMe || !from) return known;
  const name = nameOf(from);
  return { ...known, ...from, ...(name !== null && { name }) };
}

function nameOf(from: Person | null): string | null {
  const name = storableText((from?.name ?? '').slice(0, 300)).trim();
  return name === '' ? null : name;
}

/** An answer to choices that went out as text says which of them it picks. */
async function pickMapped(
  tx: Tx,
  { channel }: HearingClient,
  conversationId: string,
  { content, fromMe }: ChannelEventOf<'message'>,
): Promise<StoredContent> {
  const couldPick = !fromMe && content.type === 'text' && content.text.body.length <= PICK_CHARS;
  if (!couldPick || channelTraits(channel).capabilities.has('send.interactive')) return content;
  const asked = await findAskedAsText(tx, conversationId);
  const choice = asked?.content.type === 'interactive' ? pickedBy(content.text.body, asked.content.interactive) : null;
  return asked && choice ? { ...content, picked: { messageId: asked.id, id: choice.id, title: choice.title } } : content;
}

/** Messages of one instant get ids in the order in which they were heard, which the ids of their inbound events (version 7) carry. */
function serialNumber(inboundId: string): number {
  const digits = inboundId.replaceAll('-', '');
  const lastOfMs = Number.parseInt(digits.slice(9, 12), 16);
  const lastOfCount = (Number.parseInt(digits.slice(16, 22), 16) >>> 2) & 0xfffff;
  return ((lastOfMs << 20) | lastOfCount) >>> 0;
}
