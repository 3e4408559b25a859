import { chatOfMsg, findChat, findMsg, keyOf, refusal } from './parts.ts';
import type { Msg, PageWindow } from './whatsapp.ts';

declare const window: PageWindow;

// All of these run in the page.

export async function editMessage(id: string, body: string, mentions: readonly string[]): Promise<void> {
  const msg = await findMsg(id);
  if (!msg.id.fromMe) throw refusal('message_not_found', 'Only own messages can be changed.');
  const { canEditText, canEditCaption } = window.require('WAWebMsgActionCapability');
  if (!canEditText(msg) && !canEditCaption(msg)) throw refusal('too_late', 'WhatsApp no longer lets this message be changed.');
  await window.WWebJS.editMessage(msg, body, { mentionedJidList: [...mentions] });
}

export async function revokeMessage(id: string): Promise<void> {
  const msg = await findMsg(id);
  const { canSenderRevokeMsg, canAdminRevokeMsg } = window.require('WAWebMsgActionCapability');
  if (!canSenderRevokeMsg(msg) && !canAdminRevokeMsg(msg)) throw refusal('too_late', 'WhatsApp no longer lets this message be taken back.');
  const { Cmd } = window.require('WAWebCmd');
  await Cmd.sendRevokeMsgs(await chatOfMsg(msg), { list: [msg], type: 'message' }, { clearMedia: true });
}

export async function reactToMessage(id: string, emoji: string): Promise<void> {
  const msg = await findMsg(id);
  await window.require('WAWebSendReactionMsgAction').sendReactionToMsg(msg, emoji);
}

export async function starMessage(id: string, starred: boolean): Promise<void> {
  const msg = await findMsg(id);
  if (!window.require('WAWebMsgActionCapability').canStarMsg(msg))
    throw refusal('content_rejected', 'A message of this kind cannot be starred.');
  const { Cmd } = window.require('WAWebCmd');
  const chat = await chatOfMsg(msg);
  if (starred) await Cmd.sendStarMsgs(chat, [msg], false);
  else await Cmd.sendUnstarMsgs(chat, [msg], false);
}

export async function markRead(to: string): Promise<void> {
  await findChat(to);
  await window.WWebJS.sendSeen(to);
}

export async function showState(to: string, state: 'typing' | 'recording' | 'stop'): Promise<void> {
  await findChat(to);
  await window.WWebJS.sendChatstate(state, to);
}

/** Gives back the copy that came to stand in the other chat, as soon as the server has it. */
export async function forwardMessage(id: string, to: string, ackWithinMs: number): Promise<{ key: string; t: number; acked: boolean }> {
  const STEP_MS = 25;
  const original = await findMsg(id);
  const chat = await findChat(to);
  const own = () => chat.msgs.getModelsArray().filter((msg) => msg.id.fromMe);
  const before = new Set(own().map((msg) => keyOf(msg.id)));
  await window.WWebJS.forwardMessage(to, keyOf(original.id));
  let copy: Msg | undefined;
  for (let waited = 0; waited < ackWithinMs && !((copy?.ack ?? 0) >= 1); waited += STEP_MS) {
    copy = own().findLast((msg) => !before.has(keyOf(msg.id)));
    if (!copy || copy.ack < 1) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  if (!copy) throw refusal('content_rejected', 'WhatsApp did not forward this message.');
  return { key: keyOf(copy.id), t: copy.t, acked: copy.ack >= 1 };
}
