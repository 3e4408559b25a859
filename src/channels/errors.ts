/**
 * What a failed call means for the one who made it; only the channel can know.
 * - `not_sent`: it certainly did not happen, and asking again will not help.
 * - `retryable`: it certainly did not happen; it may be asked again, after `retryAfterMs` when given.
 * - `unknown`: it may have happened; ask `findMessage`, never repeat it on a guess.
 * - `not_supported`: this channel cannot do it at all.
 */
export type ChannelOutcome = 'not_sent' | 'retryable' | 'unknown' | 'not_supported';

/** Why, in a closed set of words: they are stored on rows and shown to people. */
export const channelErrorReasons = [
  'not_supported',
  'not_connected', // no ready session: not started yet, stopped, or its connection is gone
  'not_awaiting_scan', // a code was asked for or scanned while no scan is awaited
  'restricted', // 463 or 475: WhatsApp lets this number write only to people who wrote to it
  'rate_limited',
  'account_blocked', // WhatsApp has blocked this number
  'unauthorized', // the credential of an official number is missing, expired or not enough
  'payment_required',
  'not_registered', // nobody has WhatsApp under that number
  'recipient_refused', // the person blocked this number or cannot receive this
  'window_closed', // outside 24 hours after the person's last message only templates may go
  'template_rejected',
  'content_rejected',
  'media_rejected',
  'media_missing', // the file is no longer to be had
  'message_not_found',
  'too_late', // the time in which a message may be edited or revoked is over
  'chat_not_found',
  'not_a_member',
  'not_an_admin',
  'answer_lost', // handed over, then the connection broke before the answer
  'timed_out',
  'service_unavailable',
  'browser_missing', // no Chromium is to be had, or the one that is does not start
  'build_missing', // the pinned build of WhatsApp Web is not where it should lie
  'proxy_failed',
  'page_incompatible', // WhatsApp Web changed its shape and the call could not be made
] as const;
export type ChannelErrorReason = (typeof channelErrorReasons)[number];

/** The only error a channel throws; whoever called decides from `outcome` and `reason`, never from the text. */
export class ChannelError extends Error {
  readonly outcome: ChannelOutcome;
  readonly reason: ChannelErrorReason;
  readonly retryAfterMs: number | undefined;

  constructor(outcome: ChannelOutcome, reason: ChannelErrorReason, detail: string, more: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(detail, more.cause === undefined ? {} : { cause: more.cause });
    this.name = 'ChannelError';
    this.outcome = outcome;
    this.reason = reason;
    this.retryAfterMs = more.retryAfterMs;
  }
}

/** For what a channel cannot do: 501 `channels.not_supported` at the edge, never a made-up success. */
export function notSupported(kind: string, what: string): ChannelError {
  return new ChannelError('not_supported', 'not_supported', `The ${kind} channel cannot do this: ${what}.`);
}

/** For calls to a session that is not ready. */
export function notConnected(detail = 'This number is not connected.'): ChannelError {
  return new ChannelError('retryable', 'not_connected', detail);
}
