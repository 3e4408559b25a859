import type { ChannelError, MessageStatus, Sent } from '../../channels/channels.ts';
import type { Publish } from '../../events/events.ts';
import type { Random } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/db.ts';
import { releaseMedia } from '../../media/media.ts';
import { releaseSend } from '../../safety/safety.ts';
import { mediaIdOf, storableText } from '../content.ts';
import { findMessage, lockProviderId } from '../message-rows.sql.ts';
import type { MessageRow } from '../message-rows.sql.ts';
import { publishMessage } from '../publish-message.ts';
import { applyEarlyEvents } from '../receiving/early.ts';
import { advance } from '../receiving/statuses.ts';
import { applyOwnReaction } from '../receiving/reactions.ts';
import { sendIdOf } from './admission.ts';
import { completeSent, deleteTwin, endAttempt } from './sending.sql.ts';
import type { Ending } from './sending.sql.ts';

export type OutcomeDeps = { publish: Publish; random: Random; now: () => Date; maxTries: number };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
const JITTER = 0.2;
// Without a connection nothing was tried; the next session goes on at once.
const RECONNECT_PAUSE_MS = 500;
/** After each of these the channel is asked again whether a message went; then only a person or a tick can tell. */
const ASK_AGAIN_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000];

type Known = Pick<MessageRow, 'id' | 'status' | 'clientId' | 'chatId' | 'attempts' | 'questions' | 'content' | 'sender'>;

/** It went: WhatsApp's server has it. */
export async function recordSent(deps: OutcomeDeps, tx: Tx, message: Known, sent: Sent | null): Promise<void> {
  const { publish, now } = deps;
  const entry = { status: 'sent', at: (sent?.at ?? now()).toISOString() } as const;
  if (mediaIdOf(message.content) !== null) await releaseMedia(tx, message.id);
  if (!sent) {
    const done = await endAttempt(tx, message.id, { status: 'sent', entry, sentAt: now(), dueInMs: null });
    if (done) await publishMessage(tx, publish, 'message.sent', done);
    if (message.content.type === 'reaction')
      await applyOwnReaction(tx, publish, { ...message.content.reaction, from: message.sender }, now());
    return;
  }
  await Promise.all([lockProviderId(tx, message.clientId, sent.providerId), deleteTwin(tx, message.clientId, sent.providerId, message.id)]);
  const ending: Ending = { status: 'sent', entry, providerId: sent.providerId, sentAt: sent.at, dueInMs: null };
  const done = await endAttempt(tx, message.id, ending);
  if (done) await publishMessage(tx, publish, 'message.sent', done);
  else await completeSent(tx, message.id, sent.providerId, sent.at);
  await applyEarlyEvents(tx, publish, { id: message.clientId, phoneNumber: message.sender }, sent.providerId);
}

/** The channel has been asked and knows it, perhaps further on its way. */
export async function recordFound(
  deps: OutcomeDeps,
  tx: Tx,
  message: Known,
  { sent, status }: { sent: Sent; status: MessageStatus },
): Promise<void> {
  await recordSent(deps, tx, message, sent);
  const stored = await findMessage(tx, message.id);
  if (stored) await advance(tx, deps.publish, stored, { status, at: deps.now().toISOString() });
}

/** It certainly did not go: tried again later, or ended. */
export async function recordFailure(deps: OutcomeDeps, tx: Tx, message: Known, failure: ChannelError): Promise<void> {
  await releaseSend(tx, sendIdOf(message));
  if (failure.outcome !== 'retryable') return end(deps, tx, message, 'failed', { error: errorOf(failure), dueInMs: null });
  if (failure.reason === 'not_connected')
    return end(deps, tx, message, 'queued', { dueInMs: RECONNECT_PAUSE_MS, uncounted: true, reason: failure.reason });
  if (message.attempts >= deps.maxTries) {
    const error = errorOf(failure);
    return end(deps, tx, message, 'failed', {
      error: { ...error, detail: `${error.detail} Given up after ${deps.maxTries} tries.` },
      dueInMs: null,
    });
  }
  await end(deps, tx, message, 'queued', {
    dueInMs: failure.retryAfterMs ?? pauseMs(message.attempts - 1, deps.random),
    reason: failure.reason,
  });
}

/** Nobody knows whether it went. It is asked about for a while; it is never sent again on a guess. */
export async function recordDoubt(
  deps: OutcomeDeps,
  tx: Tx,
  message: Known,
  failure: ChannelError,
  { asked }: { asked: boolean },
): Promise<void> {
  const dueInMs = ASK_AGAIN_MS[message.questions] ?? null;
  await end(deps, tx, message, 'unknown', { error: errorOf(failure), dueInMs, asked });
}

/** The channel has been asked and says that it did not go: it may be sent again. */
export async function recordNotGone(deps: OutcomeDeps, tx: Tx, message: Known, failure: ChannelError): Promise<void> {
  await releaseSend(tx, sendIdOf(message));
  if (message.attempts >= deps.maxTries) return end(deps, tx, message, 'failed', { error: errorOf(failure), dueInMs: null });
  await end(deps, tx, message, 'queued', { dueInMs: 0, reason: failure.reason });
}

type EndOptions = Pick<Ending, 'error' | 'dueInMs' | 'uncounted' | 'asked'> & { reason?: string };

async function end(
  { publish, now }: OutcomeDeps,
  tx: Tx,
  { id, status: before, content }: Known,
  status: 'failed' | 'queued' | 'unknown',
  { reason, ...ending }: EndOptions,
): Promise<void> {
  const why = reason ?? ending.error?.code;
  const entry = { status, at: now().toISOString(), ...(why !== undefined && { reason: why }) };
  const message = await endAttempt(tx, id, { status, entry, ...ending });
  // Asked about again without an answer: nothing is new.
  const isNews = status === 'failed' || (status === 'unknown' && before !== 'unknown');
  if (status === 'failed' && mediaIdOf(content) !== null) await releaseMedia(tx, id);
  if (message && isNews) await publishMessage(tx, publish, `message.${status}`, message);
}

function errorOf({ reason, message }: ChannelError) {
  return { code: `channels.${reason}`, detail: storableText(message).slice(0, 2_000) };
}

function pauseMs(attempts: number, random: Random): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts) * (1 - JITTER * random());
}
