// What the page knows: chats, messages, contacts and the rest, each filled by the server and kept up by its news.
import { pageError } from './errors.js';
import { Collection, Model } from './models.js';
import { define } from './registry.js';
import { fromWire } from './wire-form.js';
import { call } from './wire.js';
import { createWid } from './wid.js';

export class MsgModel extends Model {
  static hidden = new Set(['mediaData', 'mediaObject', 'isEphemeral', 'isStatusV3']);

  initialize() {
    // Who sent it is worked out from its id, and remembered by it.
    if (!this.id) throw pageError('Error', "Data passed to getter must include an id property (it's how we memoize) but got undefined");
  }
  get isNotification() {
    return NOTIFICATIONS.has(this.type);
  }
  canReply() {
    return !this.isNotification;
  }
  msgContextInfo() {
    return {
      quotedMsg: { type: this.type, body: this.body, caption: this.caption },
      quotedStanzaID: this.id.id,
      quotedParticipant: this.author ?? this.from,
      quotedRemoteJid: this.id.remote,
    };
  }
  updateAck(ack) {
    this.set('ack', ack);
  }
}
const NOTIFICATIONS = new Set(['gp2', 'e2e_notification', 'notification_template', 'notification', 'call_log', 'protocol']);

class MsgCollection extends Collection {
  async getMessagesById(ids) {
    if (ids.some((id) => id === undefined || id === null)) {
      throw pageError('DataError', "Failed to execute 'get' on 'IDBObjectStore': No key or key range specified.");
    }
    const found = await call('getMessages', { ids: ids.map(String) });
    return { messages: found.map((message) => this.get(message.id) ?? this.add(fromWire(message), { silent: true })) };
  }
  async search(query, page, count, remote) {
    const found = await call('search', { query, page, count, chat: remote && String(remote) });
    return { messages: found.map((message) => this.get(message.id) ?? this.add(fromWire(message), { silent: true })) };
  }
}

/** A chat's messages, oldest first, in whatever order they come. */
class ChatMessages extends Collection {
  add(given, options) {
    const newest = this._models.at(-1);
    const message = super.add(given, options);
    if (newest && newest.t > message.t) this._models.sort((one, other) => one.t - other.t);
    return message;
  }
}

export class ChatModel extends Model {
  static hidden = new Set(['mute', 'groupMetadata', 'newsletterMetadata']);

  initialize() {
    Object.defineProperty(this, 'msgs', { value: new ChatMessages(MsgModel) });
    const muted = { expiration: this.muteExpiration ?? 0 };
    const mute = async (expiration) => {
      await call('changeChat', { chat: String(this.id), changes: { muteExpiration: expiration } });
      muted.expiration = expiration;
      this.set('muteExpiration', expiration);
    };
    this.set('mute', Object.assign(muted, { mute: ({ expiration }) => mute(expiration), unmute: () => mute(0) }));
  }
  get formattedTitle() {
    return this.name ?? this.contact?.name ?? this.contact?.pushname ?? `+${this.id.user}`;
  }
  get contact() {
    return Contact.get(this.id);
  }
  get lastReceivedKey() {
    return this.msgs._models.at(-1)?.id;
  }
  iAmAdmin() {
    return this.groupMetadata?.iAmAdmin() ?? false;
  }
  serialize() {
    return {
      ...super.serialize(),
      formattedTitle: this.formattedTitle,
      lastReceivedKey: this.lastReceivedKey,
      msgs: this.msgs.map(({ id }) => id),
    };
  }
}

class ChatCollection extends Collection {
  async load(id) {
    return chatFromWire(await call('openChat', { id: String(createWid(id)) }));
  }
}

export class ContactModel extends Model {
  static hidden = new Set(['businessProfile', 'commonGroups']);

  get formattedName() {
    return this.name ?? this.pushname ?? `+${this.id.user}`;
  }
  get isContactBlocked() {
    return Blocklist.get(this.id) !== undefined;
  }
}

class ContactCollection extends Collection {
  async find(id) {
    const wid = createWid(id);
    return this.get(wid) ?? this.add(contactFromWire(await call('openContact', { id: String(wid) })));
  }
  getMeContact() {
    return this._models.find(({ isMe }) => isMe);
  }
}

class StatusCollection extends Collection {
  getMyStatus() {
    return this._models.find(({ id }) => id.isStatus());
  }
}

export const Msg = new MsgCollection(MsgModel);
export const Chat = new ChatCollection(ChatModel);
export const Contact = new ContactCollection(ContactModel);
export const Blocklist = new Collection();
export const GroupMetadata = new Collection();
export const Status = new StatusCollection();
export const Label = new Collection();
export const BusinessProfile = new Collection();
export const Newsletter = new Collection(ChatModel);
export const NewsletterMetadata = new Collection();

/** A chat as the server tells it, with the group's own facts as a model of their own. */
export function chatFromWire({ group, ...chat }) {
  const model = new ChatModel({ ...chat, id: createWid(chat.id) });
  if (group) model.set('groupMetadata', GroupMetadata.take(chat.id, group));
  return model;
}

export function contactFromWire(contact) {
  return { ...contact, id: createWid(contact.id), phoneNumber: contact.phoneNumber && createWid(contact.phoneNumber) };
}

/** Puts a message into the page; a new one is announced to whoever listens. */
export function takeMessage(wire, { isNew }) {
  const message = Msg.get(wire.id) ?? Msg.add({ ...fromWire(wire), isNewMsg: isNew }, { silent: !isNew });
  Chat.get(message.id.remote)?.msgs.add(message, { silent: true });
  return message;
}

define('WAWebCollections', {
  Msg,
  Chat,
  Contact,
  Blocklist,
  GroupMetadata,
  WAWebGroupMetadataCollection: GroupMetadata,
  Status,
  Label,
  BusinessProfile,
  WAWebNewsletterCollection: Newsletter,
  NewsletterMetadataCollection: NewsletterMetadata,
  WAWebNewsletterMetadataCollection: NewsletterMetadata,
});
define('WAWebContactCollection', Contact);
