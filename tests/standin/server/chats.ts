import { bareId } from './world.ts';
import type { Account, Chat, Group, Message, World } from './world.ts';
import { personWid } from './people.ts';

export const STATUS_CHAT = 'status@broadcast';

/** Whether an id, however it is written, is somebody's rather than a group's or the like. */
export const isPerson = (id: string): boolean => !/@(g\.us|broadcast|newsletter)$/.test(id);

/** Under which id an account keeps its chat with somebody; null when that one has no WhatsApp. */
export function chatIdOf(world: World, account: Account, id: string): string | null {
  if (!isPerson(id)) return id;
  const person = world.people.find(id);
  if (!person.registered) return null;
  const kept = [person.phone, person.lid].find((one) => account.chats.has(one));
  return kept ?? (world.settings.chatsBy === 'lid' ? person.lid : person.phone);
}

/** The chat under this id, opened when there is none yet. */
export function openChat(world: World, account: Account, id: string): Chat {
  const kept = account.chats.get(id);
  if (kept) return kept;
  const group = world.groups.get(id);
  const chat: Chat = {
    id,
    t: 0,
    unreadCount: 0,
    archive: false,
    pin: 0,
    isReadOnly: false,
    muteExpiration: 0,
    ...(group ? { name: group.subject } : {}),
  };
  account.chats.set(id, chat);
  return chat;
}

/** A chat as a page gets it. */
export function wireChat(world: World, account: Account, chat: Chat): Record<string, unknown> {
  const group = world.groups.get(chat.id);
  return group ? { ...chat, name: group.subject, group: wireGroup(world, account, group) } : { ...chat };
}

/** A group's facts as a page gets them; people are named as this dialect's groups name them. */
export function wireGroup(world: World, account: Account, group: Group): Record<string, unknown> {
  const byLid = world.settings.chatsBy === 'lid';
  const idOf = (phone: string) => (byLid || world.people.find(phone).hidden ? world.people.find(phone).lid : phone);
  return {
    subject: group.subject,
    desc: group.desc ?? undefined,
    descId: group.descId ?? undefined,
    owner: idOf(group.owner),
    creation: group.creation,
    announce: group.announce,
    restrict: group.restrict,
    memberAddMode: group.memberAddMode,
    membershipApprovalMode: group.membershipApprovalMode,
    isLidAddressingMode: byLid,
    participants: [...group.participants].map(([phone, { admin, superadmin }]) => ({
      id: idOf(phone),
      isAdmin: admin,
      isSuperAdmin: superadmin,
      isMe: phone === account.phone,
      ...(world.people.find(phone).hidden ? {} : { phone, lid: world.people.find(phone).lid }),
    })),
    membershipApprovalRequests: [...group.requests].map(([phone, t]) => ({ id: idOf(phone), t })),
  };
}

/** A contact as a page gets it, under the identity that was asked for. */
export function wireContact(world: World, account: Account, id: string): Record<string, unknown> {
  if (!isPerson(id)) {
    return { id, name: world.groups.get(id)?.subject, type: 'in', isMe: false };
  }
  const person = world.people.find(id);
  const savedAs = account.saved.get(person.phone);
  return {
    id: personWid(id),
    phoneNumber: id.endsWith('@lid') && !person.hidden ? person.phone : undefined,
    name: savedAs,
    pushname: person.name,
    type: 'in',
    isBusiness: person.business,
    isMe: person.phone === account.phone,
    isMyContact: savedAs !== undefined,
    isWAContact: person.registered,
  };
}

/** Keeps a message with its account and moves its chat on; a status post lies in none. */
export function keepMessage(world: World, account: Account, message: Message, { unread }: { unread: boolean }): Chat | null {
  account.messages.set(message.id, message);
  const id = message.id.split('_')[1] ?? '';
  if (id === STATUS_CHAT) return null;
  const chat = openChat(world, account, id);
  chat.t = Math.max(chat.t, message.t);
  if (unread) chat.unreadCount += 1;
  return chat;
}

/** The messages of a chat, oldest first. */
export function messagesOf(account: Account, chat: string): Message[] {
  return [...account.messages.values()].filter(({ id }) => id.split('_')[1] === chat);
}

/** The key of a message as one account sees it. */
export function keyOf(fromMe: boolean, chat: string, id: string, participant?: string): string {
  return [fromMe, chat, bareId(id), ...(participant ? [participant] : [])].join('_');
}

/** Whether an account may write to this group. */
export function maySendTo(world: World, account: Account, id: string): boolean {
  const group = world.groups.get(id);
  const own = group?.participants.get(account.phone);
  return own !== undefined && (own.admin || group?.announce === false);
}
