import type { ChannelEvent, HeardMessage, MessageStatus } from '../channel-events.ts';
import { OutgoingContent } from '../channels.schema.ts';
import type { ChatId, IncomingContent, Person, ProviderId } from '../channels.schema.ts';
import type { ChannelErrorReason } from '../errors.ts';
import type { SandboxCopy } from './sandbox.schema.ts';

/**
 * A message as the other side holds it. Times may lie ahead: when a copy is delivered and read, and when an answer will be
 * written, is decided and kept at once, so that a restart in between changes nothing.
 */
export type Kept = {
  /** Grows with time; the key it is kept under. */
  id: string;
  providerId: ProviderId;
  chatId: ChatId;
  from: Person | null;
  fromMe: boolean;
  at: number;
  content: IncomingContent;
  /** Of what was sent through this channel, not typed on the phone. */
  ownId?: string;
  replyTo?: ProviderId;
  forwarded?: boolean;
  ticks?: Ticks;
  edit?: { at: number; content: IncomingContent };
  revokedAt?: number;
  /** By who reacted; our own under `me`. */
  reactions?: Record<string, string>;
  starred?: boolean;
};
type Ticks = Partial<Record<Exclude<MessageStatus, 'failed'>, number>> & { failed?: { at: number; reason: ChannelErrorReason } };

/** Something else that people do, waiting to be told. */
export type Deed = { id: string; at: number; event: ChannelEvent };

/** One thing to tell, and when. */
export type Happening = { at: number; event: ChannelEvent };

/** Everything there is to tell about a message, by time. */
export function happeningsOf(kept: Kept): Happening[] {
  if (kept.ownId === undefined) return [{ at: kept.at, event: { type: 'message', ...heard(kept, kept.at) } }];
  const { failed, ...reached } = kept.ticks ?? {};
  const happenings = Object.entries(reached).map(([status, at]) => statusHappening(kept, status as MessageStatus, at));
  if (failed) happenings.push(statusHappening(kept, 'failed', failed.at, failed.reason));
  return happenings.toSorted((a, b) => a.at - b.at);
}

function statusHappening({ providerId, chatId, ownId }: Kept, status: MessageStatus, at: number, reason?: ChannelErrorReason): Happening {
  const error = reason && { error: { reason } };
  return { at, event: { type: 'message_status', providerId, chatId, ownId, status, at: iso(at), ...error } };
}

/** The message as it stands at that time, in the contract's words. */
export function heard(kept: Kept, now: number): HeardMessage {
  const { providerId, chatId, from, fromMe, ownId, replyTo, forwarded } = kept;
  return { providerId, chatId, from, fromMe, ownId, content: contentAt(kept, now), replyTo, forwarded, at: iso(kept.at) };
}

function contentAt(kept: Kept, now: number): IncomingContent {
  if (kept.revokedAt !== undefined && kept.revokedAt <= now) return { type: 'unknown', unknown: { kind: 'revoked' } };
  return kept.edit && kept.edit.at <= now ? kept.edit.content : kept.content;
}

/** The last tick that a copy has at that time. */
export function statusAt({ ticks }: Kept, now: number): MessageStatus {
  if (ticks?.failed && ticks.failed.at <= now) return 'failed';
  const reached = (['played', 'read', 'delivered'] as const).find((status) => (ticks?.[status] ?? Infinity) <= now);
  return reached ?? 'sent';
}

/** The copy as `sent` shows it: what was sent first, with what was done to it since. */
export function copyOf(kept: Kept): SandboxCopy {
  return {
    ...OutgoingContent.parse(kept.edit?.content ?? kept.content),
    providerId: kept.providerId,
    to: kept.chatId,
    at: iso(kept.at),
    ownId: kept.ownId ?? '',
    replyTo: kept.replyTo,
    forwarded: kept.forwarded,
    editedAt: kept.edit && iso(kept.edit.at),
    revokedAt: kept.revokedAt === undefined ? undefined : iso(kept.revokedAt),
    reaction: kept.reactions?.['me'],
  };
}

/** Times as events carry them. */
export function iso(time: number): string {
  return new Date(time).toISOString();
}
