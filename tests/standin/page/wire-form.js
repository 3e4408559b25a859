// Messages between the page's form (identities are objects) and the wire's (they are text).
import { Model } from './models.js';
import { createWid, MsgKey, Wid } from './wid.js';

const WIDS = ['from', 'to', 'author', 'quotedParticipant', 'quotedRemoteJid', 'sender'];
const WID_LISTS = ['mentionedJidList', 'recipients'];

export function fromWire({ id, ...rest }) {
  const message = { ...rest, id: MsgKey.fromString(id) };
  for (const name of WIDS) if (message[name]) message[name] = createWid(message[name]);
  for (const name of WID_LISTS) if (message[name]) message[name] = message[name].map(createWid);
  if (message.messageSecret) message.messageSecret = Uint8Array.from(message.messageSecret);
  if (message.protocolMessageKey) message.protocolMessageKey = MsgKey.fromString(message.protocolMessageKey);
  return message;
}

export function toWire(value) {
  if (value instanceof Wid || value instanceof MsgKey) return value.toString();
  if (value instanceof Model) return toWire(value.serialize());
  if (ArrayBuffer.isView(value)) return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  if (Array.isArray(value)) return value.map(toWire);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toWire(inner)]));
  }
  return typeof value === 'function' ? undefined : value;
}
