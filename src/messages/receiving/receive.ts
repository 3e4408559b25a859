import { v7 as uuidv7 } from 'uuid';
import { isGroup, personId, personOf } from '../../channels/channels.ts';
import type { ChannelEventOf } from '../../channels/channels.ts';
import { meetContact } from '../../contacts/contacts.ts';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { InboundEvent } from '../../sessions/sessions.ts';
import { conversationOf } from '../conversations/find-conversation.ts';
import { noteInbound, noteActivity } from '../conversations/turns.ts';
import { knownAs } from '../people.ts';
import { insertMessage } from '../message-rows.sql.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import { receiveChange } from './changes.ts';
import { applyEarlyEvents } from './early.ts';
import { storeHeard } from './heard.ts';
import type { HearingClient } from './heard.ts';
import { receiveStatus } from './statuses.ts';

/**
 * Takes one event of a channel, in the transaction that ends it. Gives back the message that a person wrote, when it is one, so
 * that the rooms above can act on it.
 */
export async function receive(tx: Tx, publish: Publish, { id, client, event }: InboundEvent): Promise<MessageRow | null> {
  switch (event.type) {
    case 'message': {
      const message = await storeHeard(tx, publish, { client, event, serial: id });
      return message?.direction === 'inbound' ? message : null;
    }
    case 'message_status':
      await receiveStatus(tx, publish, client.id, event);
      if (event.ownId !== undefined) await applyEarlyEvents(tx, publish, client, event.providerId);
      return null;
    case 'call':
      await receiveCall(tx, publish, client, event);
      return null;
    case 'group_updated':
      await receiveGroupChange(tx, publish, client, event);
      return null;
    case 'contact_changed':
      await meetContact(tx, publish, knownAs({ ...event.before, ...event.person }));
      return null;
    default:
      await receiveChange(tx, publish, client, event);
      return null;
  }
}

async function receiveCall(tx: Tx, publish: Publish, client: HearingClient, { chatId, from, video, callId, at }: ChannelEventOf<'call'>) {
  const contact = isGroup(chatId) ? null : await meetContact(tx, publish, knownAs({ ...personOf(chatId), ...from }));
  const conversation = await conversationOf(tx, {
    clientId: client.id,
    chatId,
    contactId: contact?.id ?? null,
    name: null,
  });
  const caller = from && personId(from);
  const message = await insertMessage(tx, {
    id: uuidv7(),
    clientId: client.id,
    conversationId: conversation.id,
    contactId: contact?.id ?? null,
    direction: 'inbound',
    origin: 'contact',
    chatId,
    sender: caller,
    recipient: client.phoneNumber,
    type: 'call',
    content: { type: 'call', call: { video } },
    status: 'delivered',
    sentAt: new Date(at),
    queued: false,
    words: '',
  });
  await noteInbound(tx, publish, conversation, message);
  const data = { callId, conversationId: conversation.id, messageId: message.id, from: caller, video, at };
  await publish(tx, { type: 'call.incoming', clientId: client.id, orderKey: conversation.id, data });
}

async function receiveGroupChange(tx: Tx, publish: Publish, client: HearingClient, event: ChannelEventOf<'group_updated'>) {
  const { chatId, change, by, people = [], text, at } = event;
  const name = change === 'subject' || change === 'created' ? (text ?? null) : null;
  const conversation = await conversationOf(tx, { clientId: client.id, chatId, contactId: null, name: null });
  const groupChange = { change, by: by && personId(by), people: people.map(personId), ...(text !== undefined && { text }) };
  const message = await insertMessage(tx, {
    id: uuidv7(),
    clientId: client.id,
    conversationId: conversation.id,
    contactId: null,
    direction: 'inbound',
    origin: 'contact',
    chatId,
    sender: (by && personId(by)) ?? null,
    recipient: chatId,
    type: 'group_change',
    content: { type: 'group_change', groupChange },
    status: 'delivered',
    sentAt: new Date(at),
    queued: false,
    words: '',
  });
  await noteActivity(tx, conversation, message, name);
  const data = { groupId: chatId, conversationId: conversation.id, ...groupChange, at };
  await publish(tx, { type: 'group.updated', clientId: client.id, orderKey: conversation.id, data });
}
