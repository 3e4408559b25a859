import { z } from 'zod';
import { listQuery } from '../../platform/http/lists.ts';

export const InboundEvent = z
  .object({
    id: z.uuid(),
    clientId: z.uuid(),
    type: z.string(),
    chatId: z.string().nullable(),
    /** As the channel reported it. */
    event: z.unknown(),
    status: z.enum(['queued', 'done', 'parked']),
    attempts: z.int(),
    error: z.string().nullable(),
    receivedAt: z.iso.datetime(),
  })
  .meta({ id: 'InboundEvent' });

export const InboundQuery = listQuery.extend({ status: z.literal('parked').default('parked') });
