import { chatIdOf, keepMessage, keyOf, maySendTo, wireChat, wireContact } from './chats.ts';
import { personWid } from './people.ts';
import { bareId, findMessage, later, newId, now } from './world.ts';
import type { Account, Message, World } from './world.ts';

/** What somebody sends to a number, in the words of a control. */
export type Arrival = {
  /** A number, a LID, or the own number for what is typed on its phone. */
  from: string;
  type?: string;
  body?: string;
  /** The group in which it is written, or `status@broadcast`. */
  group?: string;
  /** For what is typed on the own phone: to whom. */
  to?: string;
  id?: string;
  at?: number;
  /** The id of the message it answers. */
  quotes?: string;
  file?: { bytes: Buffer | string; mimetype: string; filename?: string };
} & Record<string, unknown>;

/** Puts a message into an account's chat and tells its pages. */
export function arrive(world: World, account: Account, arrival: Arrival): Message {
  const { from, type = 'chat', body, group, to, id = newId(), at = now(), quotes, file, ...more } = arrival;
  const sender = world.people.find(from);
  const fromMe = sender.phone === account.phone;
  const chat = group ?? personChat(world, account, fromMe ? (to ?? from) : from, !fromMe);
  const author = group ? nameIn(world, from) : undefined;
  const own = chat.endsWith('@lid') ? account.lid : account.phone;
  const message: Message = {
    ...more,
    id: keyOf(fromMe, chat, id, author),
    from: fromMe ? own : chat,
    to: fromMe ? chat : own,
    ...(author ? { author } : {}),
    type,
    ...(body === undefined ? {} : { body }),
    t: at,
    ack: fromMe ? 1 : 0,
    self: fromMe ? 'out' : 'in',
    notifyName: sender.name,
    star: false,
    ...(quotes ? quoted(account, quotes) : {}),
    ...(file ? keepFile(world, file) : {}),
  };
  if (!fromMe) account.wroteFirst.add(sender.phone);
  deliver(world, account, message, from);
  return message;
}

/** A LID that writes has its chat by LID, whatever the others have. */
function personChat(world: World, account: Account, id: string, mayChoose: boolean): string {
  const person = world.people.find(id);
  const chosen = mayChoose && id.endsWith('@lid') && !account.chats.has(person.phone) ? person.lid : null;
  return chosen ?? chatIdOf(world, account, id) ?? personWid(id);
}

function nameIn(world: World, id: string): string {
  const person = world.people.find(id);
  return id.endsWith('@lid') || world.settings.chatsBy === 'lid' ? person.lid : person.phone;
}

function deliver(world: World, account: Account, message: Message, from: string): void {
  const incoming = message.self === 'in';
  const chat = keepMessage(world, account, message, { unread: incoming && message.type !== 'gp2' });
  const person = world.people.find(from);
  if (!person.hidden) world.tell(account, { kind: 'identity', phone: person.phone, lid: person.lid });
  const contact = wireContact(world, account, message.author ?? (incoming ? message.from : message.to));
  world.tell(account, { kind: 'message', message, chat: chat && wireChat(world, account, chat), contact });
}

function quoted(account: Account, key: string): Record<string, unknown> {
  const message = findMessage(account, key);
  if (!message) throw new Error(`there is no message ${key} to answer`);
  return {
    quotedMsg: { type: message.type, body: message.body },
    quotedStanzaID: bareId(message.id),
    quotedParticipant: message.author ?? message.from,
  };
}

/** Keeps a file's bytes and says where they are, as a message does. */
export function keepFile(world: World, { bytes, mimetype, filename }: NonNullable<Arrival['file']>): Record<string, unknown> {
  const content = typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : Buffer.from(bytes);
  const directPath = `/media/${newId('')}`;
  world.media.set(directPath, content);
  return {
    directPath,
    deprecatedMms3Url: `https://mmg.whatsapp.net${directPath}`,
    mimetype,
    size: content.length,
    mediaKey: newId(''),
    mediaKeyTimestamp: now(),
    filehash: newId(''),
    encFilehash: newId(''),
    ...(filename ? { filename } : {}),
  };
}

export type SendAnswer = { ack: number; t: number; error?: number };

/** Takes a message from a linked browser; a message sent again under the same id is the same one. */
export async function takeFromPage(world: World, account: Account, message: Message): Promise<SendAnswer> {
  const known = account.messages.get(message.id);
  if (known && known.ack >= 0) return { ack: Math.max(known.ack, 1), t: known.t };
  const refusal = refusalOf(world, account, message);
  const file = typeof message['directPath'] === 'string' ? world.media.get(message['directPath']) : undefined;
  const to = message.id.split('_')[1] ?? message.to;
  world.deeds.push({ account: account.phone, at: Date.now(), kind: 'send', to, id: message.id, message, file, refusal });
  const kept = { ...message, ack: refusal ? -1 : 1, isNewMsg: undefined, local: undefined };
  keepMessage(world, account, kept, { unread: false });
  if (refusal) return { ack: -1, t: message.t, error: refusal };
  passOn(world, account, kept);
  if (world.faults.loseAnswers) return new Promise(() => {});
  for (let ack = 2; ack <= world.settings.lastAck; ack += 1) {
    later(world, (ack - 1) * world.settings.ackMs, () => setAck(world, account, kept.id, ack));
  }
  return { ack: 1, t: message.t };
}

function refusalOf(world: World, account: Account, message: Message): number | null {
  if (world.faults.refuseSends) return world.faults.refuseSends;
  const to = message.id.split('_')[1] ?? '';
  if (to.endsWith('@g.us')) return maySendTo(world, account, to) ? null : 403;
  if (!world.faults.restrictCold || !/@(c\.us|lid)$/.test(to)) return null;
  return account.wroteFirst.has(world.people.find(to).phone) ? null : 463;
}

/** Another linked number in the same world hears it as well. */
function passOn(world: World, account: Account, message: Message): void {
  const to = message.id.split('_')[1] ?? '';
  const phones = to.endsWith('@g.us') ? [...(world.groups.get(to)?.participants.keys() ?? [])] : [world.people.known(to)?.phone];
  const { id, from: _from, to: _to, author: _author, ack: _ack, self: _self, t: _t, type, body, ...more } = message;
  for (const other of phones.map((phone) => world.accounts.get(phone ?? '')).filter((found) => found && found !== account)) {
    if (!other) continue;
    arrive(world, other, {
      ...more,
      from: account.phone,
      type,
      id: bareId(id),
      ...(body ? { body } : {}),
      ...(to.endsWith('@g.us') ? { group: to } : {}),
    });
  }
}

/** Moves a message's tick, never back. */
export function setAck(world: World, account: Account, key: string, ack: number): void {
  const message = findMessage(account, key);
  if (!message) throw new Error(`there is no message ${key}`);
  if (ack !== -1 && message.ack >= ack) return;
  message.ack = ack;
  world.tell(account, { kind: 'ack', id: message.id, ack });
}
