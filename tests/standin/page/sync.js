// Filling the collections from what the server holds for this account, before the sync is over.
import { Blocklist, Chat, chatFromWire, Contact, contactFromWire, takeMessage } from './collections.js';
import { call } from './wire.js';
import { createWid } from './wid.js';

/** Loads contacts, chats and their latest messages; none of them counts as new. */
export async function fillCollections() {
  const { contacts, chats, messages, blocked } = await call('sync');
  for (const contact of contacts) Contact.add(contactFromWire(contact), { silent: true });
  for (const chat of chats) Chat.add(chatFromWire(chat), { silent: true });
  for (const id of blocked) Blocklist.add({ id: createWid(id) }, { silent: true });
  for (const message of messages) takeMessage(message, { isNew: false });
}
