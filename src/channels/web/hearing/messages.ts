import type { HeardMessage } from '../../channel-events.ts';
import { isGroup, STATUS_CHAT } from '../../channels.schema.ts';
import type { Person } from '../../channels.schema.ts';
import type { People } from '../identities/people.ts';
import { keyText, placeOfWid, widText } from '../identities/wids.ts';
import { contentOf } from './content.ts';
import type { RawMessage } from './content.ts';

const FROM_ME = /^true_/;

export type Ears = {
  people: People;
  /** Our own number, by each wid that the page has for it. */
  ownWids: readonly string[];
  me: Person;
};

/** Where a message of the page belongs, when it was written and who wrote it; null for what the contract has no name for. */
export async function circumstances(raw: RawMessage, { people, ownWids, me }: Ears) {
  const providerId = keyText(raw.id);
  const remote = remoteOf(raw);
  const chatId = remote === null ? null : await people.chat(remote);
  if (providerId === null || remote === null || chatId === null) return null;
  const fromMe = FROM_ME.test(providerId);
  const writer = authorOf(raw, remote);
  const isOwn = fromMe || (writer !== null && ownWids.includes(writer));
  const name = typeof raw['notifyName'] === 'string' && raw['notifyName'] !== '' ? { name: raw['notifyName'].slice(0, 1_000) } : {};
  const person = isOwn ? me : writer === null ? null : await people.of(writer);
  const from = person && !isOwn ? { ...person, ...name } : person;
  return { providerId, chatId, at: timeOf(raw), from, fromMe: isOwn };
}

/** A message as a channel hears it; null for what nobody wrote. */
export async function heardMessage(raw: RawMessage, ears: Ears, { late = false } = {}): Promise<HeardMessage | null> {
  const content = contentOf(raw);
  const where = content && (await circumstances(raw, ears));
  if (!where) return null;
  const replyTo = quotedKey(raw, ears.ownWids);
  return {
    ...where,
    content,
    ...(replyTo !== null && { replyTo }),
    ...(raw['isForwarded'] === true && { forwarded: true }),
    ...(late && { late }),
  };
}

function remoteOf({ id }: RawMessage): string | null {
  return widText((id as { remote?: unknown }).remote);
}

/** In groups and among the status posts everyone writes; elsewhere it is whoever the chat belongs to. */
function authorOf(raw: RawMessage, remote: string): string | null {
  const isShared = isGroup(remote) || remote === STATUS_CHAT;
  if (!isShared) return placeOfWid(remote) ? null : remote;
  return widText(raw['author']) ?? widText((raw.id as { participant?: unknown }).participant);
}

/** Seconds is all that WhatsApp tells. */
function timeOf({ t }: RawMessage): string {
  const seconds = Number(t);
  return new Date(Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0).toISOString();
}

/** The quoted message's key is told in parts. */
function quotedKey(raw: RawMessage, ownWids: readonly string[]): string | null {
  const id = raw['quotedStanzaID'];
  if (typeof id !== 'string' || id === '') return null;
  const remote = widText(raw['quotedRemoteJid']) ?? remoteOf(raw);
  const writer = widText(raw['quotedParticipant']);
  if (remote === null) return null;
  const fromMe = writer !== null && ownWids.includes(writer);
  const inGroup = isGroup(remote) && writer !== null;
  return [fromMe, remote, id, ...(inGroup ? [writer] : [])].join('_');
}
