import type { ChatId, IncomingContent, OutgoingContent } from '../channels.schema.ts';
import { ChannelError } from '../errors.ts';
import type { ChannelErrorReason } from '../errors.ts';
import { samplePicture } from './samples.ts';
import type { World } from './world.ts';

/** How a person of the sandbox behaves; whoever has no manner of their own gets messages and does nothing. */
export type Manner = {
  /** In docs/SANDBOX.md word for word. */
  about: string;
  hasWhatsApp?: false;
  /** Why a send to this person fails, at each of the first `tries` (all without it); `went` says it arrives all the same. */
  fails?: { error: ChannelError; tries?: number; went?: true };
  /** Time from the tick before; `never` stops there. */
  ticks?: { delivered?: number | 'never'; read?: number; played?: number; failed?: ChannelErrorReason };
  /** Cannot be written to first. */
  neverCold?: true;
  /** The first tick is reported before `send` itself answers. */
  ticksEarly?: true;
  joinsGroups?: false;
  answers?: (sent: OutgoingContent) => Answer[];
};

export type Answer = { afterMs: number } & (
  | { write: IncomingContent; quoting?: true; hidden?: true; twice?: true }
  | { react: string }
  | { vote: string[] }
  | { edit: string }
  | { revoke: true }
  | { call: 'voice' | 'video' }
);

const SOON_MS = 300;
const LATER_MS = 10_000;
const LONG_TEXT = 'All work and no play makes a dull sandbox. '.repeat(1_525).slice(0, 65_536);

const text = (body: string): IncomingContent => ({ type: 'text', text: { body } });
const fails = (outcome: 'not_sent' | 'retryable' | 'unknown', reason: ChannelErrorReason, detail: string, retryAfterMs?: number) =>
  new ChannelError(outcome, reason, detail, retryAfterMs === undefined ? {} : { retryAfterMs });

/** By the first two of the last four digits of `+1 555 999 xxxx`. */
export const manners: Readonly<Record<string, Manner>> = {
  '00': { about: 'Silent: gets everything, reads nothing, never writes.' },
  '01': { about: 'Echo: answers at once with what it got.', ticks: { read: 100 }, answers: (sent) => [{ afterMs: SOON_MS, write: sent }] },
  '02': {
    about: 'Delayed echo: answers after 10 seconds with what it got.',
    ticks: { read: 1_000 },
    answers: (sent) => [{ afterMs: LATER_MS, write: sent }],
  },
  '03': { about: 'Answers STOP to everything.', ticks: { read: 100 }, answers: () => [{ afterMs: SOON_MS, write: text('STOP') }] },
  '04': {
    about: 'Answers STOP, and START 10 seconds later.',
    ticks: { read: 100 },
    answers: () => [
      { afterMs: SOON_MS, write: text('STOP') },
      { afterMs: LATER_MS, write: text('START') },
    ],
  },
  '05': { about: 'Reads everything after a second, plays what can be played, never writes.', ticks: { read: 1_000, played: 1_000 } },
  '06': {
    about: 'Answers with a picture that has a caption.',
    ticks: { read: 100 },
    answers: () => [{ afterMs: SOON_MS, write: samplePicture('A picture from the sandbox') }],
  },
  '07': { about: 'Reacts with a thumb.', ticks: { read: 100 }, answers: () => [{ afterMs: SOON_MS, react: '👍' }] },
  '08': {
    about: 'Quotes the message in its answer.',
    ticks: { read: 100 },
    answers: () => [{ afterMs: SOON_MS, write: text('About this one?'), quoting: true }],
  },
  '09': {
    about: 'Answers, and edits the answer after a second.',
    answers: () => [
      { afterMs: SOON_MS, write: text('Tomorow') },
      { afterMs: SOON_MS + 1_000, edit: 'Tomorrow' },
    ],
  },
  '10': {
    about: 'Answers, and takes the answer back after a second.',
    answers: () => [
      { afterMs: SOON_MS, write: text('Wrong chat') },
      { afterMs: SOON_MS + 1_000, revoke: true },
    ],
  },
  '11': { about: 'Votes for the first option of a poll and picks the first button or row.', answers: pickFirst },
  '12': { about: 'Calls back, without video.', answers: () => [{ afterMs: SOON_MS, call: 'voice' }] },
  '13': {
    about: 'Answers under a hidden id (LID) without a number.',
    answers: () => [{ afterMs: SOON_MS, write: text('You do not see my number'), hidden: true }],
  },
  '14': {
    about: 'Answers with a NUL character and a lone surrogate in its text.',
    answers: () => [{ afterMs: SOON_MS, write: text('zero:\u0000 half:\ud83d end') }],
  },
  '15': { about: 'Answers with a text of 65,536 characters.', answers: () => [{ afterMs: SOON_MS, write: text(LONG_TEXT) }] },
  '16': {
    about: 'Answers with a kind of message that nobody knows.',
    answers: () => [{ afterMs: SOON_MS, write: { type: 'unknown', unknown: { kind: 'hologram' } } }],
  },
  '17': {
    about: 'Answers once, and the answer is reported twice.',
    answers: () => [{ afterMs: SOON_MS, write: text('Once'), twice: true }],
  },
  '18': {
    about: 'Answers with five messages at one instant, numbered.',
    answers: () => [1, 2, 3, 4, 5].map((count) => ({ afterMs: SOON_MS, write: text(`${count}`) })),
  },
  '20': { about: 'Slow: the second tick comes after a minute.', ticks: { delivered: 60_000 } },
  '21': { about: 'Stays at one tick.', ticks: { delivered: 'never' } },
  '22': { about: 'The first tick is reported before the send itself answers.', ticksEarly: true },
  '30': { about: 'Has no WhatsApp.', hasWhatsApp: false },
  '31': { about: 'Refuses every message.', fails: { error: fails('not_sent', 'recipient_refused', 'This person refuses messages.') } },
  '32': {
    about: 'The first two tries of each message fail and may be repeated, the third goes.',
    fails: { error: fails('retryable', 'service_unavailable', 'WhatsApp did not take the message.'), tries: 2 },
  },
  '33': {
    about: 'Every try fails and may be repeated.',
    fails: { error: fails('retryable', 'service_unavailable', 'WhatsApp did not take the message.') },
  },
  '34': {
    about: 'The first try of each message is throttled for five seconds.',
    fails: { error: fails('retryable', 'rate_limited', 'Too fast for WhatsApp.', 5_000), tries: 1 },
  },
  '35': {
    about: 'Every message arrives, but the answer to its send is lost.',
    fails: { error: fails('unknown', 'answer_lost', 'The connection broke before the answer.'), went: true },
  },
  '36': {
    about: 'The answer to the first try of each message is lost, and that message did not arrive.',
    fails: { error: fails('unknown', 'answer_lost', 'The connection broke before the answer.'), tries: 1 },
  },
  '37': { about: 'Takes every message, which then fails after a second.', ticks: { failed: 'recipient_refused' } },
  '38': {
    about: 'Cannot be written to first (463), whatever the switches say.',
    neverCold: true,
  },
  '40': { about: 'Joins groups only by its own request: adding it asks for an invitation, and it then asks to join.', joinsGroups: false },
};

/** How whoever has that number behaves; scripted people live only in `+1 555 999 xxxx`. */
export function mannerOf(chatId: ChatId): Manner | null {
  const digits = /^\+1555999(\d\d)\d\d$/.exec(chatId)?.[1];
  return digits === undefined ? null : (manners[digits] ?? null);
}

/** Whether the sandbox has somebody under that id: every number but those said not to. */
export function hasWhatsApp(id: ChatId, world: World): boolean {
  return mannerOf(id)?.hasWhatsApp !== false && !(world.faults().unregistered ?? []).includes(id);
}

function pickFirst(sent: OutgoingContent): Answer[] {
  if (sent.type === 'poll') return [{ afterMs: SOON_MS, vote: sent.poll.options.slice(0, 1) }];
  if (sent.type !== 'interactive') return [];
  const { interactive } = sent;
  const picked = interactive.kind === 'buttons' ? interactive.buttons[0] : interactive.kind === 'list' && interactive.sections[0]?.rows[0];
  const source = interactive.kind === 'list' ? 'list' : 'button';
  if (!picked) return [];
  return [{ afterMs: SOON_MS, write: { type: 'selection', selection: { id: picked.id, title: picked.title, source } }, quoting: true }];
}
