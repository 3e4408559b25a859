import type { ChatModel, PageWindow } from '../page/whatsapp.ts';
import type { Repair, Verdict } from './repair.ts';

declare const window: PageWindow;

/** The preview call wants the chat too, since channels get theirs another way; and no preview is worth a message. */
export const linkPreviews: Repair = { name: 'link_previews', row: 3, required: false, apply: passChatInPage };

function passChatInPage(): Verdict {
  const previews = window.require('WAWebLinkPreviewChatAction');
  if (typeof previews?.getLinkPreview !== 'function') return { verdict: 'failed', detail: 'there is no call for link previews' };
  const original = window.WWebJS.sendMessage;
  if ('passesChat' in original) return { verdict: 'took' };
  if (previews.getLinkPreview.length < 2) return { verdict: 'not_needed' };

  const previewed = async (content: string, chat: ChatModel): Promise<object> => {
    try {
      const link = window.require('WALinkify').findLink(content);
      const data = link && (await previews.getLinkPreview(link, chat))?.data;
      return data ? { ...data, preview: true, subtype: 'url' } : {};
    } catch {
      return {};
    }
  };
  const passing: typeof original = async (chat, content, { linkPreview, ...options }) =>
    original(chat, content, linkPreview && typeof content === 'string' ? { ...options, ...(await previewed(content, chat)) } : options);
  window.WWebJS.sendMessage = Object.assign(passing, { passesChat: true });
  return { verdict: 'took' };
}
