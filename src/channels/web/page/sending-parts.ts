import { isGroupChat, keyOf, own, ownWids, pauseInPage, refusal, textOf } from './parts.ts';
import type { ChatModel, MediaInfo, MsgKey, PageWindow, SendResult } from './whatsapp.ts';

declare const window: PageWindow;

// Parts of the page functions, like those of parts.ts.

export type SendOutcome = { key: string; t: number; status: 'acked' | 'pending' | 'failed'; code?: number };

/** A key as the library makes it, from the identity that this chat knows us by. */
export function newKeyIn(chat: ChatModel, id: string): MsgKey {
  const { getMaybeMeLidUser, getMaybeMePnUser } = window.require('WAWebUserPrefsMeUser');
  const { asUserWidOrThrow } = window.require('WAWebWidFactory');
  const group = isGroupChat(chat);
  const status = textOf(chat.id) === 'status@broadcast';
  const byLid = status && 'reshapes' in (window.require('WAWebSendStatusMsgAction').sendStatusMediaMsgAction ?? {});
  const hidden = group ? chat.groupMetadata?.isLidAddressingMode === true : chat.id.isLid() || byLid;
  const from = (hidden ? getMaybeMeLidUser() : getMaybeMePnUser()) ?? ownWids()[0];
  if (!from) throw refusal('not_connected', 'The page does not know its own number.');
  const shared = group || status;
  return new (window.require('WAWebMsgKey'))({
    from,
    to: chat.id,
    id,
    participant: shared ? asUserWidOrThrow(from) : undefined,
    selfDir: 'out',
  });
}

/** The library waits for the server's answer or throws it away; we keep it. */
export function watchResults(): void {
  const action = window.require('WAWebSendMsgChatAction');
  const original = action.addAndSendMsgToChat;
  if ('keepsResults' in original) return;
  const keeping: typeof original = (chat, message) => {
    const [added, sent] = original(chat, message);
    own().sends[keyOf((message as { id: MsgKey }).id)] = sent;
    sent.catch(() => undefined);
    return [added, sent];
  };
  action.addAndSendMsgToChat = Object.assign(keeping, { keepsResults: true });
}

/** The library turns base64 into a file; ours is one already. */
export function mediaOf({ token, mimeType, fileName }: { token: string; mimeType: string; fileName: string | undefined }): MediaInfo {
  const original = window.WWebJS.mediaInfoToFile;
  if (!('takesFiles' in original)) {
    const taking: typeof original = (media) => media.file ?? original(media);
    window.WWebJS.mediaInfoToFile = Object.assign(taking, { takesFiles: true });
  }
  const pieces = own().files[token];
  if (!pieces) throw refusal('media_missing', 'The file did not reach the page.');
  return { data: '', mimetype: mimeType, filename: fileName, file: new File(pieces, fileName ?? 'file', { type: mimeType }) };
}

/** Waits for the server's tick or its refusal. */
export async function awaitTick(key: MsgKey, withinMs: number): Promise<SendOutcome> {
  const STEP_MS = 25;
  const { Msg } = window.require('WAWebCollections');
  const serialized = keyOf(key);
  const answer: { result: SendResult | null } = { result: null };
  void own().sends[serialized]?.then(
    (result) => (answer.result = result),
    (error: unknown) => (answer.result = { messageSendResult: 'ERROR_UNKNOWN', error: String(error) }),
  );
  const outcome = (status: SendOutcome['status']): SendOutcome => {
    const code = Number(answer.result?.['error'] ?? answer.result?.['errorCode'] ?? answer.result?.['code']);
    delete own().sends[serialized];
    return { key: serialized, t: Msg.get(serialized)?.t ?? 0, status, ...(Number.isInteger(code) && { code }) };
  };
  for (let waited = 0; waited < withinMs; waited += STEP_MS) {
    const ack = Msg.get(serialized)?.ack ?? 0;
    if (ack >= 1) return outcome('acked');
    const said = answer.result?.messageSendResult;
    if (said !== undefined && said !== 'OK') return outcome('failed');
    await pauseInPage(STEP_MS);
  }
  return outcome('pending');
}

/** The newest own status post; WhatsApp gives those of text a key of its own. */
export function latestStatus(since: number): MsgKey | undefined {
  const posts = window.require('WAWebCollections').Msg.getModelsArray();
  return posts.findLast(({ id, t }) => id.fromMe && textOf(id.remote) === 'status@broadcast' && t >= since)?.id;
}
