import type { ChannelEvent } from '../channel-events.ts';
import { personId } from '../channels.schema.ts';
import type { ChatId, IncomingContent, Person, ProviderId } from '../channels.schema.ts';
import { iso } from './kept.ts';
import type { Deed, Kept } from './kept.ts';
import { providerIdOf } from './world.ts';

/** Who does something, where and when; nobody as `from` is someone whom WhatsApp hides. */
export type Doer = { chatId: ChatId; from: Person | null; fromMe: boolean; at: number };
type NewId = () => string;

export type Writing = { content: IncomingContent; replyTo?: ProviderId; forwarded?: boolean; providerId?: ProviderId };

/** A message that somebody writes. */
export function written(newId: NewId, doer: Doer, message: Writing): Kept {
  const id = newId();
  return { id, ...doer, ...message, providerId: message.providerId ?? providerIdOf(doer.fromMe, doer.chatId, id) };
}

/** What somebody does to a message: how it stands afterwards, if that shows on it, and what is told. */
export type Done = { message?: Kept; deed: Deed };

export function reacted(newId: NewId, doer: Doer, target: Kept, emoji: string): Done {
  const who = doer.fromMe ? 'me' : ((doer.from && personId(doer.from)) ?? 'hidden');
  const message = { ...target, reactions: { ...target.reactions, [who]: emoji } };
  return { message, deed: newDeed(newId, { type: 'reaction', ...inChat(doer, target), ...by(doer), emoji }) };
}

export function edited(newId: NewId, doer: Doer, target: Kept, body: string): Done {
  const content: IncomingContent = { type: 'text', text: { body } };
  const message = { ...target, edit: { at: doer.at, content } };
  return { message, deed: newDeed(newId, { type: 'message_edited', ...inChat(doer, target), ...by(doer), content }) };
}

export function revoked(newId: NewId, doer: Doer, target: Kept): Done {
  const message = { ...target, revokedAt: doer.at };
  return { message, deed: newDeed(newId, { type: 'message_revoked', ...inChat(doer, target), ...by(doer) }) };
}

export function voted(newId: NewId, doer: Doer, target: Kept, options: string[]): Done {
  return { deed: newDeed(newId, { type: 'poll_vote', ...inChat(doer, target), from: doer.from, options }) };
}

export function called(newId: NewId, { at, chatId, from }: Doer, video: boolean): Done {
  return { deed: newDeed(newId, { type: 'call', at: iso(at), callId: newId(), chatId, from, video }) };
}

/** Something that is told at its own time. */
export function newDeed(newId: NewId, event: ChannelEvent): Deed {
  return { id: newId(), at: Date.parse(event.at), event };
}

function inChat({ at }: Doer, { providerId, chatId }: Kept) {
  return { providerId, chatId, at: iso(at) };
}

function by({ from, fromMe }: Doer) {
  return { from, fromMe };
}
