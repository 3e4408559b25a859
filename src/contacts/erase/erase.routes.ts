import type { Db } from '../../platform/db/db.ts';
import { del, get, idParams } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { eraseContact } from './erase.ts';
import type { PersonPart } from './erase.ts';
import { exportPerson } from './export-person.ts';

/** What a person may ask for about themselves. */
export function eraseRoutes({ db, personParts }: { db: Db; personParts: readonly PersonPart[] }): Route[] {
  return [
    del('/v1/contacts/:id', { params: idParams, allow: 'contacts.erase', summary: 'Erase a person everywhere', answer: null }, (call) =>
      eraseContact(personParts, call),
    ),
    get(
      '/v1/contacts/:id/export',
      {
        params: idParams,
        allow: 'contacts.export',
        summary: 'All there is of a person, as ZIP',
        answer: null,
        status: 200,
        otherAnswers: ['application/zip'],
        transaction: false,
      },
      (call) => exportPerson(db, personParts, call),
    ),
  ];
}
