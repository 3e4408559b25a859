import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { everyPage, largestPage } from '../api/every-page.ts';
import type { ConversationChange, Media, NewMessage } from '../api/shapes.ts';

export type InboxView = 'mine' | 'unassigned' | 'all';
export type InboxStatus = 'open' | 'pending' | 'snoozed' | 'closed';
export type InboxFilter = {
  view: InboxView;
  status: InboxStatus;
  clientId?: string | undefined;
  label?: string | undefined;
  query?: string | undefined;
};

/** The live stream renews what changed at once; this is for when it is away. */
const restingMs = 20_000;
const pageSize = 50;

const assigneeOf = { mine: 'me', unassigned: 'none' } as const;

/** Conversations, the latest first, a page at a time. */
export const conversationsQuery = ({ view, status, clientId, label, query }: InboxFilter) =>
  infiniteQueryOptions({
    queryKey: ['conversations', { view, status, clientId, label, query }],
    queryFn: ({ pageParam }) => {
      const assignee = view === 'all' ? undefined : assigneeOf[view];
      const cut = { assignee, clientId, label, query: query === '' ? undefined : query };
      return answerOf(api.GET('/v1/conversations', { params: { query: { limit: pageSize, status, cursor: pageParam, ...cut } } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: restingMs,
    placeholderData: (previous) => previous,
  });

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id],
    queryFn: () => answerOf(api.GET('/v1/conversations/{id}', at(id))),
    refetchInterval: restingMs,
  });

/** What was said, the newest first, a page at a time. */
export const threadQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['conversation', id, 'messages'],
    queryFn: ({ pageParam }) =>
      answerOf(api.GET('/v1/conversations/{id}/messages', { params: { path: { id }, query: { limit: pageSize, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: restingMs,
  });

export const notesQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id, 'notes'],
    queryFn: () => answerOf(api.GET('/v1/conversations/{id}/notes', { params: { path: { id }, query: { limit: largestPage } } })),
  });

export const cannedRepliesQuery = queryOptions({
  queryKey: ['canned-replies'],
  queryFn: () => everyPage((from) => answerOf(api.GET('/v1/canned-replies', { params: { query: { limit: largestPage, ...from } } }))),
  staleTime: 60_000,
});

/** Messages by their words, wherever they stand. */
export const searchQuery = (query: string) =>
  queryOptions({
    queryKey: ['message-search', query],
    queryFn: () => answerOf(api.GET('/v1/messages/search', { params: { query: { query, limit: 20 } } })),
  });

export const contactQuery = (id: string) =>
  queryOptions({ queryKey: ['contacts', id], queryFn: () => answerOf(api.GET('/v1/contacts/{id}', at(id))) });

export const messageQuery = (id: string) =>
  queryOptions({ queryKey: ['message', id], queryFn: () => answerOf(api.GET('/v1/messages/{id}', at(id))) });

export const sendMessage = (body: NewMessage, idempotencyKey: string) =>
  answerOf(api.POST('/v1/messages', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }));
/** Stores a file; which kind of message it goes as follows from what it is. */
export async function uploadFile(file: File): Promise<Media> {
  const form = new FormData();
  form.set('file', file);
  return (await answerOf(api.POST('/v1/media', { body: form as never }))) as Media;
}

export const cancelMessage = (id: string) => answerOf(api.POST('/v1/messages/{id}/cancel', at(id)));
export const react = (id: string, emoji: string) => answerOf(api.PUT('/v1/messages/{id}/reaction', { ...at(id), body: { emoji } }));
export const resolveMessage = (id: string, outcome: 'sent' | 'send_again' | 'failed') =>
  answerOf(api.POST('/v1/messages/{id}/resolve', { ...at(id), body: { outcome } }));
export const changeConversation = (id: string, body: ConversationChange) =>
  answerOf(api.PATCH('/v1/conversations/{id}', { ...at(id), body }));
export const readConversation = (id: string) => answerOf(api.POST('/v1/conversations/{id}/read', at(id)));
export const addNote = (id: string, text: string) => answerOf(api.POST('/v1/conversations/{id}/notes', { ...at(id), body: { text } }));

function at(id: string) {
  return { params: { path: { id } } };
}
