import type { ChannelErrorReason } from '../../errors.ts';
import type { ChatModel, Msg, MsgKey, OwnState, PageWindow, Wid } from './whatsapp.ts';

declare const window: PageWindow;

// Runs in the page. These go before every page function (see in-page.ts), which may use them and nothing else from outside itself.

/** An error that already knows what it means for the caller. */
export function refusal(reason: ChannelErrorReason, detail: string): Error {
  return Object.assign(new Error(detail), { refusal: reason });
}

export function own(): OwnState {
  return (window.waxwing ??= { files: {}, downloads: {}, sends: {} });
}

/** A wid, or what stood for one, as its serialised text. */
export function textOf(wid: Wid | string | null | undefined): string | null {
  if (wid === null || wid === undefined) return null;
  return typeof wid === 'string' ? wid : wid._serialized;
}

/** A message's key as text, whichever name the build keeps it under. */
export function keyOf(key: MsgKey): string {
  const parts = [String(key.fromMe), textOf(key.remote), key.id];
  const participant = textOf(key.participant);
  return key._serialized ?? key.$1 ?? [...parts, ...(participant === null ? [] : [participant])].join('_');
}

export async function findMsg(id: string): Promise<Msg> {
  const { Msg } = window.require('WAWebCollections');
  const known = Msg.get(id) ?? (await Msg.getMessagesById([id]).catch(() => undefined))?.messages?.[0];
  if (!known) throw refusal('message_not_found', 'This message is not there.');
  return known;
}

export async function findChat(id: string): Promise<ChatModel> {
  const chat = await window.WWebJS.getChat(id, { getAsModel: false });
  if (!chat) throw refusal('chat_not_found', 'This chat is not there.');
  return chat;
}

export async function chatOfMsg(msg: Msg): Promise<ChatModel> {
  const { Chat } = window.require('WAWebCollections');
  return Chat.get(msg.id.remote) ?? Chat.find(msg.id.remote);
}

export function isGroupChat(chat: ChatModel): boolean {
  return chat.id.server === 'g.us';
}

/** Both identities of our own number, as far as the page knows them. */
export function ownWids(): Wid[] {
  const { getMaybeMePnUser, getMaybeMeLidUser } = window.require('WAWebUserPrefsMeUser');
  return [getMaybeMePnUser(), getMaybeMeLidUser()].filter((wid) => wid !== undefined && wid !== null);
}

/** The other identity of a person, if the page knows it without asking. */
export function otherWid(wid: Wid): Wid | undefined {
  const { getPhoneNumber, getCurrentLid } = window.require('WAWebApiContact');
  try {
    return (wid.server === 'lid' ? getPhoneNumber(wid) : getCurrentLid(wid)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function isMember(chat: ChatModel, wids: readonly (Wid | undefined)[]): boolean {
  return wids.some((wid) => wid && chat.groupMetadata?.participants.get(wid._serialized));
}

export function pauseInPage(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What a function of the page asks its first argument for; it gets no further than that, so nothing happens. */
export async function firstTouch(call: (argument: unknown) => unknown): Promise<string> {
  let touched = '';
  const stop = new Error('only a look');
  const trap = (what: string) => (_target: object, name?: unknown) => {
    touched ||= typeof name === 'string' ? name : what;
    throw stop;
  };
  const handler = { get: trap('get'), has: trap('has'), ownKeys: trap('ownKeys'), getPrototypeOf: trap('prototype'), set: trap('set') };
  try {
    await call(new Proxy({}, handler));
  } catch {
    // That was the look.
  }
  return touched;
}
