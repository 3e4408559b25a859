import { z } from 'zod';
import { EventPattern } from '../events/events.schema.ts';
import { listQuery } from '../platform/http/lists.ts';
import { Headers } from './headers.ts';

const Time = z.iso.datetime();
const Moment = z.iso.datetime({ offset: true }).pipe(z.coerce.date());

const LONGEST_URL = 2_048;
const MOST_RETRIES = 20;
const LONGEST_DELAY_SECONDS = 86_400;

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed', 'skipped'] as const;

const Retry = z.discriminatedUnion('policy', [
  z.strictObject({ policy: z.enum(['default', 'standard']) }),
  z.strictObject({ policy: z.literal('custom'), delaysSeconds: z.array(z.int().min(1).max(LONGEST_DELAY_SECONDS)).max(MOST_RETRIES) }),
]);

const Url = z.string().min(1).max(LONGEST_URL);
const Patterns = z
  .array(EventPattern)
  .min(1)
  .max(100)
  .transform((patterns) => [...new Set(patterns)]);
const ClientIds = z
  .array(z.uuid())
  .min(1)
  .max(1_000)
  .transform((ids) => [...new Set(ids)])
  .nullable();

export const NewWebhook = z.strictObject({
  url: Url,
  events: Patterns,
  description: z.string().trim().max(500).nullable().default(null),
  clientIds: ClientIds.default(null),
  headers: Headers.default({}),
  retry: Retry.default({ policy: 'default' }),
  ordered: z.boolean().default(false),
  maxInFlight: z.int().min(1).max(100).default(10),
});

export const WebhookChange = z
  .strictObject({
    url: Url,
    events: Patterns,
    description: z.string().trim().max(500).nullable(),
    clientIds: ClientIds,
    headers: Headers,
    retry: Retry,
    ordered: z.boolean(),
    maxInFlight: z.int().min(1).max(100),
    state: z.enum(['active', 'disabled']),
  })
  .partial();

export const Webhook = z
  .object({
    id: z.uuid(),
    url: z.string(),
    description: z.string().nullable(),
    events: z.array(z.string()),
    /** Null: all numbers, and what belongs to none. */
    clientIds: z.array(z.uuid()).nullable(),
    /** Their values never come back. */
    headerNames: z.array(z.string()),
    retry: z.object({ policy: z.enum(['default', 'standard', 'custom']), delaysSeconds: z.array(z.number()) }),
    ordered: z.boolean(),
    maxInFlight: z.number(),
    state: z.enum(['active', 'disabled']),
    disabledReason: z.enum(['by_person', 'failing', 'gone']).nullable(),
    disabledAt: Time.nullable(),
    failingSince: Time.nullable(),
    /** Until then both secrets sign. */
    previousSecretUntil: Time.nullable(),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Webhook' });

export const WebhookWithSecret = Webhook.extend({ secret: z.string() }).meta({ id: 'WebhookWithSecret' });
export const ListWebhooks = listQuery.extend({ state: z.enum(['active', 'disabled']).optional() });

const LONGEST_OVERLAP_SECONDS = 7 * 86_400;
export const Rotation = z.strictObject({ overlapSeconds: z.int().min(0).max(LONGEST_OVERLAP_SECONDS).default(86_400) });
export const RotatedSecret = z.object({ secret: z.string(), previousSecretUntil: Time.nullable() });

export const Delivery = z
  .object({
    id: z.uuid(),
    webhookId: z.uuid(),
    eventId: z.uuid(),
    eventType: z.string(),
    status: z.enum(DELIVERY_STATUSES),
    attemptCount: z.number(),
    responseStatus: z.number().nullable(),
    /** Why the last attempt was none that counts: a word of a closed set. */
    error: z.string().nullable(),
    nextAttemptAt: Time.nullable(),
    createdAt: Time,
    endedAt: Time.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

const HeaderMap = z.record(z.string(), z.string());
export const SentRequest = z.object({ url: z.string(), headers: HeaderMap, body: z.string() });
export const HeardResponse = z.object({ status: z.number(), headers: HeaderMap, body: z.string(), truncated: z.boolean() });

export const Attempt = z.object({
  number: z.number(),
  at: Time,
  durationMs: z.number(),
  status: z.number().nullable(),
  error: z.string().nullable(),
  requestHeaders: HeaderMap,
  response: HeardResponse.nullable(),
});

/** With the last request and what was answered, and every attempt. */
export const DeliveryDetails = Delivery.extend({
  request: SentRequest,
  response: HeardResponse.nullable(),
  attempts: z.array(Attempt),
}).meta({ id: 'WebhookDeliveryDetails' });

export const ListDeliveries = listQuery.extend({
  status: z.enum(DELIVERY_STATUSES).optional(),
  type: EventPattern.optional(),
  from: Moment.optional(),
  to: Moment.optional(),
});

export const Replay = z
  .strictObject({ from: Moment, to: Moment.optional(), status: z.enum(['delivered', 'failed', 'skipped']).optional() })
  .refine(({ from, to }) => to === undefined || to > from, { path: ['to'], error: 'must be later than from' });
export const Replayed = z.object({
  deliveries: z.number(),
  /** Where to go on when it was more than one call takes. */
  continuesAt: Time.nullable(),
});

export const TestResult = z.object({
  delivered: z.boolean(),
  error: z.string().nullable(),
  durationMs: z.number(),
  request: SentRequest,
  response: HeardResponse.nullable(),
});

export const WebhookStats = z
  .object({
    pending: z.number(),
    oldestPendingAt: Time.nullable(),
    last24Hours: z.object({
      attempts: z.number(),
      succeeded: z.number(),
      failed: z.number(),
      successRate: z.number().nullable(),
      durationMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() }),
    }),
  })
  .meta({ id: 'WebhookStats' });
