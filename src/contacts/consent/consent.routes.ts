import type { Publish } from '../../events/events.ts';
import { listOf, listQuery } from '../../platform/http/lists.ts';
import { get, idParams, patch, post } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { Contact } from '../people/people.schema.ts';
import { ConsentEntry, ConsentSettings, ConsentSettingsChange, OperatorWord, WordReading, WordTest } from './consent.schema.ts';
import { changeSettings, getSettings, optIn, optOut, showConsents, testWord } from './operator.ts';

/** What people allowed, and how their words are read. */
export function consentRoutes(publish: Publish): Route[] {
  const one = { params: idParams, answer: Contact, body: OperatorWord } as const;
  return [
    post('/v1/contacts/:id/opt-out', { ...one, allow: 'contacts.write', summary: 'Write to this contact no more' }, (call) =>
      optOut(publish, call),
    ),
    post('/v1/contacts/:id/opt-in', { ...one, allow: 'consent.override', summary: 'Undo an opt-out' }, (call) => optIn(publish, call)),
    get(
      '/v1/contacts/:id/consent',
      {
        params: idParams,
        allow: 'consent.read',
        summary: 'All that was said about consent',
        query: listQuery,
        answer: listOf(ConsentEntry),
      },
      showConsents,
    ),
    get('/v1/consent/settings', { allow: 'consent.read', summary: 'Words, texts and scope', answer: ConsentSettings }, getSettings),
    patch(
      '/v1/consent/settings',
      { allow: 'organization.manage', summary: 'Change words, texts or scope', body: ConsentSettingsChange, answer: ConsentSettings },
      changeSettings,
    ),
    post(
      '/v1/consent/test',
      { allow: 'consent.read', summary: 'What a message would be read as', body: WordTest, answer: WordReading, idempotent: false },
      testWord,
    ),
  ];
}
