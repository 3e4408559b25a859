// Identities: of people (by phone or by LID), groups, the status chat, channels; and of messages.
import { config } from './config.js';
import { pageError } from './errors.js';
import { define } from './registry.js';

const SERVERS = new Set(['c.us', 'lid', 'g.us', 'broadcast', 'newsletter', 'call']);
const KEY_FIELD = config.changes.messageKeys ? '$1' : '_serialized';

export class Wid {
  constructor(user, server) {
    this.server = server;
    this.user = user;
    this._serialized = `${user}@${server}`;
  }
  isUser() {
    return this.server === 'c.us' || this.server === 'lid';
  }
  isRegularUser() {
    return this.isUser();
  }
  isLid() {
    return this.server === 'lid';
  }
  isGroup() {
    return this.server === 'g.us';
  }
  isStatus() {
    return this._serialized === 'status@broadcast';
  }
  isBroadcast() {
    return this.server === 'broadcast';
  }
  isNewsletter() {
    return this.server === 'newsletter';
  }
  equals(other) {
    return String(other) === this._serialized;
  }
  toJid() {
    return this.server === 'c.us' ? `${this.user}@s.whatsapp.net` : this._serialized;
  }
  toString() {
    return this._serialized;
  }
  toLogString() {
    return this._serialized;
  }
}

export function createWid(from) {
  if (from instanceof Wid) return from;
  const text = typeof from === 'object' && from !== null ? from._serialized : from;
  const [address, server] = String(text).replace('s.whatsapp.net', 'c.us').split('@');
  const user = address.split(':')[0];
  if (!user || !SERVERS.has(server)) throw pageError('WidError', `wid error: invalid wid ${String(text)}`);
  return new Wid(user, server);
}

/** A wid, or what there is in place of one. */
export function widOrNothing(text) {
  return text ? createWid(text) : undefined;
}

export class MsgKey {
  constructor({ from, to, id, participant, selfDir, fromMe, remote }) {
    const outgoing = selfDir === undefined ? fromMe : selfDir === 'out';
    const chat = createWid(remote ?? (outgoing ? to : from));
    this.fromMe = outgoing;
    this.remote = chat;
    this.id = id;
    if (participant) this.participant = createWid(participant);
    this[KEY_FIELD] = [outgoing, chat, id, ...(participant ? [this.participant] : [])].join('_');
  }
  static async newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(9));
    return `3EB0${[...bytes]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase()}`;
  }
  static fromString(text) {
    const [fromMe, remote, id, participant] = String(text).split('_');
    return new MsgKey({ fromMe: fromMe === 'true', remote, id, participant });
  }
  static from(other) {
    return other instanceof MsgKey ? other : MsgKey.fromString(other);
  }
  equals(other) {
    return String(other) === this.toString();
  }
  toString() {
    return this[KEY_FIELD];
  }
}

define('WAWebMsgKey', MsgKey);
define('WAWebWidFactory', {
  createWid,
  createWidFromWidLike: createWid,
  createUserWid: (user, server = 'c.us') => new Wid(user, server),
  asUserWidOrThrow(wid) {
    const own = createWid(wid);
    if (!own.isUser()) throw pageError('WidError', `wid error: ${String(own)} is no user`);
    return own;
  },
});
define('WAWebWidToJid', { widToUserJid: (wid) => wid.toJid(), widToGroupJid: (wid) => wid.toJid() });
define('WAWebJidToWid', { userJidToUserWid: createWid, newsletterJidToWid: createWid });
