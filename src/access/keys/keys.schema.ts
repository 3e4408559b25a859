import { z } from 'zod';
import { Time } from '../access.schema.ts';
import { listQuery } from '../../platform/http/lists.ts';
import { ALL_PERMISSIONS } from '../permissions.ts';
import { readRange } from './address-ranges.ts';

const DAY_SECONDS = 86_400;
const MAX_CLIENTS = 1_000;
const MAX_RANGES = 50;

const known = new Set<string>(ALL_PERMISSIONS);
const KeyName = z.string().trim().min(1).max(200);
const Scopes = z.array(z.string().refine((scope) => known.has(scope), { error: 'There is no such permission.' })).min(1);
const ClientIds = z.array(z.uuid()).min(1).max(MAX_CLIENTS);
const Addresses = z
  .array(z.string().refine((text) => readRange(text) !== null, { error: 'This is not an address or a CIDR range such as 192.0.2.0/24.' }))
  .min(1)
  .max(MAX_RANGES);
const AnyTime = z.iso.datetime({ offset: true });

const restrictions = {
  /** Left out or null: everything that whoever makes the key may do. */
  scopes: Scopes.nullish(),
  clientIds: ClientIds.nullish(),
  expiresAt: AnyTime.nullish(),
  addresses: Addresses.nullish(),
};

export const NewApiKey = z.strictObject({ name: KeyName, ...restrictions });
/** What is left out stays; null takes a restriction away. */
export const ChangedApiKey = z.strictObject({ name: KeyName.optional(), ...restrictions });
export const Rotation = z.strictObject({
  /** How long the secret so far goes on beside the new one. */
  overlapSeconds: z
    .int()
    .min(0)
    .max(7 * DAY_SECONDS)
    .default(3_600),
});

export const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()).nullable(),
    clientIds: z.array(z.uuid()).nullable(),
    addresses: z.array(z.string()).nullable(),
    expiresAt: Time.nullable(),
    lastUsedAt: Time.nullable(),
    lastAddress: z.string().nullable(),
    createdBy: z.uuid(),
    createdAt: Time,
    revokedAt: Time.nullable(),
    /** Until when the secret before the last rotation works as well. */
    previousUntil: Time.nullable(),
  })
  .meta({ id: 'ApiKey' });
/** The only answers with the key itself. */
export const ApiKeyWithSecret = ApiKey.extend({ key: z.string() }).meta({ id: 'ApiKeyWithSecret' });

export const ListApiKeys = listQuery.extend({ revoked: z.enum(['true', 'false']).optional() });

export const UsageQuery = z.object({
  from: AnyTime.optional(),
  to: AnyTime.optional(),
  interval: z.enum(['hour', 'day']).default('hour'),
});
export const ApiKeyUsage = z
  .object({
    from: Time,
    to: Time,
    interval: z.enum(['hour', 'day']),
    requests: z.int(),
    failures: z.int(),
    lastUsedAt: Time.nullable(),
    lastAddress: z.string().nullable(),
    /** Hours or days (UTC) without a request are left out. */
    data: z.array(z.object({ at: Time, requests: z.int(), failures: z.int() })),
  })
  .meta({ id: 'ApiKeyUsage' });
