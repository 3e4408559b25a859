import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { lockMessage } from '../message-rows.sql.ts';
import type { MessageRow, ReactionEntry } from '../message-rows.sql.ts';
import { updateReactions } from './receiving.sql.ts';

/** One reaction for each person; an empty emoji takes it back. */
export async function applyReaction(tx: Tx, publish: Publish, message: MessageRow, reaction: ReactionEntry): Promise<void> {
  const { from, emoji } = reaction;
  if ((message.reactions.find((each) => each.from === from)?.emoji ?? '') === emoji) return;
  const others = message.reactions.filter((each) => each.from !== from);
  await updateReactions(tx, message.id, emoji === '' ? others : [...others, reaction]);
  const { clientId, conversationId, id: messageId } = message;
  await publish(tx, { type: 'message.reaction', clientId, orderKey: conversationId, data: { messageId, from, emoji } });
}

/** Our own number's reaction, once it is at WhatsApp. */
export async function applyOwnReaction(
  tx: Tx,
  publish: Publish,
  { messageId, emoji, from }: { messageId: string; emoji: string; from: string | null },
  at: Date,
): Promise<void> {
  const message = await lockMessage(tx, messageId);
  if (message) await applyReaction(tx, publish, message, { from, emoji, at: at.toISOString() });
}
