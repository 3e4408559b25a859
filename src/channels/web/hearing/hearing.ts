import type { EventEmitter } from 'node:events';
import type { Log } from '../../../platform/log.ts';
import type { AlarmClock } from '../../alarm-clock.ts';
import type { ChannelEvent } from '../../channel-events.ts';
import { keyText } from '../identities/wids.ts';
import type { RawMessage } from './content.ts';
import { groupEvents } from './group-changes.ts';
import type { GroupNews } from './group-changes.ts';
import { heardMessage } from './messages.ts';
import type { Ears } from './messages.ts';
import { createSeen } from './seen.ts';
import * as translate from './translations.ts';
import type { Hearer } from './translations.ts';

type Parts = {
  clock: AlarmClock;
  log: Log;
  /** Who we are and who the others are, once the page says so. */
  ears: () => Ears;
  tell: (event: ChannelEvent) => void;
  /** Whether this session itself sent it, so that it is no news. */
  isSentHere: (providerId: string) => boolean;
};

/** Library objects keep what the page handed over in here. */
type LibraryMessage = { _data: RawMessage };
type Translation = (hearer: Hearer) => Promise<ChannelEvent[]>;

const GROUP_EVENTS = ['group_join', 'group_leave', 'group_admin_changed', 'group_membership_request', 'group_update'];

/** Turns what the library says into the contract's events, one after the other in the order in which it was said. */
export function createHearing({ clock, log, ears, tell, isSentHere }: Parts) {
  const seen = createSeen();
  const undecrypted = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  const now = () => clock.now().toISOString();

  /** No error of ours vanishes in the library, and one event that cannot be read takes no other with it. */
  function inOrder(name: string, translation: Translation): Promise<void> {
    last = last
      .then(async () => {
        for (const event of await translation({ ...ears(), now: now() })) if (seen.isNew(event)) tell(event);
      })
      .catch((err: unknown) => {
        log.error({ err, listener: name }, 'something that WhatsApp said could not be read');
        tell({ type: 'warning', at: now(), code: 'listener_failed', detail: `${name}: ${String(err).slice(0, 500)}` });
      });
    return last;
  }

  async function messageEvents(raw: RawMessage, hearer: Hearer, late = false): Promise<ChannelEvent[]> {
    const message = await heardMessage(raw, hearer, { late });
    if (!message || isSentHere(message.providerId)) return [];
    if (!undecrypted.delete(message.providerId)) return [{ type: 'message', ...message }];
    const { providerId, chatId, from, fromMe, content } = message;
    return [{ type: 'message_edited', at: hearer.now, providerId, chatId, from, fromMe, content }];
  }

  async function undecryptableEvents(raw: RawMessage, hearer: Hearer): Promise<ChannelEvent[]> {
    const events = await messageEvents(raw, hearer);
    const providerId = keyText(raw.id);
    if (providerId !== null) undecrypted.add(providerId);
    return [...events, { type: 'warning', at: hearer.now, code: 'undecryptable', ...(providerId !== null && { detail: providerId }) }];
  }

  return {
    listenTo(library: EventEmitter): void {
      const on = (name: string, translation: (hearer: Hearer, ...said: never[]) => Promise<ChannelEvent[]>) =>
        library.on(name, (...said: unknown[]) => void inOrder(name, (hearer) => translation(hearer, ...(said as never[]))));
      on('message_create', (hearer, { _data }: LibraryMessage) => messageEvents(_data, hearer));
      on('message_ciphertext_failed', (hearer, { _data }: LibraryMessage) => undecryptableEvents(_data, hearer));
      on('message_ack', (hearer, { _data }: LibraryMessage, ack: number) => translate.ackEvents(_data, ack, hearer));
      on('message_edit', (hearer, { _data }: LibraryMessage, _after: unknown, before: unknown) =>
        translate.editEvents(_data, before, hearer),
      );
      on('message_revoke_everyone', (hearer, { _data }: LibraryMessage) => translate.revokeEvents(_data, hearer));
      on('message_reaction', (hearer, reaction: translate.LibraryReaction) => translate.reactionEvents(reaction, hearer));
      on('vote_update', (hearer, vote: translate.LibraryVote) => translate.voteEvents(vote, hearer));
      on('call', (hearer, call: translate.LibraryCall) => translate.callEvents(call, hearer));
      for (const name of GROUP_EVENTS) on(name, (hearer, news: GroupNews) => groupEvents(news, hearer));
      on('contact_changed', (hearer, _message: unknown, before: unknown, after: unknown) =>
        translate.numberChangeEvents(before, after, hearer),
      );
    },
    /** Messages that were written while nobody listened, in their order. */
    hearLate: (messages: readonly RawMessage[]) =>
      inOrder('unread chats', async (hearer) => {
        const events: ChannelEvent[] = [];
        for (const raw of messages) events.push(...(await messageEvents(raw, hearer, true)));
        return events;
      }),
    /** Resolves once everything that was said so far is told. */
    settled: () => last,
  };
}
