import { z } from 'zod';
import { BusinessScopedId, Emoji, GroupId, Lid, mediaTypes, outgoingKinds } from '../channels/channels.ts';
import { listQuery } from '../platform/http/lists.ts';
import { PhoneNumber } from '../platform/phone.ts';

export const STATUSES = [
  'queued',
  'scheduled',
  'sending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'cancelled',
  'unknown',
] as const;
export const ORIGINS = ['api', 'dashboard', 'phone', 'campaign', 'automation', 'contact'] as const;
export const PRIORITIES = ['reply', 'normal', 'bulk'] as const;
export type Status = (typeof STATUSES)[number];
export type Origin = (typeof ORIGINS)[number];
export type Priority = (typeof PRIORITIES)[number];

export const BATCH_MAX = 1_000;
const METADATA_MAX_CHARS = 16_384;

const Time = z.iso.datetime();

/** A person or a group: a phone number as people write it, or one of WhatsApp's own ids. */
export const Recipient = z
  .string()
  .max(200)
  .transform((written, context): string => {
    const kind = written.endsWith('@g.us')
      ? GroupId
      : written.endsWith('@lid')
        ? Lid
        : /^[A-Z]{2}\./.test(written)
          ? BusinessScopedId
          : PhoneNumber;
    const read = kind.safeParse(written);
    if (read.success) return read.data;
    for (const { message } of read.error.issues) context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const Metadata = z.record(z.string().max(100), z.json()).refine((metadata) => JSON.stringify(metadata).length <= METADATA_MAX_CHARS, {
  error: `must not be larger than ${METADATA_MAX_CHARS} characters`,
});

const envelope = {
  clientId: z.uuid(),
  to: Recipient,
  /** A message of the same conversation, by our id. */
  replyTo: z.uuid().optional(),
  /** With an offset, or without one in `timeZone`. */
  sendAt: z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ local: true })]).optional(),
  timeZone: z.string().max(64).optional(),
  priority: z.enum(PRIORITIES).optional(),
  metadata: Metadata.optional(),
  fallback: z.literal('text').optional(),
  overrideConsent: z.boolean().optional(),
};

/** A file is named by our id, or by an address to fetch it from. */
export const File = z
  .strictObject({
    mediaId: z.uuid().optional(),
    url: z.url().max(2_048).optional(),
    caption: z.string().max(1_024).optional(),
    fileName: z.string().max(255).optional(),
  })
  .refine(({ mediaId, url }) => (mediaId === undefined) !== (url === undefined), { error: 'needs either mediaId or url' });

const Reaction = z.strictObject({ messageId: z.uuid(), emoji: Emoji });
const { text, location, poll, contacts, interactive, template } = outgoingKinds;
const kind = <Type extends string, Payload extends z.ZodType>(type: Type, payload: Payload) =>
  z.strictObject({ ...envelope, type: z.literal(type), [type]: payload } as typeof envelope & { type: z.ZodLiteral<Type> } & Record<
      Type,
      Payload
    >);

/** What can be asked to be sent. */
export const NewMessage = z.discriminatedUnion('type', [
  kind('text', z.strictObject({ ...text.shape, mentions: z.array(Recipient).max(1_024).optional() })),
  kind('image', File),
  kind('video', File),
  kind('audio', File),
  kind('voice', File),
  kind('document', File),
  kind('sticker', File),
  kind('location', z.strictObject(location.shape)),
  kind('contacts', contacts),
  kind('poll', z.strictObject(poll.shape)),
  kind('reaction', Reaction),
  kind('template', template),
  kind('interactive', interactive),
]);
export type NewMessage = z.output<typeof NewMessage>;

const file = z
  .looseObject({
    mediaId: z.uuid().optional(),
    mimeType: z.string(),
    sizeBytes: z.int().optional(),
    fileName: z.string().optional(),
    caption: z.string().optional(),
    status: z.enum(['pending', 'ready', 'failed']),
    /** Why a file that came in is not to be had. */
    failure: z.string().optional(),
  })
  .optional();

export const contentFields = {
  text: z.looseObject({ body: z.string(), mentions: z.array(z.string()).optional() }).optional(),
  ...(Object.fromEntries(mediaTypes.map((type) => [type, file])) as Record<(typeof mediaTypes)[number], typeof file>),
  location: z
    .looseObject({ latitude: z.number(), longitude: z.number(), name: z.string().optional(), address: z.string().optional() })
    .optional(),
  contacts: z.array(z.looseObject({ name: z.string(), phones: z.array(z.looseObject({ number: z.string() })).optional() })).optional(),
  poll: z
    .looseObject({
      question: z.string(),
      options: z.array(z.string()),
      multiple: z.boolean().optional(),
      votes: z.array(z.object({ from: z.string().nullable(), options: z.array(z.string()), at: Time })).optional(),
    })
    .optional(),
  reaction: z.object({ messageId: z.string(), emoji: z.string() }).optional(),
  template: z.looseObject({ name: z.string(), language: z.string() }).optional(),
  interactive: z.looseObject({ kind: z.string(), body: z.string().optional() }).optional(),
  selection: z.looseObject({ id: z.string(), title: z.string(), messageId: z.uuid().optional() }).optional(),
  unknown: z.looseObject({ kind: z.string(), summary: z.string().optional() }).optional(),
  call: z.object({ video: z.boolean() }).optional(),
  groupChange: z.looseObject({ change: z.string() }).optional(),
};

export const Message = z
  .object({
    id: z.uuid(),
    clientId: z.uuid(),
    conversationId: z.uuid(),
    contactId: z.uuid().optional(),
    direction: z.enum(['inbound', 'outbound']),
    origin: z.enum(ORIGINS),
    from: z.string().nullable(),
    fromName: z.string().optional(),
    to: z.string().nullable(),
    type: z.string(),
    ...contentFields,
    status: z.enum(STATUSES),
    providerId: z.string().optional(),
    replyTo: z.uuid().optional(),
    forwarded: z.boolean().optional(),
    late: z.boolean().optional(),
    starred: z.boolean().optional(),
    priority: z.enum(PRIORITIES).optional(),
    reactions: z.array(z.object({ from: z.string().nullable(), emoji: z.string(), at: Time })).optional(),
    error: z.object({ code: z.string(), detail: z.string() }).optional(),
    metadata: z.record(z.string(), z.unknown()).optional(),
    createdBy: z.uuid().optional(),
    createdAt: Time,
    sendAt: Time.optional(),
    sentAt: Time.optional(),
    deliveredAt: Time.optional(),
    readAt: Time.optional(),
    playedAt: Time.optional(),
    editedAt: Time.optional(),
    revokedAt: Time.optional(),
  })
  .meta({ id: 'Message' });

const Left = z.object({ perMinute: z.int(), perHour: z.int(), perDay: z.int() });
export const Waiting = z
  .object({
    /** How many of this client's messages go before it, counted up to a thousand. */
    ahead: z.int(),
    estimatedAt: Time,
    /** What the client may still send now; null when nothing is limited. */
    left: Left.nullable(),
  })
  .meta({ id: 'Waiting' });
export const QueuedMessage = Message.extend({ queue: Waiting }).meta({ id: 'QueuedMessage' });

export const MessageDetails = Message.extend({
  history: z.array(z.object({ status: z.enum(STATUSES), at: Time, reason: z.string().optional() })),
  edits: z.array(z.object({ at: Time, text: z.string().optional() })),
  queue: Waiting.optional(),
}).meta({ id: 'MessageDetails' });

export const Batch = z.strictObject({ messages: z.array(z.unknown()).min(1).max(BATCH_MAX) });
const FieldError = z.object({ path: z.string(), message: z.string() });
export const BatchResult = z.object({
  data: z.array(
    z.object({
      index: z.int(),
      message: Message.optional(),
      error: z.object({ code: z.string(), status: z.int(), detail: z.string(), errors: z.array(FieldError).optional() }).optional(),
    }),
  ),
});

export const MessageFilter = listQuery.extend({
  clientId: z.uuid().optional(),
  conversationId: z.uuid().optional(),
  contactId: z.uuid().optional(),
  status: z.enum(STATUSES).optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

export const Reorder = z
  .strictObject({ before: z.uuid().optional(), position: z.enum(['first', 'last']).optional() })
  .refine(({ before, position }) => (before === undefined) !== (position === undefined), { error: 'needs either before or position' });
export const Resolution = z.strictObject({ outcome: z.enum(['sent', 'send_again', 'failed']) });
export const Forward = z.strictObject({ to: Recipient, overrideConsent: z.boolean().optional() });
export const Edit = z.strictObject({ text: z.strictObject({ body: text.shape.body, mentions: z.array(Recipient).max(1_024).optional() }) });
export const OwnReaction = z.strictObject({ emoji: Emoji.min(1) });
