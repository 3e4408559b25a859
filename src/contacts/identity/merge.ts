import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { unavailable } from '../../platform/http/errors.ts';
import { mergeConsents } from '../consent/merge.ts';
import { deleteContact, findContact, lockContacts, moveNotes, updateContact } from '../people/people.sql.ts';
import type { ContactFields, ContactRow, ContactWithNames } from '../people/people.sql.ts';
import { showContact } from '../people/show.ts';
import { insertAlias, moveNames } from './identity.sql.ts';

/**
 * Makes one contact of two; the id of the other names the keeper from then on. `contact.merged` is published before the other one is
 * deleted, so that its subscribers give what they keep of it to the keeper, in this transaction.
 */
export async function mergeInto(tx: Tx, publish: Publish, keeperId: string, otherId: string): Promise<void> {
  const rows = await lockContacts(tx, [keeperId, otherId]);
  const keeper = rows.find(({ id }) => id === keeperId);
  const other = rows.find(({ id }) => id === otherId);
  if (!keeper || !other) throw unavailable('contacts.busy', 'One of the contacts is just being merged or erased; try again.');
  await mergeConsents(tx, keeperId, otherId);
  await moveNames(tx, otherId, keeperId);
  await moveNotes(tx, otherId, keeperId);
  await updateContact(tx, keeperId, mergedFields(keeper, other));
  const contact = showContact((await findContact(tx, keeperId)) as ContactWithNames);
  await publish(tx, { type: 'contact.merged', orderKey: keeperId, data: { contact, mergedContactIds: [otherId] } });
  await insertAlias(tx, otherId, keeperId);
  await deleteContact(tx, otherId);
}

/** What the keeper lacks comes from the other; blocked stays blocked. */
function mergedFields(keeper: ContactRow, other: ContactRow): ContactFields {
  return {
    name: keeper.name ?? other.name,
    profileName: keeper.profileName ?? other.profileName,
    language: keeper.language ?? other.language,
    country: keeper.country ?? other.country,
    timeZone: keeper.timeZone ?? other.timeZone,
    attributes: { ...other.attributes, ...keeper.attributes },
    tags: [...new Set([...keeper.tags, ...other.tags])],
    blockedAt: keeper.blockedAt ?? other.blockedAt,
    lastInboundAt: later(keeper.lastInboundAt, other.lastInboundAt),
    lastOutboundAt: later(keeper.lastOutboundAt, other.lastOutboundAt),
    createdAt: keeper.createdAt < other.createdAt ? keeper.createdAt : other.createdAt,
  };
}

function later(one: Date | null, other: Date | null): Date | null {
  return one === null || (other !== null && other > one) ? other : one;
}
