import { z } from 'zod';
import { listQuery } from '../../platform/http/lists.ts';
import { Time } from '../access.schema.ts';

const AnyTime = z.iso.datetime({ offset: true });
const Actor = z.enum(['user', 'api_key', 'system']);
const Action = z.string().regex(/^[\w.-]{1,100}(\.\*)?$/, { error: 'An action such as users.delete, or all of a room: users.*' });
const Target = z.string().regex(/^[\w.-]{1,100}(:.{1,200})?$/, { error: 'A kind (user), a kind and an id (user:…), or an id.' });

const filters = {
  /** Who: the id of a user or an API key, or a kind of actor. */
  actor: z.union([z.uuid(), Actor], { error: 'The id of a user or an API key, or user, api_key or system.' }).optional(),
  action: Action.optional(),
  target: Target.optional(),
  from: AnyTime.optional(),
  to: AnyTime.optional(),
};

export const ListAuditLogs = listQuery.extend(filters);
export const ExportAuditLogs = z.object({ ...filters, format: z.enum(['csv', 'json']).default('csv') });

export const AuditLog = z
  .object({
    id: z.uuid(),
    at: Time,
    actor: z.object({ type: Actor, id: z.uuid().nullable(), name: z.string() }),
    action: z.string(),
    target: z.object({ type: z.string(), id: z.string().nullable() }),
    /** Old and new value of settings, roles and states; of personal data and secrets the field's name only. */
    changes: z.record(z.string(), z.object({ from: z.unknown().optional(), to: z.unknown().optional() })),
    address: z.string(),
    requestId: z.string(),
  })
  .meta({ id: 'AuditLog' });

export const AuditLogExport = z.object({ data: z.array(AuditLog) }).meta({ id: 'AuditLogExport' });
