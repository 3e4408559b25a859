import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { apiErrorOf } from '../api/api-error.ts';
import { answerOf, api, session } from '../api/client.ts';
import { everyPage, largestPage } from '../api/every-page.ts';
import type { ConsentSettingsChange, Contact, ContactChange, NewContact, Segment } from '../api/shapes.ts';
import type { Filter } from './filter.ts';

export type ContactFilter = {
  query: string;
  tag: string | null;
  segmentId: string | null;
  consent: 'optedOut' | 'open' | null;
  sort: 'newest' | 'name';
};
export const noFilter: ContactFilter = { query: '', tag: null, segmentId: null, consent: null, sort: 'newest' };

function queryOf({ query, tag, segmentId, consent }: ContactFilter) {
  return {
    ...(query.trim() && { query: query.trim() }),
    ...(tag && { tag }),
    ...(segmentId && { segmentId }),
    ...(consent && { optedOut: consent === 'optedOut' ? ('true' as const) : ('false' as const) }),
  };
}

/** The contacts that fit, page by page as a person asks. */
export const contactsQuery = (filter: ContactFilter) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'list', filter],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/v1/contacts', {
          params: { query: { ...queryOf(filter), sort: filter.sort, limit: 50, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });

export const contactQuery = (id: string) =>
  queryOptions({ queryKey: ['contacts', id], queryFn: () => answerOf(api.GET('/v1/contacts/{id}', at(id))) });

export const consentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', id, 'consent'],
    queryFn: () => answerOf(api.GET('/v1/contacts/{id}/consent', { params: { path: { id }, query: { limit: 100 } } })),
  });

export const notesQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', id, 'notes'],
    queryFn: () => answerOf(api.GET('/v1/contacts/{id}/notes', { params: { path: { id }, query: { limit: 100 } } })),
  });

export const tagsQuery = queryOptions({ queryKey: ['contacts', 'tags'], queryFn: () => answerOf(api.GET('/v1/contacts/tags')) });
export const fieldsQuery = queryOptions({ queryKey: ['contacts', 'fields'], queryFn: () => answerOf(api.GET('/v1/contacts/fields')) });

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: () => everyPage((from) => answerOf(api.GET('/v1/segments', { params: { query: { limit: largestPage, ...from } } }))),
});

/** How many a filter matches at this moment, and some of them. */
export const previewQuery = (filter: Filter) =>
  queryOptions({
    queryKey: ['contacts', 'preview', filter],
    queryFn: () => answerOf(api.POST('/v1/segments/preview', { body: { filter, limit: 5 } })),
    placeholderData: (previous) => previous,
    retry: false,
  });

export const segmentCountQuery = (id: string) =>
  queryOptions({ queryKey: ['segments', id, 'count'], queryFn: () => answerOf(api.GET('/v1/segments/{id}/count', at(id))) });

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: () => answerOf(api.GET('/v1/contacts/imports', { params: { query: { limit: 10 } } })),
});

const movingMs = 500;

/** An import; asked often until it is over. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: () => answerOf(api.GET('/v1/contacts/imports/{id}', at(id))),
    refetchInterval: ({ state }) => (state.data && ['completed', 'failed'].includes(state.data.status) ? false : movingMs),
  });

export const consentSettingsQuery = queryOptions({
  queryKey: ['consent-settings'],
  queryFn: () => answerOf(api.GET('/v1/consent/settings')),
});

export const addContact = (body: NewContact, idempotencyKey: string): Promise<Contact> =>
  answerOf(api.POST('/v1/contacts', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }));
export const changeContact = (id: string, body: ContactChange) => answerOf(api.PATCH('/v1/contacts/{id}', { ...at(id), body }));
export const blockContact = (id: string) => answerOf(api.POST('/v1/contacts/{id}/block', at(id)));
export const unblockContact = (id: string) => answerOf(api.POST('/v1/contacts/{id}/unblock', at(id)));
export const optOut = (id: string, reason?: string) =>
  answerOf(api.POST('/v1/contacts/{id}/opt-out', { ...at(id), body: reason ? { reason } : {} }));
export const optIn = (id: string, reason: string) => answerOf(api.POST('/v1/contacts/{id}/opt-in', { ...at(id), body: { reason } }));
export const mergeContacts = (id: string, contactId: string) =>
  answerOf(api.POST('/v1/contacts/{id}/merge', { ...at(id), body: { contactId } }));
export const eraseContact = (id: string) => answerOf(api.DELETE('/v1/contacts/{id}', at(id)));
export const addNote = (id: string, body: string) => answerOf(api.POST('/v1/contacts/{id}/notes', { ...at(id), body: { body } }));
export const deleteNote = (id: string, noteId: string) =>
  answerOf(api.DELETE('/v1/contacts/{id}/notes/{noteId}', { params: { path: { id, noteId } } }));
export const saveSegment = (id: string | null, body: { name: string; filter: Filter }): Promise<Segment> =>
  id === null ? answerOf(api.POST('/v1/segments', { body })) : answerOf(api.PATCH('/v1/segments/{id}', { ...at(id), body }));
export const deleteSegment = (id: string) => answerOf(api.DELETE('/v1/segments/{id}', at(id)));
export const changeConsentSettings = (body: ConsentSettingsChange) => answerOf(api.PATCH('/v1/consent/settings', { body }));

function at(id: string) {
  return { params: { path: { id } } };
}

type ImportForm = { file: File; mapping?: Record<string, number>; dryRun?: boolean; country?: string };

function formOf({ file, mapping, dryRun, country }: ImportForm): FormData {
  const form = new FormData();
  form.set('file', file);
  if (mapping) form.set('mapping', JSON.stringify(mapping));
  if (dryRun) form.set('dryRun', 'true');
  if (country) form.set('country', country);
  return form;
}

export const previewImport = (file: File) => answerOf(api.POST('/v1/contacts/import/preview', { body: formOf({ file }) as never }));
export const startImport = (form: ImportForm) => answerOf(api.POST('/v1/contacts/import', { body: formOf(form) as never }));

/** Fetches a file with the credential that a link could not carry, and hands it to the browser. */
export async function download(path: string, name: string): Promise<void> {
  const response = await session.send(new Request(new URL(path, window.location.origin)));
  if (!response.ok) throw apiErrorOf(response, await response.json().catch(() => undefined));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
