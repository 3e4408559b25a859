import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { namesOnly, organizationTimezone, recordAudit } from '../../access/access.ts';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { conflict, forbidden, notFound } from '../../platform/http/errors.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { restoreOptOuts } from '../erase/restore.ts';
import { deleteNames, findByNames, insertNames } from '../identity/identity.sql.ts';
import { createContact, publishCreated, refreshSearch } from '../identity/meet.ts';
import { mergeInto } from '../identity/merge.ts';
import { changedAttributes } from './fields.ts';
import { findContact, insertTags, listTags, lockContacts, updateContact } from './people.sql.ts';
import type { ContactRow, ContactWithNames, Identity } from './people.sql.ts';
import type { ContactChange, NewContact } from './people.schema.ts';
import { showContact } from './show.ts';
import { countryOf, timeZoneOf } from './time-zone.ts';

type One = OwnCall & { params: { id: string } };

const MOST_TAGS_SHOWN = 1_000;

export async function addContact(publish: Publish, { tx, body, ...call }: OwnCall & { body: z.output<typeof NewContact> }) {
  const names = namesIn(body);
  const [taken] = await findByNames(tx, names);
  if (taken) throw exists(taken.contactId);
  const attributes = await changedAttributes(tx, {}, body.attributes ?? {});
  const country = body.country ?? (body.phone ? countryOf(body.phone) : null);
  const { name = null, language = null, timeZone = null, tags = [] } = body;
  await insertTags(tx, tags);
  const row = { id: uuidv7(), name, profileName: null, language, country, timeZone, attributes, tags };
  const id = await createContact(tx, row, names);
  if (id === null) throw exists((await findByNames(tx, names))[0]?.contactId);
  await recordAudit(tx, call, { action: 'contacts.create', target: { type: 'contact', id } });
  await publishCreated(tx, publish, id);
  return showContact(await knownContact(tx, id));
}

export async function getContact({ tx, params }: One) {
  const contact = await knownContact(tx, params.id);
  return { ...showContact(contact), effectiveTimeZone: timeZoneOf(contact, await organizationTimezone(tx)) };
}

export async function changeContact({ tx, params, body, ...call }: One & { body: z.output<typeof ContactChange> }) {
  const before = await lockedContact(tx, params.id);
  const { attributes, tags = before.tags, name = before.name, language = before.language, timeZone = before.timeZone } = body;
  const country = body.country === undefined ? (body.phone ? countryOf(body.phone) : before.country) : body.country;
  const changed = { name, language, country, timeZone, tags, attributes: await changedAttributes(tx, before.attributes, attributes ?? {}) };
  await insertTags(tx, body.tags ?? []);
  await updateContact(tx, before.id, { ...before, ...changed });
  await changeNames(tx, before.id, body);
  await refreshSearch(tx, before.id);
  await recordAudit(tx, call, {
    action: 'contacts.update',
    target: { type: 'contact', id: before.id },
    changes: namesOnly(Object.keys(body)),
  });
  return showContact(await knownContact(tx, before.id));
}

/** Each kind of name that is given takes the place of those there were; null leaves none. */
async function changeNames(tx: Tx, id: string, body: z.output<typeof ContactChange>): Promise<void> {
  const names = namesIn(body);
  const taken = (await findByNames(tx, names)).filter(({ contactId }) => contactId !== id);
  if (taken.length > 0) throw exists(taken[0]?.contactId);
  const kinds = { phone: body.phone, lid: body.lid, bsuid: body.businessScopedId, username: body.username };
  for (const [kind, value] of Object.entries(kinds)) if (value !== undefined) await deleteNames(tx, id, kind as Identity['kind']);
  if ((await insertNames(tx, id, names)) < names.length) throw exists((await findByNames(tx, names))[0]?.contactId);
  await restoreOptOuts(tx, [{ id, names }]);
}

function namesIn(body: z.output<typeof ContactChange>): Identity[] {
  const names = { phone: body.phone, lid: body.lid, bsuid: body.businessScopedId, username: body.username };
  return Object.entries(names).flatMap(([kind, value]) => (value ? [{ kind: kind as Identity['kind'], value }] : []));
}

const exists = (id = '') => conflict('contacts.exists', `There is a contact with this number or name already: ${id}.`);

export async function addTags({ tx, params, body, ...call }: One & { body: { tags: string[] } }) {
  return changeTags({ tx, params, ...call }, (tags) => [...new Set([...tags, ...body.tags])], body.tags);
}

export async function setTags({ tx, params, body, ...call }: One & { body: { tags: string[] } }) {
  return changeTags({ tx, params, ...call }, () => body.tags, body.tags);
}

export async function removeTag({ tx, params, ...call }: OwnCall & { params: { id: string; tag: string } }) {
  return changeTags({ tx, params, ...call }, (tags) => tags.filter((tag) => tag !== params.tag), []);
}

async function changeTags({ tx, params, ...call }: One, change: (tags: string[]) => string[], named: string[]) {
  const before = await lockedContact(tx, params.id);
  await insertTags(tx, named);
  await updateContact(tx, before.id, { ...before, tags: change(before.tags) });
  await recordAudit(tx, call, { action: 'contacts.tag', target: { type: 'contact', id: before.id } });
  return showContact(await knownContact(tx, before.id));
}

export async function showTags({ tx }: { tx: Tx }) {
  return { data: await listTags(tx, MOST_TAGS_SHOWN) };
}

/** Nothing is sent to a blocked contact, whatever it allows; what it writes is still received. */
export function blockContact(call: One) {
  return setBlocked(call, new Date());
}

export function unblockContact(call: One) {
  return setBlocked(call, null);
}

async function setBlocked({ tx, params, ...call }: One, blockedAt: Date | null) {
  const before = await lockedContact(tx, params.id);
  await updateContact(tx, before.id, { ...before, blockedAt: blockedAt && (before.blockedAt ?? blockedAt) });
  const action = blockedAt ? 'contacts.block' : 'contacts.unblock';
  await recordAudit(tx, call, { action, target: { type: 'contact', id: before.id } });
  return showContact(await knownContact(tx, before.id));
}

/** What the other one has goes to this one; its id names this one from then on. */
export async function mergeContacts(publish: Publish, { tx, params, body, ...call }: One & { body: { contactId: string } }) {
  if (call.caller.clientIds) throw restricted();
  const keeper = await knownContact(tx, params.id);
  const other = await knownContact(tx, body.contactId);
  if (keeper.id === other.id) throw conflict('contacts.same', 'These are one contact already.');
  await mergeInto(tx, publish, keeper.id, other.id);
  await refreshSearch(tx, keeper.id);
  await recordAudit(tx, call, {
    action: 'contacts.merge',
    target: { type: 'contact', id: keeper.id },
    changes: { mergedContactId: { from: other.id } },
  });
  return showContact(await knownContact(tx, keeper.id));
}

/** Whoever may use some clients only does not see everything that belongs to a person. */
export const restricted = () =>
  forbidden('contacts.restricted', 'Your credential is restricted to some clients; this concerns all of them.');

export async function knownContact(tx: Tx, id: string): Promise<ContactWithNames> {
  const contact = await findContact(tx, id);
  if (!contact) throw notFound('contacts');
  return contact;
}

async function lockedContact(tx: Tx, id: string): Promise<ContactRow> {
  const [contact] = await lockContacts(tx, [(await knownContact(tx, id)).id]);
  if (!contact) throw notFound('contacts');
  return contact;
}
