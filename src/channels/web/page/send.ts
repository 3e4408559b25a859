import { findChat, findMsg, isGroupChat, isMember, keyOf, otherWid, own, ownWids, refusal } from './parts.ts';
import { awaitTick, latestStatus, mediaOf, newKeyIn, watchResults } from './sending-parts.ts';
import type { SendOutcome } from './sending-parts.ts';
import type { MsgKey, PageWindow } from './whatsapp.ts';

declare const window: PageWindow;

export type SendOrder = {
  to: string;
  /** The message's own part of its key, made from the caller's own id; the later ones are for when an earlier one failed for good. */
  keyIds: readonly string[];
  body: string;
  options: Record<string, unknown>;
  file: { token: string; mimeType: string; fileName: string | undefined } | null;
  quoted: string | null;
  ackWithinMs: number;
};

/**
 * In the page: sends with the library's own function under a key that we know beforehand, and waits for the server's tick. Fails only as long as
 * nothing was handed over.
 */
export async function sendMessage({ to, keyIds, body, options, file, quoted, ackWithinMs }: SendOrder): Promise<SendOutcome> {
  const { Msg } = window.require('WAWebCollections');
  const chat = await findChat(to);
  if (isGroupChat(chat) && !isMember(chat, ownWids())) throw refusal('not_a_member', 'This number is not in this group.');
  if (quoted !== null) await findMsg(quoted);
  const startedAt = Math.floor(Date.now() / 1_000);
  const known = keyIds.map((id) => newKeyIn(chat, id));
  const stands = (key: MsgKey) => Msg.get(keyOf(key));
  const key = known.find((one) => (stands(one)?.ack ?? -1) >= 0) ?? known.find((one) => !stands(one));
  if (!key) throw refusal('content_rejected', 'WhatsApp refused this message every time.');

  if (!stands(key)) {
    watchResults();
    const media = file && { media: mediaOf(file) };
    try {
      const extraOptions = { ...(options['extraOptions'] as object | undefined), id: key };
      await window.WWebJS.sendMessage(chat, body, {
        ...options,
        ...media,
        ...(quoted !== null && { quotedMessageId: quoted }),
        extraOptions,
      });
    } catch (error) {
      // Once it stands in the chat it is on its way, whatever went wrong afterwards.
      if (!stands(key)) throw error;
    }
  }
  const sent = stands(key) || to !== 'status@broadcast' ? key : (latestStatus(startedAt) ?? key);
  return awaitTick(sent, ackWithinMs);
}

/** In the page: takes the next piece of a file on its way out. */
export function takeFilePart(token: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  (own().files[token] ??= []).push(bytes);
}

/** In the page: lets a file go that will not be sent. */
export function forgetFile(token: string): void {
  delete own().files[token];
}

/** In the page: whether a message under one of these keys stands in the chat, and how far it got. */
export async function findSent(to: string, keyIds: readonly string[], providerId: string | null) {
  if (providerId !== null) {
    const msg = await findMsg(providerId).catch(() => null);
    return msg && { key: keyOf(msg.id), t: msg.t, ack: msg.ack };
  }
  const chat = await findChat(to);
  // Which identity a chat is kept under may have changed since.
  const inChat = chat.msgs.getModelsArray().filter(({ id }) => id.fromMe && keyIds.includes(id.id));
  const writers = isGroupChat(chat) ? ownWids().map((me) => `_${me._serialized}`) : [''];
  const wids = [chat.id, otherWid(chat.id)].filter((wid) => wid !== undefined);
  const texts = keyIds.flatMap((id) => wids.flatMap((wid) => writers.map((writer) => `true_${wid._serialized}_${id}${writer}`)));
  const stored = await Promise.all(texts.map((text) => findMsg(text).catch(() => null)));
  const msg = [...inChat, ...stored].find((one) => one && one.ack >= 0);
  return msg ? { key: keyOf(msg.id), t: msg.t, ack: msg.ack } : null;
}
