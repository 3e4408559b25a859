import { ChannelError, fileOf } from '../../channels/channels.ts';
import type { Channel, OutgoingContent, Sent } from '../../channels/channels.ts';
import { mediaIdOf, numberedText, sendable } from '../content.ts';
import type { StoredContent } from '../content.ts';
import type { DueMessage } from './sending.sql.ts';

type FileContent = Parameters<typeof fileOf>[0];

/** What came of handing a message to its channel. A reaction leaves nothing behind that could be named. */
export type Outcome = { sent: Sent | null } | { failed: ChannelError };

/** Hands a message over once and says what is known of it then; whatever is no word of the channel's leaves it unknown. */
export async function attempt(channel: Channel, message: DueMessage, can: ReadonlySet<string>, withinMs: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ChannelError('unknown', 'timed_out', 'The channel gave no answer in time.')), withinMs);
  });
  try {
    return { sent: await Promise.race([handOver(channel, message, can), late]) };
  } catch (error) {
    if (error instanceof ChannelError) return { failed: error };
    return { failed: new ChannelError('unknown', 'answer_lost', 'The channel failed while it had the message.', { cause: error }) };
  } finally {
    clearTimeout(timer);
  }
}

async function handOver(channel: Channel, message: DueMessage, can: ReadonlySet<string>): Promise<Sent | null> {
  const { id, chatId, content, forwarded, targetId } = message;
  if (content.type === 'reaction') {
    await channel.react(targetOf(message), content.reaction.emoji);
    return null;
  }
  if (forwarded && targetId !== null && can.has('forward')) return channel.forward(targetOf(message), chatId, id);
  const replyTo = message.replyToProviderId;
  return channel.send({ to: chatId, content: outgoing(content, can), ownId: id, ...(replyTo !== null && { replyTo }) });
}

function targetOf({ targetProviderId, targetChatId }: DueMessage) {
  if (targetProviderId === null || targetChatId === null)
    throw new ChannelError('not_sent', 'message_not_found', 'The message that this one is about is not at WhatsApp.');
  return { chatId: targetChatId, providerId: targetProviderId };
}

/** What really goes out: choices that the channel cannot show as numbered text. */
export function outgoing(content: StoredContent, can: ReadonlySet<string>): OutgoingContent {
  const fit = sendable(content);
  if (!fit) throw new ChannelError('not_sent', 'content_rejected', 'A message of this kind cannot be sent.');
  if (fit.type === 'interactive' && !can.has('send.interactive')) return numberedText(fit.interactive);
  // A file that came in and is passed on is read from our own copy.
  const mediaId = mediaIdOf(content);
  return mediaId === null ? fit : { ...fit, [fit.type]: { ...fileOf(fit as FileContent), mediaRef: mediaId } };
}
