import { isGroup, personOf } from '../channels.schema.ts';
import type { ChatId } from '../channels.schema.ts';
import type { HeardMessage } from '../channel-events.ts';
import type { ChannelContact, Chat, FoundMessage, MessageQuery, NumberCheck } from '../contract.ts';
import { heard, statusAt } from './kept.ts';
import type { Kept } from './kept.ts';
import { hasWhatsApp } from './manners.ts';
import type { World } from './world.ts';

/** An answer is kept when its cause is sent and written up to so much later, so histories look back that far. */
const ANSWERS_WITHIN_MS = 120_000;

/** How much further back than asked a message is looked for: the asker's clock may be ahead of ours. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/** What a phone shows of its world: messages, chats, people. */
export function createReading(world: World) {
  const { now } = world;

  async function writtenSince(since: Date): Promise<Kept[]> {
    const keptSince = new Date(since.getTime() - world.paced(ANSWERS_WITHIN_MS) - (world.faults().ackDelayMs ?? 0));
    const messages = await world.messages(keptSince);
    return messages.filter(({ at }) => at >= since.getTime() && at <= now()).toSorted((a, b) => a.at - b.at);
  }

  async function chatOf(chatId: ChatId, messages: readonly Kept[]): Promise<Chat> {
    const readUpTo = await world.readUpTo(chatId);
    const unread = messages.filter(({ fromMe, at }) => !fromMe && at > readUpTo).length;
    const name = isGroup(chatId) ? (await world.findGroup(chatId))?.subject : (await world.person(chatId)).person.name;
    const last = messages.at(-1);
    return { chatId, unread, lastMessageAt: last ? new Date(last.at) : null, ...(name !== undefined && { name }) };
  }

  return {
    async findMessage({ chatId, since, ownId, providerId }: MessageQuery): Promise<FoundMessage> {
      const found =
        providerId === undefined
          ? (await world.messages(new Date(since.getTime() - CLOCKS_DIFFER_MS))).find(
              (kept) => kept.chatId === chatId && kept.ownId === ownId,
            )
          : await world.findMessage(providerId);
      if (!found) return { found: 'did_not_go' };
      const sent = { providerId: found.providerId, chatId: found.chatId, at: new Date(found.at) };
      return { found: 'went', sent, status: statusAt(found, now()) };
    },

    async history(chatId: ChatId, { since, limit }: { since: Date; limit: number }): Promise<HeardMessage[]> {
      const messages = (await writtenSince(since)).filter((kept) => kept.chatId === chatId);
      return messages.slice(0, limit).map((kept) => heard(kept, now()));
    },

    async chats(since = new Date(0)): Promise<Chat[]> {
      const byChat = new Map<ChatId, Kept[]>();
      for (const kept of await writtenSince(since)) byChat.set(kept.chatId, [...(byChat.get(kept.chatId) ?? []), kept]);
      const chats = await Promise.all([...byChat].map(([chatId, messages]) => chatOf(chatId, messages)));
      return chats.toSorted((a, b) => Number(b.lastMessageAt) - Number(a.lastMessageAt));
    },

    async contacts(): Promise<ChannelContact[]> {
      const people = await world.people();
      return people.map(({ id, person, blocked = false }) => ({
        person: { ...personOf(id), ...person },
        saved: false,
        business: false,
        blocked,
      }));
    },

    checkNumbers: (numbers: readonly string[]): NumberCheck[] =>
      numbers.map((number) => ({ number, registered: hasWhatsApp(number, world) })),
  };
}
