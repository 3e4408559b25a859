import { messageStatuses } from '../../channel-events.ts';
import type { ChannelEvent, MessageStatus } from '../../channel-events.ts';
import type { Person } from '../../channels.schema.ts';
import { widText } from '../identities/wids.ts';
import { contentOf } from './content.ts';
import type { RawMessage } from './content.ts';
import { circumstances } from './messages.ts';
import type { Ears } from './messages.ts';

/** What the library's objects keep; the rest of them is of no use to us. */
export type LibraryReaction = { msgId: unknown; senderId: unknown; reaction?: string; timestamp?: number; id?: { fromMe?: boolean } };
export type LibraryVote = {
  parentMsgKey: unknown;
  parentMessage?: { id?: unknown };
  voter: unknown;
  selectedOptions: { name?: string }[];
  interractedAtTs?: number;
};
export type LibraryCall = { id?: string; from?: unknown; isVideo?: boolean; fromMe?: boolean };

/** Server, device, read, played: each number stands for all before it too. */
const LAST_ACK = 4;

/** Everything that a translation needs beside what was said; `now` stands for times that are not told. */
export type Hearer = Ears & { now: string };

export async function ackEvents(raw: RawMessage, ack: number, hearer: Hearer): Promise<ChannelEvent[]> {
  const where = await circumstances(raw, hearer);
  if (!where?.fromMe) return [];
  const { providerId, chatId } = where;
  const steps: readonly MessageStatus[] = ack < 0 ? ['failed'] : messageStatuses.slice(0, Math.min(ack, LAST_ACK));
  const error = { error: { reason: 'service_unavailable' as const, detail: 'WhatsApp did not take the message.' } };
  return steps.map((status) => ({
    type: 'message_status',
    at: hearer.now,
    providerId,
    chatId,
    status,
    ...(status === 'failed' && error),
  }));
}

export async function editEvents(raw: RawMessage, before: unknown, hearer: Hearer): Promise<ChannelEvent[]> {
  // What only now could be decrypted has had no text before, and is told as a message.
  if (!before && !raw['latestEditMsgKey']) return [];
  const content = contentOf(raw);
  const where = content && (await circumstances(raw, hearer));
  const edited = Number(raw['latestEditSenderTimestampMs']);
  return where ? [{ type: 'message_edited', ...where, at: edited > 0 ? new Date(edited).toISOString() : hearer.now, content }] : [];
}

export async function revokeEvents(raw: RawMessage, hearer: Hearer): Promise<ChannelEvent[]> {
  const where = await circumstances({ ...raw, id: raw['protocolMessageKey'] ?? raw.id }, hearer);
  return where ? [{ type: 'message_revoked', ...where, at: hearer.now }] : [];
}

export async function reactionEvents(
  { msgId, senderId, reaction = '', timestamp, id }: LibraryReaction,
  hearer: Hearer,
): Promise<ChannelEvent[]> {
  const where = await circumstances({ id: msgId, type: 'chat' }, hearer);
  if (!where) return [];
  const { providerId, chatId } = where;
  const from = await personOf(senderId, hearer);
  const fromMe = id?.fromMe === true || from === hearer.me;
  return [{ type: 'reaction', providerId, chatId, at: timeOf(timestamp, hearer), from, fromMe, emoji: reaction.slice(0, 64) }];
}

export async function voteEvents(
  { parentMsgKey, parentMessage, voter, selectedOptions, interractedAtTs }: LibraryVote,
  hearer: Hearer,
): Promise<ChannelEvent[]> {
  const where = await circumstances({ id: parentMsgKey ?? parentMessage?.id, type: 'poll_creation' }, hearer);
  if (!where) return [];
  const { providerId, chatId } = where;
  const options = selectedOptions.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const at = timeOf(Number(interractedAtTs) / 1_000, hearer);
  return [{ type: 'poll_vote', providerId, chatId, at, from: await personOf(voter, hearer), options }];
}

export async function callEvents({ id, from, isVideo, fromMe }: LibraryCall, hearer: Hearer): Promise<ChannelEvent[]> {
  const caller = widText(from);
  const chatId = caller === null ? null : await hearer.people.chat(caller);
  if (fromMe === true || chatId === null || !id) return [];
  return [{ type: 'call', at: hearer.now, callId: id, chatId, from: await personOf(from, hearer), video: isVideo === true }];
}

export async function numberChangeEvents(before: unknown, after: unknown, hearer: Hearer): Promise<ChannelEvent[]> {
  const [old, person] = await Promise.all([personOf(before, hearer), personOf(after, hearer)]);
  return person ? [{ type: 'contact_changed', at: hearer.now, person, ...(old && { before: old }) }] : [];
}

export async function personOf(wid: unknown, { people, ownWids, me }: Ears): Promise<Person | null> {
  const text = widText(wid);
  if (text === null) return null;
  return ownWids.includes(text) ? me : people.of(text);
}

/** A time in seconds, or now where none is told. */
export function timeOf(seconds: unknown, { now }: Hearer): string {
  return Number(seconds) > 0 ? new Date(Number(seconds) * 1_000).toISOString() : now;
}
