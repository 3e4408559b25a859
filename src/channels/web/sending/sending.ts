import { createHash } from 'node:crypto';
import { messageStatuses } from '../../channel-events.ts';
import type { ChatId } from '../../channels.schema.ts';
import type { FoundMessage, MessageQuery, MessageRef, OutgoingMessage, Sent, StartOptions } from '../../contract.ts';
import { ChannelError } from '../../errors.ts';
import { widOf } from '../identities/wids.ts';
import { forwardMessage } from '../page/change.ts';
import { findSent, forgetFile, sendMessage } from '../page/send.ts';
import type { SendOutcome } from '../page/sending-parts.ts';
import type { WebSession } from '../session.ts';
import { carryToPage } from './files.ts';
import { createLanes } from './lanes.ts';
import { outgoing } from './outgoing.ts';

const ACK_WITHIN_MS = 20_000;
const FILE_ACK_WITHIN_MS = 150_000;
/** The page answers by itself before this. */
const SPARE_MS = 10_000;
/** A message that WhatsApp refused keeps its key in the chat; a later try needs another one. */
const KEYS_PER_MESSAGE = 4;
/** As WhatsApp Web makes its own: this and eighteen hexadecimal digits. */
const KEY_PREFIX = '3EB0';
const KEY_DIGITS = 18;
const TIMELOCKS = new Set([463, 475]);

type Parts = { session: WebSession; openMedia: StartOptions['openMedia'] };

/** Sends under keys made of the caller's own ids, so that whether one went can be asked for at any later time. */
export function createSending({ session, openMedia }: Parts) {
  const lanes = createLanes();

  async function send({ to, content, ownId, replyTo }: OutgoingMessage): Promise<Sent> {
    const { body, options, file } = outgoing(content);
    const wid = widOf(to);
    return lanes.inOrder(to, async () => {
      const inPage = session.page();
      const stream = file && (await opened(openMedia, file.mediaRef));
      const token = stream && (await carryToPage(inPage, stream));
      const ackWithinMs = token === null ? ACK_WITHIN_MS : FILE_ACK_WITHIN_MS;
      const order = {
        to: wid,
        keyIds: keyIdsOf(ownId),
        body,
        options,
        file: file && token !== null ? { token, mimeType: file.mimeType, fileName: file.fileName } : null,
        quoted: replyTo ?? null,
        ackWithinMs,
      };
      session.ears.isSending(order.keyIds);
      try {
        return concluded(await inPage(sendMessage, [order], { withinMs: ackWithinMs + SPARE_MS, changes: true }), to);
      } finally {
        if (token !== null) inPage(forgetFile, [token]).catch(() => undefined);
      }
    });
  }

  async function forward({ providerId }: MessageRef, to: ChatId): Promise<Sent> {
    const wid = widOf(to);
    return lanes.inOrder(to, async () => {
      const within = { withinMs: FILE_ACK_WITHIN_MS + SPARE_MS, changes: true };
      const { key, t, acked } = await session.page()(forwardMessage, [providerId, wid, FILE_ACK_WITHIN_MS], within);
      return concluded({ key, t, status: acked ? 'acked' : 'pending' }, to);
    });
  }

  async function findMessage({ chatId, since, ownId, providerId }: MessageQuery): Promise<FoundMessage> {
    const found = await session
      .page()(findSent, [widOf(chatId), keyIdsOf(ownId), providerId ?? null])
      .catch((error: unknown) => {
        if (error instanceof ChannelError && (error.reason === 'chat_not_found' || error.reason === 'not_registered')) return null;
        throw error;
      });
    if (!found) return linkedBefore(since) ? { found: 'did_not_go' } : { found: 'cannot_know' };
    // It stands in the chat and waits for the connection: it may still go by itself.
    if (found.ack < 1) return { found: 'cannot_know' };
    const status = messageStatuses[Math.min(found.ack, 4) - 1] ?? 'sent';
    return { found: 'went', sent: { providerId: found.key, chatId, at: new Date(found.t * 1_000) }, status };
  }

  /** A browser that was linked anew since then has not seen what the one before it sent. */
  function linkedBefore(since: Date): boolean {
    return session.link !== null && Date.parse(session.link.since) <= since.getTime();
  }

  return { send, forward, findMessage };
}

/** The same own id always gives the same keys. */
export function keyIdsOf(ownId: string): string[] {
  const digits = (attempt: number) => createHash('sha256').update(`${ownId}#${attempt}`).digest('hex').slice(0, KEY_DIGITS).toUpperCase();
  return Array.from({ length: KEYS_PER_MESSAGE }, (_, attempt) => KEY_PREFIX + digits(attempt));
}

function concluded({ key, t, status, code }: SendOutcome, chatId: ChatId): Sent {
  if (status === 'acked') return { providerId: key, chatId, at: new Date(t * 1_000) };
  if (status === 'pending') throw new ChannelError('unknown', 'timed_out', 'WhatsApp did not confirm the message in time.');
  if (code !== undefined && TIMELOCKS.has(code)) {
    throw new ChannelError('not_sent', 'restricted', `WhatsApp lets this number write only to people who wrote first (${code}).`);
  }
  if (code === 429) throw new ChannelError('retryable', 'rate_limited', 'WhatsApp asks this number to slow down.');
  throw new ChannelError('not_sent', 'content_rejected', `WhatsApp did not take the message${code === undefined ? '' : ` (${code})`}.`);
}

async function opened(openMedia: StartOptions['openMedia'], mediaRef: string) {
  try {
    return await openMedia(mediaRef);
  } catch (cause) {
    throw new ChannelError('not_sent', 'media_missing', 'The file could not be read.', { cause });
  }
}
