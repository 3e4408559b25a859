import { z } from 'zod';
import { channelErrorReasons } from './errors.ts';
import { ChatId, Emoji, GroupId, IncomingContent, Lid, Person, Phone, PersonId, ProviderId, personId } from './channels.schema.ts';

/** Why a session ended by itself: whether starting it again by itself can help, and whether it needs a new link first. */
export const disconnectReasons = {
  connection_lost: { retry: true, relink: false },
  crashed: { retry: true, relink: false },
  unresponsive: { retry: true, relink: false },
  conflict: { retry: true, relink: false },
  proxy_failed: { retry: true, relink: false },
  session_corrupted: { retry: true, relink: false },
  page_incompatible: { retry: false, relink: false },
  browser_missing: { retry: false, relink: false },
  build_missing: { retry: false, relink: false },
  unauthorized: { retry: false, relink: true },
  logged_out: { retry: false, relink: true },
  qr_expired: { retry: false, relink: true },
  passkey_unanswered: { retry: false, relink: true },
  tos_block: { retry: false, relink: false },
  proxy_block: { retry: false, relink: false },
} as const satisfies Record<string, { retry: boolean; relink: boolean }>;
export type DisconnectReason = keyof typeof disconnectReasons;
const disconnectWords = Object.keys(disconnectReasons) as [DisconnectReason, ...DisconnectReason[]];

/** Signs of trouble with a number that do not end its session. */
export const warningCodes = [
  'ban_warning', // WhatsApp announced that the account is at risk
  'restricted', // a timelock for first contacts was announced
  'spam_reported',
  'quality_lowered',
  'connection_unstable',
  'undecryptable',
  'repair_missing',
  'listener_failed',
] as const;

/** How far a message got; a later word never gives way to an earlier one, and `failed` ends it. */
export const messageStatuses = ['sent', 'delivered', 'read', 'played', 'failed'] as const;

const at = z.iso.datetime();
const inChat = { providerId: ProviderId, chatId: ChatId, at };

/** A message as a channel heard it; also what a chat's history is made of. */
export const HeardMessage = z.object({
  ...inChat,
  /** Who wrote it; null when WhatsApp did not say. In a person's chat it is that person, whatever the chat's own id. */
  from: Person.nullable(),
  /** Our own number wrote it: on the phone or another device, or (in histories) through this channel. */
  fromMe: z.boolean(),
  /** The id that `send` was given, where the channel can tell. */
  ownId: z.string().max(128).optional(),
  content: IncomingContent,
  replyTo: ProviderId.optional(),
  forwarded: z.boolean().optional(),
  /** Written while nobody listened and told only now. */
  late: z.boolean().optional(),
});

export const ChannelEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('qr'), at, qr: z.string().min(1), expiresAt: at, attemptsLeft: z.int().nonnegative() }),
  z.object({ type: z.literal('pairing_code'), at, code: z.string().min(1), expiresAt: at }),
  z.object({ type: z.literal('passkey_required'), at, expiresAt: at.optional() }),
  z.object({ type: z.literal('authenticated'), at }),
  z.object({ type: z.literal('syncing'), at, percent: z.number().min(0).max(100) }),
  z.object({ type: z.literal('ready'), at, phoneNumber: Phone, lid: Lid.optional(), name: z.string().max(1_000).optional() }),
  z.object({ type: z.literal('disconnected'), at, reason: z.enum(disconnectWords), detail: z.string().max(2_000).optional() }),

  z.object({ type: z.literal('message'), ...HeardMessage.shape }),
  z.object({
    type: z.literal('message_status'),
    ...inChat,
    ownId: z.string().max(128).optional(),
    status: z.enum(messageStatuses),
    /** Whose tick it is, in groups. */
    recipient: PersonId.optional(),
    error: z.object({ reason: z.enum(channelErrorReasons), detail: z.string().max(2_000).optional() }).optional(),
  }),
  z.object({ type: z.literal('message_edited'), ...inChat, from: Person.nullable(), fromMe: z.boolean(), content: IncomingContent }),
  z.object({ type: z.literal('message_revoked'), ...inChat, from: Person.nullable(), fromMe: z.boolean() }),
  z.object({ type: z.literal('reaction'), ...inChat, from: Person.nullable(), fromMe: z.boolean(), emoji: Emoji }),
  z.object({ type: z.literal('poll_vote'), ...inChat, from: Person.nullable(), options: z.array(z.string().max(1_000_000)) }),
  z.object({
    type: z.literal('call'),
    at,
    callId: z.string().min(1).max(512),
    chatId: ChatId,
    from: Person.nullable(),
    video: z.boolean(),
  }),
  z.object({
    type: z.literal('group_updated'),
    at,
    chatId: GroupId,
    change: z.enum(['created', 'joined', 'left', 'promoted', 'demoted', 'subject', 'description', 'picture', 'settings', 'join_request']),
    by: Person.optional(),
    people: z.array(Person).optional(),
    /** The new subject or description. */
    text: z.string().max(1_000_000).optional(),
  }),
  z.object({ type: z.literal('contact_changed'), at, before: Person.optional(), person: Person }),
  z.object({ type: z.literal('warning'), at, code: z.enum(warningCodes), detail: z.string().max(2_000).optional(), until: at.optional() }),
]);

export type HeardMessage = z.infer<typeof HeardMessage>;
export type MessageStatus = (typeof messageStatuses)[number];
export type WarningCode = (typeof warningCodes)[number];
export type ChannelEvent = z.infer<typeof ChannelEvent>;
export type ChannelEventOf<Type extends ChannelEvent['type']> = Extract<ChannelEvent, { type: Type }>;

/**
 * What makes an event the same one when it is heard twice (after a reconnect, from two Meta hooks), unique within its client.
 * Null for what only tells the session's own state: each of those counts.
 */
export function eventKey(event: ChannelEvent): string | null {
  switch (event.type) {
    case 'message':
    case 'message_revoked':
      return `${event.type}:${event.providerId}`;
    case 'message_status':
      return `${event.type}:${event.providerId}:${event.status}${event.recipient ? `:${event.recipient}` : ''}`;
    case 'message_edited':
      return `${event.type}:${event.providerId}:${event.at}`;
    case 'reaction':
    case 'poll_vote':
      return `${event.type}:${event.providerId}:${(event.from && personId(event.from)) ?? 'me'}:${event.at}`;
    case 'call':
      return `${event.type}:${event.callId}`;
    case 'group_updated':
      return `${event.type}:${event.chatId}:${event.change}:${event.at}:${(event.people ?? []).map(personId).join(',')}`;
    case 'contact_changed':
      return `${event.type}:${personId(event.person)}:${event.at}`;
    default:
      return null;
  }
}

/** The chat within which an event must keep its order; null for what belongs to none. */
export function eventChat(event: ChannelEvent): ChatId | null {
  return 'chatId' in event ? event.chatId : null;
}
