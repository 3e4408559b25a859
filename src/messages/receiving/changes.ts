import { personId } from '../../channels/channels.ts';
import type { ChannelEvent, ChannelEventOf } from '../../channels/channels.ts';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { wordsOf } from '../content.ts';
import { findByProviderId, lockProviderId } from '../message-rows.sql.ts';
import type { MessageRow, VoteEntry } from '../message-rows.sql.ts';
import { publishMessage } from '../publish-message.ts';
import { keepForLater } from './keep.ts';
import { applyReaction } from './reactions.ts';
import { updateContent, updateRevoked, updateVotes } from './receiving.sql.ts';

/** A client by what its messages need to know of it. */
export type OwnClient = { id: string; phoneNumber: string | null };

type Change = ChannelEventOf<'message_edited' | 'message_revoked' | 'reaction' | 'poll_vote'>;

/** What people do to messages that are there; what is about one that is not is kept until it is. */
export async function receiveChange(
  tx: Tx,
  publish: Publish,
  { id: clientId, phoneNumber }: OwnClient,
  event: ChannelEvent,
): Promise<void> {
  if (!isChange(event)) return;
  let message = await findByProviderId(tx, clientId, event.providerId);
  if (!message) {
    await lockProviderId(tx, clientId, event.providerId);
    message = await findByProviderId(tx, clientId, event.providerId);
  }
  if (!message) return keepForLater(tx, clientId, event);
  await apply(tx, publish, message, event, 'fromMe' in event && event.fromMe ? phoneNumber : event.from && personId(event.from));
}

function isChange(event: ChannelEvent): event is Change {
  return ['message_edited', 'message_revoked', 'reaction', 'poll_vote'].includes(event.type);
}

async function apply(tx: Tx, publish: Publish, message: MessageRow, event: Change, from: string | null): Promise<void> {
  switch (event.type) {
    case 'message_edited':
      return applyEdit(tx, publish, message, event);
    case 'message_revoked':
      return applyRevoke(tx, publish, message, event.at);
    case 'reaction':
      return applyReaction(tx, publish, message, { from, emoji: event.emoji, at: event.at });
    default:
      return applyVote(tx, publish, message, { from, options: event.options, at: event.at });
  }
}

/** The new text stands; what it said before is kept beside it. */
export async function applyEdit(
  tx: Tx,
  publish: Publish,
  message: MessageRow,
  { content, at }: Pick<ChannelEventOf<'message_edited'>, 'content' | 'at'>,
): Promise<void> {
  // What we edited ourselves is told once more by the channel.
  if (JSON.stringify(content) === JSON.stringify(message.content)) return;
  const edits = [...message.edits, { at, content: message.content }];
  await publishMessage(tx, publish, 'message.edited', await updateContent(tx, message.id, { content, edits, words: wordsOf(content), at }));
}

/** Taken back for everyone. */
export async function applyRevoke(tx: Tx, publish: Publish, message: MessageRow, at: string): Promise<void> {
  if (message.revokedAt) return;
  await publishMessage(tx, publish, 'message.revoked', await updateRevoked(tx, message.id, at));
}

async function applyVote(tx: Tx, publish: Publish, message: MessageRow, vote: VoteEntry): Promise<void> {
  const { from, options } = vote;
  await updateVotes(tx, message.id, [...message.votes.filter((each) => each.from !== from), vote]);
  const { clientId, conversationId, id: messageId } = message;
  await publish(tx, { type: 'message.poll_vote', clientId, orderKey: conversationId, data: { messageId, from, options } });
}
