import type { Page } from 'puppeteer';
import type { AlarmClock } from '../../alarm-clock.ts';
import { ChannelError, notConnected } from '../../errors.ts';
import { describeError } from '../repairs/page-errors.ts';
import type { PageFailure } from '../repairs/page-errors.ts';
import { withDeadline } from '../starting/deadline.ts';
import * as parts from './parts.ts';
import * as sendingParts from './sending-parts.ts';

/** Runs one of our page functions in the page, with arguments and answer as JSON. */
export type InPage = <Arguments extends readonly unknown[], Result>(
  work: (...args: Arguments) => Result | Promise<Result>,
  args: Arguments,
  options?: CallOptions,
) => Promise<Result>;

type CallOptions = {
  withinMs?: number;
  /** It does something, so that when the answer is lost nobody knows whether it was done. */
  changes?: boolean;
};

const ANSWER_WITHIN_MS = 20_000;

const PARTS = [describeError, ...Object.values(parts), ...Object.values(sendingParts)]
  .map((part) => `const ${part.name} = ${String(part)};`)
  .join('\n');

/** The way into a page; every failure comes out as a `ChannelError` that says what it means. */
export function createInPage({ page, clock }: { page: Page; clock: AlarmClock }): InPage {
  return async (work, args, { withinMs = ANSWER_WITHIN_MS, changes = false } = {}) => {
    if (page.isClosed()) throw notConnected();
    const answering = page.evaluate(sourceOf(work, args)).catch((cause: unknown) => {
      throw changes
        ? new ChannelError('unknown', 'answer_lost', 'The page went away before it answered.', { cause })
        : new ChannelError('retryable', 'not_connected', 'The page went away before it answered.', { cause });
    });
    const late = () =>
      new ChannelError(changes ? 'unknown' : 'retryable', 'timed_out', `WhatsApp Web did not answer within ${withinMs} ms.`);
    const answer = JSON.parse(String(await withDeadline(clock, answering, withinMs, late))) as { value?: never; failed?: PageFailure };
    if (answer.failed) throw meaningOf(answer.failed);
    return answer.value as never;
  };
}

/** The page answers in JSON text: what goes through the browser's own copying loses half characters. */
function sourceOf(work: (...args: never[]) => unknown, args: readonly unknown[]): string {
  return `(async () => {
${PARTS}
try {
  const value = await (${String(work)})(...${JSON.stringify(args)});
  return JSON.stringify({ value });
} catch (error) {
  return JSON.stringify({ failed: describeError(error) });
}
})()`;
}

/** What a failure inside the page means for the caller. */
export function meaningOf(failure: PageFailure): ChannelError {
  const { name, message, refusal, status } = failure;
  const cause = new Error(`${name}: ${message} (WhatsApp Web ${failure.build}; ${failure.properties})`);
  if (refusal) return new ChannelError('not_sent', refusal, message, { cause });
  if (/no lid for user/i.test(message))
    return new ChannelError('not_sent', 'not_registered', 'Nobody has WhatsApp under this number.', { cause });
  switch (status) {
    case 401:
    case 403:
      return new ChannelError('not_sent', 'not_an_admin', 'WhatsApp does not let this number do that.', { cause });
    case 404:
      return new ChannelError('not_sent', 'chat_not_found', 'WhatsApp does not know this chat.', { cause });
    case 429:
      return new ChannelError('retryable', 'rate_limited', 'WhatsApp asks this number to slow down.', { cause });
    case undefined:
      return new ChannelError('not_sent', 'page_incompatible', `WhatsApp Web ${failure.build} could not do this: ${name}: ${message}`, {
        cause,
      });
    default:
      return new ChannelError('retryable', 'service_unavailable', `WhatsApp answered with ${status}.`, { cause });
  }
}
