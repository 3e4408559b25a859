import type { Tx } from '../platform/db/db.ts';
import { updateActivity } from './people/people.sql.ts';

export { admit, OPTED_OUT } from './consent/admit.ts';
export type { Admission, Purpose } from './consent/admit.ts';
export type { Person, PersonFile, PersonPart } from './erase/erase.ts';
export { honourConsent } from './consent/honour.ts';
export type { Confirmation, Heard } from './consent/honour.ts';
export { readConsent } from './consent/read.ts';
export { meetContact } from './identity/meet.ts';
export type { KnownAs } from './identity/meet.ts';
export { findContact, findContacts } from './people/people.sql.ts';
export type { ContactWithNames } from './people/people.sql.ts';
export { showContact } from './people/show.ts';
export { timeZoneOf } from './people/time-zone.ts';
export { indexContacts } from './segments/index-contacts.ts';
export { segmentMembers } from './segments/segments.ts';

/** Notes when a message last came from a contact or went to it, for lists and segments. */
export async function noteActivity(
  tx: Tx,
  contactId: string,
  { inboundAt, outboundAt }: { inboundAt?: Date; outboundAt?: Date },
): Promise<void> {
  await updateActivity(tx, contactId, inboundAt ?? null, outboundAt ?? null);
}
