import { z } from 'zod';
import { Timezone } from '../../access/access.schema.ts';
import { BusinessScopedId, Lid } from '../../channels/channels.ts';
import { listQuery } from '../../platform/http/lists.ts';
import { PhoneNumber } from '../../platform/phone.ts';
import { FieldName } from '../segments/filter.ts';

const Time = z.iso.datetime();
const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line of plain text');

export const Tag = line(64);
const Language = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2,3}$/, 'must be a language code such as en');
const Country = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, 'must be a country code such as DE');
const Username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^@?[a-z0-9._-]{1,100}$/, 'must be a username')
  .transform((name) => name.replace(/^@/, ''));

export const AttributeValue = z.union([z.string().max(1000), z.number(), z.boolean()]);
const Attributes = z.record(FieldName, AttributeValue.nullable());
const Tags = z
  .array(Tag)
  .max(100)
  .transform((tags) => [...new Set(tags)]);

const consentState = z.enum(['none', 'opted_in', 'opted_out']);

export const Contact = z
  .object({
    id: z.uuid(),
    /** What the team calls them, else what they call themselves. */
    name: z.string().nullable(),
    profileName: z.string().nullable(),
    phone: z.string().nullable(),
    lid: z.string().nullable(),
    businessScopedId: z.string().nullable(),
    username: z.string().nullable(),
    identities: z.array(z.object({ kind: z.enum(['phone', 'lid', 'bsuid', 'username']), value: z.string() })),
    language: z.string().nullable(),
    country: z.string().nullable(),
    /** The contact's own; without one that of its country counts, else the organisation's. */
    timeZone: z.string().nullable(),
    attributes: z.record(z.string(), AttributeValue),
    tags: z.array(z.string()),
    blocked: z.boolean(),
    optedOut: z.boolean(),
    consent: z.object({
      state: consentState,
      by: z.enum(['person', 'operator', 'import']).nullable(),
      at: Time.nullable(),
      /** Where something else was said later for one client only. */
      clients: z.array(z.object({ clientId: z.uuid(), state: consentState, at: Time })),
    }),
    lastInboundAt: Time.nullable(),
    lastOutboundAt: Time.nullable(),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Contact' });

/** Its zone as a quiet hour would count it, besides what every answer has. */
export const ContactDetail = Contact.extend({ effectiveTimeZone: z.string() }).meta({ id: 'ContactDetail' });

const changeable = {
  name: line(300).nullable(),
  language: Language.nullable(),
  country: Country.nullable(),
  timeZone: Timezone.nullable(),
  attributes: Attributes,
  tags: Tags,
};
const names = { phone: PhoneNumber, lid: Lid, businessScopedId: BusinessScopedId, username: Username };

export const NewContact = z
  .strictObject({ ...names, ...changeable })
  .partial()
  .refine(({ phone, lid, businessScopedId, username }) => [phone, lid, businessScopedId, username].some((name) => name !== undefined), {
    path: ['phone'],
    error: 'Give a phone number, or another name that WhatsApp has for the person.',
  });

/** What is left out stays; null takes away; attributes are changed one by one. */
export const ContactChange = z
  .strictObject({
    ...changeable,
    phone: PhoneNumber.nullable(),
    lid: Lid.nullable(),
    businessScopedId: BusinessScopedId.nullable(),
    username: Username.nullable(),
  })
  .partial();

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const ContactFilter = z.object({
  phone: PhoneNumber.optional(),
  /** Beginnings of words of the name, or digits of the number. */
  query: z.string().max(200).optional(),
  tag: z.string().max(64).optional(),
  segmentId: z.uuid().optional(),
  optedOut: flag.optional(),
  blocked: flag.optional(),
  country: Country.optional(),
  language: Language.optional(),
});
export const ListContacts = listQuery.extend({ ...ContactFilter.shape, sort: z.enum(['newest', 'name']).default('newest') });

export const TagList = z.strictObject({ tags: Tags });
export const AllTags = z.object({ data: z.array(z.string()) });
export const tagParams = z.object({ id: z.uuid(), tag: z.string().min(1).max(64) });

const fieldType = z.enum(['text', 'number', 'boolean', 'date']);
export const Field = z.object({ name: z.string(), type: fieldType, createdAt: Time }).meta({ id: 'ContactField' });
export const NewField = z.strictObject({ name: FieldName, type: fieldType });
export const Fields = z.object({ data: z.array(Field) });
export const fieldParams = z.object({ name: FieldName });

export const Note = z
  .object({
    id: z.uuid(),
    author: z.object({ type: z.enum(['user', 'api_key']), id: z.uuid(), name: z.string() }),
    body: z.string(),
    createdAt: Time,
  })
  .meta({ id: 'ContactNote' });
export const NewNote = z.strictObject({ body: z.string().trim().min(1).max(10_000) });
export const noteParams = z.object({ id: z.uuid(), noteId: z.uuid() });

export const MergeRequest = z.strictObject({ contactId: z.uuid() });
