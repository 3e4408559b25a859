import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/db.ts';
import { get } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { ConsentEntry, ExportConsents } from '../consent/consent.schema.ts';
import { Contact } from '../people/people.schema.ts';
import { exportConsents, exportContacts, ExportContacts } from './export.ts';

/** Files to take along. */
export function exportRoutes({ db, clock }: { db: Db; clock: Clock }): Route[] {
  const whole = { allow: 'contacts.export', otherAnswers: ['text/csv'], transaction: false } as const;
  const proof = ConsentEntry.extend({ contactId: z.uuid(), phone: z.string().nullable() });
  return [
    get(
      '/v1/contacts/export',
      { ...whole, summary: 'Contacts as one file', query: ExportContacts, answer: z.object({ data: z.array(Contact) }) },
      (call) => exportContacts(db, clock.now(), call),
    ),
    get(
      '/v1/consent/export',
      { ...whole, summary: 'Proof of consent as one file', query: ExportConsents, answer: z.object({ data: z.array(proof) }) },
      (call) => exportConsents(db, call),
    ),
  ];
}
