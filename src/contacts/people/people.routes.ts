import type { Publish } from '../../events/events.ts';
import type { Clock } from '../../platform/clock.ts';
import { listOf, listQuery } from '../../platform/http/lists.ts';
import { del, get, idParams, patch, post, put } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { createField, removeField, showFields } from './fields.ts';
import { showContacts } from './list.ts';
import { addNote, removeNote, showNotes } from './notes.ts';
import {
  addContact,
  addTags,
  blockContact,
  changeContact,
  getContact,
  mergeContacts,
  removeTag,
  setTags,
  showTags,
  unblockContact,
} from './people.ts';
import {
  AllTags,
  Contact,
  ContactChange,
  ContactDetail,
  Field,
  fieldParams,
  Fields,
  ListContacts,
  MergeRequest,
  NewContact,
  NewField,
  NewNote,
  Note,
  noteParams,
  TagList,
  tagParams,
} from './people.schema.ts';

/** The people: what the team knows of them. */
export function peopleRoutes({ publish, clock }: { publish: Publish; clock: Clock }): Route[] {
  const one = { params: idParams, answer: Contact, allow: 'contacts.write' } as const;
  return [
    get('/v1/contacts', { allow: 'contacts.read', summary: 'Your contacts', query: ListContacts, answer: listOf(Contact) }, (call) =>
      showContacts({ ...call, now: clock.now() }),
    ),
    post('/v1/contacts', { allow: 'contacts.write', summary: 'Add a contact', body: NewContact, answer: Contact, status: 201 }, (call) =>
      addContact(publish, call),
    ),
    get('/v1/contacts/tags', { allow: 'contacts.read', summary: 'Every tag there is', answer: AllTags }, showTags),
    get('/v1/contacts/fields', { allow: 'contacts.read', summary: 'The custom fields', answer: Fields }, showFields),
    post(
      '/v1/contacts/fields',
      { allow: 'contacts.write', summary: 'Add a custom field', body: NewField, answer: Field, status: 201 },
      createField,
    ),
    del(
      '/v1/contacts/fields/:name',
      { allow: 'contacts.erase', summary: 'Delete a custom field and its values', params: fieldParams, answer: null },
      removeField,
    ),
    get('/v1/contacts/:id', { params: idParams, allow: 'contacts.read', summary: 'One contact', answer: ContactDetail }, getContact),
    patch('/v1/contacts/:id', { ...one, summary: 'Change it', body: ContactChange }, changeContact),
    post('/v1/contacts/:id/tags', { ...one, summary: 'Add tags', body: TagList }, addTags),
    put('/v1/contacts/:id/tags', { ...one, summary: 'Say which tags it has', body: TagList }, setTags),
    del('/v1/contacts/:id/tags/:tag', { ...one, params: tagParams, summary: 'Take a tag away' }, removeTag),
    post('/v1/contacts/:id/block', { ...one, summary: 'Send it nothing any more' }, blockContact),
    post('/v1/contacts/:id/unblock', { ...one, summary: 'Let messages go to it again' }, unblockContact),
    post('/v1/contacts/:id/merge', { ...one, summary: 'Make one of this contact and another', body: MergeRequest }, (call) =>
      mergeContacts(publish, call),
    ),
    get(
      '/v1/contacts/:id/notes',
      { params: idParams, allow: 'contacts.read', summary: 'What the team wrote down', query: listQuery, answer: listOf(Note) },
      showNotes,
    ),
    post(
      '/v1/contacts/:id/notes',
      { params: idParams, allow: 'contacts.write', summary: 'Write something down', body: NewNote, answer: Note, status: 201 },
      addNote,
    ),
    del(
      '/v1/contacts/:id/notes/:noteId',
      { params: noteParams, allow: 'contacts.write', summary: 'Delete a note', answer: null },
      removeNote,
    ),
  ];
}
