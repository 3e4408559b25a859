import { z } from 'zod';
import { listQuery } from '../../platform/http/lists.ts';
import { Message } from '../messages.schema.ts';

export const CONVERSATION_STATUSES = ['open', 'pending', 'closed', 'snoozed'] as const;
export const RULES = ['manual', 'round_robin', 'least_busy'] as const;

const Time = z.iso.datetime();
const Label = z.string().trim().min(1).max(50);

export const Conversation = z
  .object({
    id: z.uuid(),
    clientId: z.uuid(),
    /** Where to send to. */
    chatId: z.string(),
    kind: z.enum(['person', 'group', 'broadcast']),
    contactId: z.uuid().nullable(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    /** The person asked not to be written to. */
    optedOut: z.boolean(),
    status: z.enum(CONVERSATION_STATUSES),
    snoozedUntil: Time.nullable(),
    assigneeId: z.uuid().nullable(),
    labels: z.array(z.string()),
    unread: z.int(),
    lastMessage: Message.nullable(),
    lastMessageAt: Time,
    lastInboundAt: Time.nullable(),
    lastOutboundAt: Time.nullable(),
    createdAt: Time,
  })
  .meta({ id: 'Conversation' });

export const ConversationFilter = listQuery.extend({
  clientId: z.uuid().optional(),
  contactId: z.uuid().optional(),
  status: z.enum(CONVERSATION_STATUSES).optional(),
  /** A member, `me`, or `none` for those that nobody has. */
  assignee: z.union([z.uuid(), z.literal('me'), z.literal('none')]).optional(),
  label: Label.optional(),
  unread: z.enum(['true', 'false']).optional(),
  /** Part of a name or a number. */
  query: z.string().trim().min(1).max(200).optional(),
});

export const ConversationChange = z
  .strictObject({
    assigneeId: z.uuid().nullable().optional(),
    status: z.enum(CONVERSATION_STATUSES).optional(),
    snoozedUntil: z.iso.datetime({ offset: true }).optional(),
    labels: z.array(Label).max(20).optional(),
  })
  .refine(({ status, snoozedUntil }) => (status === 'snoozed') === (snoozedUntil !== undefined), {
    error: 'goes with the status snoozed, and only with it',
    path: ['snoozedUntil'],
  });

export const Typing = z.strictObject({ state: z.enum(['typing', 'recording', 'idle']).default('typing') });

export const Note = z
  .object({
    id: z.uuid(),
    conversationId: z.uuid(),
    authorId: z.uuid().nullable(),
    text: z.string(),
    mentions: z.array(z.uuid()),
    createdAt: Time,
  })
  .meta({ id: 'Note' });
export const NewNote = z.strictObject({ text: z.string().trim().min(1).max(10_000), mentions: z.array(z.uuid()).max(50).default([]) });

const Shortcut = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_.-]{1,50}$/, 'must be 1 to 50 letters, digits, dots, dashes or underscores');
const CannedText = z.string().trim().min(1).max(65_536);
export const CannedReply = z
  .object({ id: z.uuid(), shortcut: z.string(), text: z.string(), createdAt: Time, updatedAt: Time })
  .meta({ id: 'CannedReply' });
export const NewCannedReply = z.strictObject({ shortcut: Shortcut, text: CannedText });
export const CannedReplyChange = z.strictObject({ shortcut: Shortcut.optional(), text: CannedText.optional() });

export const AssignmentRule = z.object({ rule: z.enum(RULES) }).meta({ id: 'AssignmentRule' });
export const AssignmentRuleChange = z.strictObject({ rule: z.enum(RULES) });

export const SearchQuery = listQuery.extend({ query: z.string().trim().min(1).max(200), conversationId: z.uuid().optional() });
