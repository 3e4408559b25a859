import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Random } from '../../platform/clock.ts';
import { wait } from '../alarm-clock.ts';
import type { AlarmClock } from '../alarm-clock.ts';
import { fileOf, isGroup, isMedia } from '../channels.schema.ts';
import type { ChatId, OutgoingContent } from '../channels.schema.ts';
import type { OutgoingMessage, Sent } from '../contract.ts';
import { ChannelError, notConnected } from '../errors.ts';
import { answersTo } from './answering.ts';
import { joinedGroup } from './groups.ts';
import type { Kept } from './kept.ts';
import { hasWhatsApp, mannerOf } from './manners.ts';
import type { Manner } from './manners.ts';
import type { Post } from './post.ts';
import { providerIdOf } from './world.ts';
import type { World } from './world.ts';

/** From one tick to the next, unless a switch or the person's manner says otherwise. */
const ACK_DELAY_MS = 100;
/** How long a message is on its way that the server took and the person then could not get. */
const FAILS_AFTER_MS = 1_000;

export type SendingParts = {
  world: World;
  post: Post;
  clock: AlarmClock;
  random: Random;
  openMedia: (mediaRef: string) => Promise<Readable>;
  isConnected: () => boolean;
};
type Outgoing = OutgoingMessage & { forwarded?: boolean };
type Failure = NonNullable<Manner['fails']>;

/** Sends as WhatsApp would: whatever is sent twice arrives twice, also under the same own id. */
export function createSending({ world, post, clock, random, openMedia, isConnected }: SendingParts) {
  /** Tries so far of messages to people whose first tries fail. */
  const tries = new Map<string, number>();

  return async function send(message: Outgoing): Promise<Sent> {
    const manner = mannerOf(message.to);
    await refuseWhomNothingReaches(message.to, manner, world);
    const failure = failureOf(manner, message.ownId);
    if (failure && !failure.went) throw failure.error;

    const { slowMs = 0, failRate = 0, loseAnswerRate = 0 } = world.faults();
    if (random() < failRate) throw new ChannelError('retryable', 'service_unavailable', 'WhatsApp did not take the message.');
    const content = await readWhole(message.content, openMedia);
    await wait(clock, world.paced(slowMs / 2));

    const copy = copyOfMessage({ ...message, content }, manner, world);
    await handOver(copy, manner, content);
    await wait(clock, world.paced(slowMs / 2));
    if (failure) throw failure.error;
    if (random() < loseAnswerRate) throw answerLost();
    return { providerId: copy.providerId, chatId: copy.chatId, at: new Date(copy.at) };
  };

  function failureOf(manner: Manner | null, ownId: string): Failure | null {
    const fails = manner?.fails;
    if (fails?.tries === undefined) return fails ?? null;
    const tried = tries.get(ownId) ?? 0;
    if (tried === fails.tries) tries.delete(ownId);
    else tries.set(ownId, tried + 1);
    return tried < fails.tries ? fails : null;
  }

  /** The copy and all that its reader will do about it are kept together, so that no crash comes between. */
  async function handOver(copy: Kept, manner: Manner | null, content: OutgoingContent): Promise<void> {
    const { messages = [], ...answers } = await answersTo(copy, manner?.answers?.(content) ?? [], world);
    // Asked again at the last moment: what is kept after the end would miss the mark of what is still to be told.
    if (!isConnected()) throw notConnected();
    try {
      const { told } = await post.publish({ ...answers, messages: [copy, ...messages] });
      if (manner?.ticksEarly) await told;
    } catch (cause) {
      throw answerLost(cause);
    }
  }
}

async function refuseWhomNothingReaches(to: ChatId, manner: Manner | null, world: World): Promise<void> {
  if (isGroup(to)) {
    await joinedGroup(to, world);
    return;
  }
  if (!hasWhatsApp(to, world)) throw new ChannelError('not_sent', 'not_registered', 'Nobody has WhatsApp under this number.');
  if (!world.faults().restrictCold && !manner?.neverCold) return;
  const { wroteAt = Infinity } = await world.person(to);
  if (wroteAt <= world.now()) return;
  throw new ChannelError('not_sent', 'restricted', 'WhatsApp lets this number write only to people who wrote first (463).');
}

function copyOfMessage({ to, content, ownId, replyTo, forwarded }: Outgoing, manner: Manner | null, world: World): Kept {
  const id = world.newId();
  const at = world.now();
  const phone = world.phoneNumber();
  const ticks = world.faults().acks === false ? {} : ticksFrom(at, content, manner?.ticks ?? {}, world);
  const more = { ...(replyTo && { replyTo }), ...(forwarded && { forwarded }) };
  const providerId = providerIdOf(true, to, id);
  return { id, providerId, chatId: to, from: phone === null ? null : { phone }, fromMe: true, at, content, ownId, ticks, ...more };
}

function ticksFrom(sent: number, content: OutgoingContent, ticks: NonNullable<Manner['ticks']>, world: World): NonNullable<Kept['ticks']> {
  if (ticks.failed) return { sent, failed: { at: sent + world.paced(FAILS_AFTER_MS), reason: ticks.failed } };
  if (ticks.delivered === 'never') return { sent };
  const delivered = sent + world.paced(ticks.delivered ?? world.faults().ackDelayMs ?? ACK_DELAY_MS);
  if (ticks.read === undefined) return { sent, delivered };
  const read = delivered + world.paced(ticks.read);
  const plays = content.type === 'audio' || content.type === 'voice' || content.type === 'video';
  return ticks.played === undefined || !plays
    ? { sent, delivered, read }
    : { sent, delivered, read, played: read + world.paced(ticks.played) };
}

/** Reads a file to its end, as a real send would; what the other side holds is what was read, not what was promised. */
async function readWhole(content: OutgoingContent, openMedia: SendingParts['openMedia']): Promise<OutgoingContent> {
  if (!isMedia(content)) return content;
  const file = fileOf(content);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const chunk of await openMedia(file.mediaRef)) {
      hash.update(chunk as Buffer);
      sizeBytes += (chunk as Buffer).length;
    }
  } catch (cause) {
    throw new ChannelError('not_sent', 'media_missing', 'The file could not be read.', { cause });
  }
  return { ...content, [content.type]: { ...file, sizeBytes, sha256: hash.digest('hex') } };
}

function answerLost(cause?: unknown): ChannelError {
  return new ChannelError('unknown', 'answer_lost', 'The connection broke before the answer.', { cause });
}
