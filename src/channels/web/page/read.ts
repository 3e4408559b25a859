import { findChat, isGroupChat, otherWid } from './parts.ts';
import type { ChatModel, Msg, PageWindow } from './whatsapp.ts';

declare const window: PageWindow;

// All of these run in the page.

/** A chat's messages since a time (seconds), oldest first, as the library models them. */
export async function readHistory(to: string, since: number, limit: number): Promise<Record<string, unknown>[]> {
  const chat = await findChat(to);
  const { loadEarlierMsgs } = window.require('WAWebChatLoadMessages');
  const all = () => chat.msgs.getModelsArray().filter((msg) => !msg.isNotification);
  const reachesBack = () => all().some(({ t }) => t < since);
  for (let count = -1; !reachesBack() && all().length > count;) {
    count = all().length;
    await loadEarlierMsgs({ chat }).catch(() => undefined);
  }
  const wanted = all()
    .filter(({ t }) => t >= since)
    .toSorted((a: Msg, b: Msg) => a.t - b.t)
    .slice(0, limit);
  return wanted.map((msg) => window.WWebJS.getMessageModel(msg));
}

export type PageChat = { wid: string; name: string | null; unread: number; t: number | null };

export function readChats(since: number): PageChat[] {
  const { Chat } = window.require('WAWebCollections');
  return Chat.getModelsArray()
    .filter(({ t }) => (t ?? 0) >= since)
    .toSorted((a: ChatModel, b: ChatModel) => (b.t ?? 0) - (a.t ?? 0))
    .map((chat) => ({
      wid: chat.id._serialized,
      name: (isGroupChat(chat) ? chat.groupMetadata?.subject : undefined) ?? chat.formattedTitle ?? chat.name ?? null,
      unread: Math.max(0, chat.unreadCount ?? 0),
      t: chat.t ?? null,
    }));
}

export type PageContact = { wid: string; other: string | null; name: string | null; saved: boolean; business: boolean; blocked: boolean };

export function readContacts(): PageContact[] {
  const { Contact, Blocklist } = window.require('WAWebCollections');
  const { getIsMe } = window.require('WAWebContactGetters');
  const { getIsMyContact } = window.require('WAWebFrontendContactGetters');
  const people = Contact.getModelsArray().filter(
    (contact) => (contact.id.server === 'c.us' || contact.id.server === 'lid') && !getIsMe(contact),
  );
  return people.map((contact) => {
    const other = otherWid(contact.id) ?? contact.phoneNumber;
    const blocked = [contact.id, other].some((wid) => wid && Blocklist.get(wid._serialized));
    return {
      wid: contact.id._serialized,
      other: other?._serialized ?? null,
      name: contact.name ?? contact.pushname ?? null,
      saved: getIsMyContact(contact),
      business: contact.isBusiness === true,
      blocked: blocked || contact.isContactBlocked === true,
    };
  });
}

export async function checkNumber(id: string): Promise<{ registered: boolean | 'unknown'; lid: string | null }> {
  const wid = window.require('WAWebWidFactory').createWid(id);
  try {
    const found = await window.require('WAWebQueryExistsJob').queryWidExists(wid);
    const registered = Boolean(found?.wid);
    return { registered, lid: registered ? (otherWid(wid)?._serialized ?? null) : null };
  } catch {
    return { registered: 'unknown', lid: null };
  }
}

/** As base64; null for whoever shows none to us. */
export async function readProfilePicture(id: string): Promise<string | null> {
  const wid = window.require('WAWebWidFactory').createWid(id);
  const { requestProfilePicFromServer } = window.require('WAWebContactProfilePicThumbBridge');
  const asked = await requestProfilePicFromServer({ id: wid }).catch((error: { status?: number; statusCode?: number }) => {
    if ([401, 403, 404].includes(Number(error.status ?? error.statusCode))) return undefined;
    throw error;
  });
  if (!asked?.eurl) return null;
  const response = await fetch(asked.eurl);
  if (!response.ok) return null;
  const bytes = new Uint8Array(await response.arrayBuffer());
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

export async function setBlocked(id: string, blocked: boolean): Promise<void> {
  // Blocked people are kept by hidden identity: the page has to learn it first.
  await window.WWebJS.enforceLidAndPnRetrieval(id);
  const { Contact } = window.require('WAWebCollections');
  const contact = await Contact.find(window.require('WAWebWidFactory').createWid(id));
  const resolve = window.require('WAWebBlockContactUtils').getContactToBlockOnlyUseIfNoAssociatedChat;
  const resolved = resolve?.(contact, 'ChatListBlock') ?? contact;
  const { blockContact, unblockContact } = window.require('WAWebBlockContactAction');
  if (blocked) await blockContact({ contact: resolved });
  else await unblockContact(resolved);
}
