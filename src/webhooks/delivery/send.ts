import type { Clock } from '../../platform/clock.ts';
import { OutboundError } from '../../platform/outbound/outbound.ts';
import type { Outbound, OutboundReason } from '../../platform/outbound/outbound.ts';
import { retryAfter } from './schedule.ts';
import { signedHeaders } from './sign.ts';

export type SentMessage = { url: string; eventId: string; body: string; secrets: readonly string[]; headers: Record<string, string> };

export type Heard = { status: number; headers: Record<string, string>; body: string; truncated: boolean };

/** One try to deliver, and all that is kept of it. */
export type AttemptResult = {
  at: Date;
  durationMs: number;
  url: string;
  /** As they were sent, but for the values that the customer gave. */
  requestHeaders: Record<string, string>;
  response: Heard | null;
  error: OutboundReason | 'bad_status' | null;
  retryAfterSeconds: number | null;
};

/** For everything, from resolving the name to the last byte of the answer. */
export const TIMEOUT_MS = 15_000;
const MOST_READ_BYTES = 65_536;
const MOST_KEPT_BYTES = 4_096;
const HIDDEN = '[hidden]';

/** Sends a message once. Only a 2xx counts, redirects are not followed; it never throws for what the receiver does. */
export async function sendOnce(outbound: Outbound, clock: Clock, message: SentMessage): Promise<AttemptResult> {
  const { url, eventId, body, secrets } = message;
  const at = clock.now();
  const ours = {
    'Content-Type': 'application/json',
    ...signedHeaders(secrets, { id: eventId, timestampSeconds: Math.floor(at.getTime() / 1_000), body }),
  };
  const hidden = Object.fromEntries(Object.keys(message.headers).map((name) => [name, HIDDEN]));
  const result = { at, url, requestHeaders: { ...hidden, ...ours } };
  const began = performance.now();
  try {
    const headers = { ...message.headers, ...ours };
    const answer = await outbound.request({ method: 'POST', url, headers, body, timeoutMs: TIMEOUT_MS, maxBytes: MOST_READ_BYTES });
    const isGood = answer.status >= 200 && answer.status < 300;
    return {
      ...result,
      durationMs: Math.round(answer.durationMs),
      response: heard(answer),
      error: isGood ? null : 'bad_status',
      retryAfterSeconds: retryAfter(answer.status, answer.headers['retry-after'], clock.now()),
    };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const durationMs = Math.round(performance.now() - began);
    return { ...result, durationMs, response: null, error: error.reason, retryAfterSeconds: null };
  }
}

function heard({
  status,
  headers,
  body,
  truncated,
}: {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  truncated: boolean;
}): Heard {
  return {
    status,
    headers,
    // A text column holds no NUL.
    body: body.subarray(0, MOST_KEPT_BYTES).toString('utf8').replaceAll('\0', '\uFFFD'),
    truncated: truncated || body.length > MOST_KEPT_BYTES,
  };
}
