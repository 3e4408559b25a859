import { z } from 'zod';
import { listQuery } from '../platform/http/lists.ts';

export const Event = z
  .object({
    id: z.uuid(),
    type: z.string(),
    timestamp: z.iso.datetime(),
    organizationId: z.uuid(),
    clientId: z.uuid().optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

/** An exact type, all of a group (`message.*`), or everything. */
export const EventPattern = z
  .string()
  .max(100)
  .regex(/^(\*|[a-z_]+(\.[a-z_]+)*(\.[a-z_]+|\.\*))$/, 'must be a type such as message.received, a group such as message.*, or *');

export const EventFilter = listQuery.extend({
  type: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(EventPattern).max(50))
    .optional(),
  clientId: z.uuid().optional(),
  from: z.iso.datetime({ offset: true }).pipe(z.coerce.date()).optional(),
  to: z.iso.datetime({ offset: true }).pipe(z.coerce.date()).optional(),
});
