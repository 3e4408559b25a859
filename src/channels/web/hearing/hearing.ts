import type { EventEmitter } from 'node:events';
import type { Log } from '../../../platform/log.ts';
import type { AlarmClock } from '../../alarm-clock.ts';
import { messageStatuses } from '../../channel-events.ts';
import type { ChannelEvent, MessageStatus } from '../../channel-events.ts';
import type { Person } from '../../channels.schema.ts';
import { keyText, widText } from '../identities/wids.ts';
import { contentOf } from './content.ts';
import type { RawMessage } from './content.ts';
import { groupChange } from './group-changes.ts';
import type { GroupNews } from './group-changes.ts';
import { circumstances, heardMessage } from './messages.ts';
import type { Ears } from './messages.ts';
import { createSeen } from './seen.ts';

export type HearingParts = Ears & {
  clock: AlarmClock;
  log: Log;
  tell: (event: ChannelEvent) => void;
  /** Whether this session itself sent it, so that it is no news. */
  isSentHere: (providerId: string) => boolean;
};

/** Library objects keep what the page handed over in here. */
type LibraryMessage = { _data: RawMessage };
type LibraryReaction = { msgId: unknown; senderId: unknown; reaction?: string; timestamp?: number; id?: { fromMe?: boolean } };
type LibraryVote = {
  parentMsgKey: unknown;
  parentMessage?: { id?: unknown };
  voter: unknown;
  selectedOptions: { name?: string }[];
  interractedAtTs?: number;
};
type LibraryCall = { id?: string; from?: unknown; isVideo?: boolean; fromMe?: boolean };

/** Server, device, read, played: each number stands for all before it too. */
const LAST_ACK = 4;

/** Turns what the library says into the contract's events, one after the other in the order in which it was said. */
export function createHearing(parts: HearingParts) {
  const { clock, log, tell, people } = parts;
  const seen = createSeen();
  const undecrypted = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  function say(event: ChannelEvent | null): void {
    if (event && seen.isNew(event)) tell(event);
  }

  /** No error of ours vanishes in the library, and one event that cannot be read takes no other with it. */
  function inOrder(name: string, work: () => Promise<void>): Promise<void> {
    last = last.then(work).catch((err: unknown) => {
      log.error({ err, listener: name }, 'something that WhatsApp said could not be read');
      tell({ type: 'warning', at: now(), code: 'listener_failed', detail: `${name}: ${String(err).slice(0, 500)}` });
    });
    return last;
  }

  const now = () => clock.now().toISOString();
  const seconds = (time: unknown) => (Number(time) > 0 ? new Date(Number(time) * 1_000).toISOString() : now());
  const personOf = async (wid: unknown): Promise<Person | null> => {
    const text = widText(wid);
    if (text === null) return null;
    return parts.ownWids.includes(text) ? parts.me : people.of(text);
  };

  async function hearMessage(raw: RawMessage, late = false): Promise<void> {
    const message = await heardMessage(raw, parts, { late });
    if (!message || parts.isSentHere(message.providerId)) return;
    if (!undecrypted.delete(message.providerId)) return say({ type: 'message', ...message });
    const { providerId, chatId, from, fromMe, content } = message;
    say({ type: 'message_edited', at: now(), providerId, chatId, from, fromMe, content });
  }

  async function hearUndecryptable(raw: RawMessage): Promise<void> {
    const providerId = keyText(raw.id);
    if (providerId !== null) undecrypted.add(providerId);
    const message = await heardMessage(raw, parts);
    say(message && { type: 'message', ...message });
    tell({ type: 'warning', at: now(), code: 'undecryptable', ...(providerId !== null && { detail: providerId }) });
  }

  async function hearAck(raw: RawMessage, ack: number): Promise<void> {
    const where = await circumstances(raw, parts);
    if (!where?.fromMe) return;
    const { providerId, chatId } = where;
    const steps: readonly MessageStatus[] = ack < 0 ? ['failed'] : messageStatuses.slice(0, Math.min(ack, LAST_ACK));
    for (const status of steps) {
      const error =
        status === 'failed' ? { error: { reason: 'service_unavailable' as const, detail: 'WhatsApp did not take the message.' } } : {};
      say({ type: 'message_status', at: now(), providerId, chatId, status, ...error });
    }
  }

  async function hearEdit(raw: RawMessage, before: unknown): Promise<void> {
    // What only now could be decrypted has had no text before, and is told as a message.
    if (!before && !raw['latestEditMsgKey']) return;
    const content = contentOf(raw);
    const where = content && (await circumstances(raw, parts));
    const edited = Number(raw['latestEditSenderTimestampMs']);
    if (where) say({ type: 'message_edited', ...where, at: edited > 0 ? new Date(edited).toISOString() : now(), content });
  }

  async function hearRevoke(raw: RawMessage): Promise<void> {
    const where = await circumstances({ ...raw, id: raw['protocolMessageKey'] ?? raw.id }, parts);
    if (where) say({ type: 'message_revoked', ...where, at: now() });
  }

  async function hearReaction({ msgId, senderId, reaction = '', timestamp, id }: LibraryReaction): Promise<void> {
    const where = await circumstances({ id: msgId, type: 'chat' }, parts);
    const from = await personOf(senderId);
    const fromMe = id?.fromMe === true || from === parts.me;
    const at = seconds(timestamp);
    if (where)
      say({ type: 'reaction', providerId: where.providerId, chatId: where.chatId, at, from, fromMe, emoji: reaction.slice(0, 64) });
  }

  async function hearVote({ parentMsgKey, parentMessage, voter, selectedOptions, interractedAtTs }: LibraryVote): Promise<void> {
    const where = await circumstances({ id: parentMsgKey ?? parentMessage?.id, type: 'poll_creation' }, parts);
    if (!where) return;
    const options = selectedOptions.flatMap(({ name }) => (name === undefined ? [] : [name]));
    const at = seconds(Number(interractedAtTs) / 1_000);
    say({ type: 'poll_vote', providerId: where.providerId, chatId: where.chatId, at, from: await personOf(voter), options });
  }

  async function hearCall({ id, from, isVideo, fromMe }: LibraryCall): Promise<void> {
    const caller = widText(from);
    const chatId = caller === null ? null : await people.chat(caller);
    if (fromMe === true || chatId === null || !id) return;
    say({ type: 'call', at: now(), callId: id, chatId, from: await personOf(from), video: isVideo === true });
  }

  async function hearGroup(news: GroupNews): Promise<void> {
    say(await groupChange(news, { personOf, at: seconds(news.timestamp) }));
  }

  async function hearNumberChange(before: unknown, after: unknown): Promise<void> {
    const [old, person] = await Promise.all([personOf(before), personOf(after)]);
    if (person) say({ type: 'contact_changed', at: now(), person, ...(old && { before: old }) });
  }

  return {
    listenTo(library: EventEmitter): void {
      const on = <Arguments extends unknown[]>(name: string, hear: (...args: Arguments) => Promise<void>) =>
        library.on(name, (...args: unknown[]) => void inOrder(name, () => hear(...(args as Arguments))));
      on('message_create', ({ _data }: LibraryMessage) => hearMessage(_data));
      on('message_ciphertext_failed', ({ _data }: LibraryMessage) => hearUndecryptable(_data));
      on('message_ack', ({ _data }: LibraryMessage, ack: number) => hearAck(_data, ack));
      on('message_edit', ({ _data }: LibraryMessage, _after: unknown, before: unknown) => hearEdit(_data, before));
      on('message_revoke_everyone', ({ _data }: LibraryMessage) => hearRevoke(_data));
      on('message_reaction', hearReaction);
      on('vote_update', hearVote);
      on('call', hearCall);
      for (const name of ['group_join', 'group_leave', 'group_admin_changed', 'group_membership_request', 'group_update'])
        on(name, hearGroup);
      on('contact_changed', (_message: unknown, before: unknown, after: unknown) => hearNumberChange(before, after));
    },
    /** Messages that were written while nobody listened, in their order. */
    hearLate: (messages: readonly RawMessage[]) =>
      inOrder('unread chats', async () => {
        for (const raw of messages) await hearMessage(raw, true);
      }),
    /** Resolves once everything that was said so far is told. */
    settled: () => last,
  };
}
