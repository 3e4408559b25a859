import { isGroupChat } from '../page/parts.ts';
import type { PageWindow } from '../page/whatsapp.ts';
import type { RawMessage } from './content.ts';

declare const window: PageWindow;

/**
 * In the page: what nobody has read yet, of the chats that have any, oldest first; the library tells nothing of what came while it was away.
 * `since` in seconds keeps a first link from telling old stories.
 */
export async function unreadMessages(since: number, limitPerChat: number): Promise<RawMessage[]> {
  const { Chat } = window.require('WAWebCollections');
  const { loadEarlierMsgs } = window.require('WAWebChatLoadMessages');
  const found: RawMessage[] = [];
  for (const chat of Chat.getModelsArray()) {
    const wanted = Math.min(chat.unreadCount ?? 0, limitPerChat);
    if (wanted <= 0 || (chat.t ?? 0) < since || !(isGroupChat(chat) || chat.id.server === 'c.us' || chat.id.server === 'lid')) continue;
    const received = () => chat.msgs.getModelsArray().filter((msg) => !msg.id.fromMe && !msg.isNotification);
    while (received().length < wanted) {
      const earlier = await loadEarlierMsgs({ chat }).catch(() => undefined);
      if (!earlier || earlier.length === 0) break;
    }
    const unread = received()
      .toSorted((a, b) => a.t - b.t)
      .slice(-wanted)
      .filter(({ t }) => t >= since);
    found.push(...unread.map((msg) => window.WWebJS.getMessageModel(msg) as RawMessage));
  }
  return found.toSorted((a, b) => Number(a.t) - Number(b.t));
}
