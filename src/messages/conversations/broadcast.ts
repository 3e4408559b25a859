import { STATUS_CHAT } from '../../channels/channels.ts';

/** Status posts and newsletters: nobody waits for an answer there. */
export function isBroadcastChat(chatId: string): boolean {
  return chatId === STATUS_CHAT || chatId.endsWith('@newsletter');
}
