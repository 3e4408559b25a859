import type { Tx } from '../../platform/db/db.ts';
import { recordConsent } from '../consent/record.ts';
import type { Identity } from '../people/people.sql.ts';
import { takeOptOuts } from './erase.sql.ts';

/** Lets the opt-out of somebody who was erased stand for the contact that has their name now. */
export async function restoreOptOuts(tx: Tx, contacts: readonly { id: string; names: readonly Identity[] }[]): Promise<void> {
  const names = contacts.flatMap(({ id, names }) => names.map((name) => ({ ...name, contactId: id })));
  for (const { contactId, clientId, consentAt } of await takeOptOuts(tx, names))
    await recordConsent(tx, { contactId, clientId, state: 'opted_out', source: 'erasure', at: consentAt });
}
