// News about messages: new ones, ticks, edits, taken back ones.
import { Chat, chatFromWire, Contact, contactFromWire, Msg, takeMessage } from './collections.js';
import { onNews } from './wire.js';
import { MsgKey } from './wid.js';

onNews('message', ({ message, chat, contact }) => {
  if (contact && !Contact.get(contact.id)) Contact.add(contactFromWire(contact));
  // Status posts lie in no chat.
  const known = chat && (Chat.get(chat.id) ?? Chat.add(chatFromWire(chat)));
  takeMessage(message, { isNew: true });
  known?.set({ t: chat.t, unreadCount: chat.unreadCount });
});

onNews('ack', ({ id, ack }) => Msg.get(id)?.set('ack', ack));

onNews('edited', ({ id, changes, at }) => {
  const key = MsgKey.fromString(id);
  Msg.get(id)?.set({ ...changes, latestEditMsgKey: key, latestEditSenderTimestampMs: at });
});

onNews('revoked', ({ id, by }) => takeBack(Msg.get(id), by));

onNews('removed', ({ id }) => {
  const message = Msg.remove(id);
  if (message) Chat.get(message.id.remote)?.msgs.remove(message);
});

onNews('changed', ({ id, changes }) => Msg.get(id)?.set(changes));

onNews('chat', ({ id, changes }) => Chat.get(id)?.set(changes));

onNews('chatRemoved', ({ id }) => Chat.remove(id));

/** Shows a message as taken back. */
export function takeBack(message, by) {
  const emptied = { body: undefined, caption: undefined, directPath: undefined };
  message?.set({ type: 'revoked', subtype: by, protocolMessageKey: message.id, ...emptied });
}
