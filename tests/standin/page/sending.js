// Sending: what the library calls to put a message into a chat and on its way.
import { config } from './config.js';
import { Chat, Msg, MsgModel } from './collections.js';
import { pageError } from './errors.js';
import { define } from './registry.js';
import { toWire } from './wire-form.js';
import { call } from './wire.js';
import { createWid } from './wid.js';

/** Gives the message to the chat at once, and a promise of what the server said to it. */
function addAndSendMsgToChat(chat, given) {
  const message = new MsgModel(given.directPath ? { ...given, isUnsentMedia: true } : given);
  Msg.add(message);
  chat.msgs.add(message);
  chat.set('t', message.t);
  return [Promise.resolve(message), deliver(message)];
}

async function deliver(message) {
  const { ack, error, t } = await call('send', { message: toWire(message) });
  if (error) {
    message.set('ack', -1);
    return { messageSendResult: 'ERROR_UNKNOWN', error };
  }
  if (message.isUnsentMedia) message.set('isUnsentMedia', false);
  message.set({ ack: Math.max(ack, message.ack), t });
  return { messageSendResult: 'OK', t };
}

/** The one chat that a person has, under whichever of their identities; whoever has no WhatsApp has none. */
async function findOrCreateLatestChat(wid) {
  const { id } = await call('chatOf', { id: String(createWid(wid)) });
  if (!id) throw pageError('Error', 'No LID for user');
  const chat = Chat.get(id) ?? (await Chat.find(id));
  return { chat, created: false };
}

async function sendSeen({ chat }) {
  await call('seen', { chat: String(chat.id) });
  chat.set('unreadCount', 0);
}

const chatState = (state) => (wid) => call('chatState', { chat: String(wid), state });

define('WAWebSendMsgChatAction', { addAndSendMsgToChat });
define('WAWebFindChatAction', { findOrCreateLatestChat });
define('WAWebUpdateUnreadChatAction', { sendSeen });
define('WAWebChatStateBridge', {
  sendChatStateComposing: chatState('typing'),
  sendChatStateRecording: chatState('recording'),
  sendChatStatePaused: chatState('idle'),
});
define('WAWebGetEphemeralFieldsMsgActionsUtils', { getEphemeralFields: () => ({}) });
define('WAWebMsgReply', { canReplyMsg: (message) => message.canReply() });
define('WAWebChatGetters', {
  getIsNewsletter: ({ id }) => id.isNewsletter(),
  getIsBroadcast: ({ id }) => id.isBroadcast(),
  getIsGroup: ({ id }) => id.isGroup(),
});
const LINK = /\bhttps?:\/\/[^\s]+|\bwww\.[^\s]+/gi;
const asLink = (text) => ({ href: text.startsWith('http') ? text : `http://${text}`, url: text, suspiciousCharacters: new Set() });
const findLinks = (text) => (typeof text === 'string' ? [...text.matchAll(LINK)].map(([found]) => asLink(found)) : []);
define('WALinkify', { findLinks, findLink: (text) => findLinks(text)[0] });

/** With the chat it is drawn as that chat shows it; a channel's preview without it stays a blur. */
async function getLinkPreview(link, chat) {
  const data = { title: `Title of ${link.url}`, description: 'A page', canonicalUrl: link.href, matchedText: link.url, richPreviewType: 0 };
  if (!config.changes.linkPreviews) return { data: { ...data, thumbnail: 'c2hhcnA=' } };
  return { data: { ...data, thumbnail: chat ? 'c2hhcnA=' : 'Ymx1cg==' } };
}
define('WAWebLinkPreviewChatAction', {
  getLinkPreview: config.changes.linkPreviews ? getLinkPreview : (link) => getLinkPreview(link),
});
define('WAWebFrontendVcardUtils', {
  vcardFromContactModel: (contact) => ({
    displayName: contact.formattedName,
    vcard: `BEGIN:VCARD\nVERSION:3.0\nFN:${contact.formattedName}\nTEL;type=CELL;waid=${contact.id.user}:+${contact.id.user}\nEND:VCARD`,
  }),
});
define('WAWebVcardParsingUtils', { parseVcard: (text) => ({ name: /^FN:(.*)$/m.exec(text)?.[1] }) });
define('WAWebVcardGetNameFromParsed', { vcardGetNameFromParsed: ({ name }) => name });
define('WAWebBackendJobsCommon', { mediaTypeFromProtobuf: () => null });
define('WAWebE2EProtoUtils', { typeAttributeFromProtobuf: () => 'text' });
