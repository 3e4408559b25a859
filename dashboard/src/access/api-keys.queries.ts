import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { everyPage, largestPage } from '../api/every-page.ts';
import type { NewApiKey } from '../api/shapes.ts';
import { usageStart } from './usage-days.ts';

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: () => everyPage((from) => answerOf(api.GET('/v1/api-keys', { params: { query: { limit: largestPage, ...from } } }))),
});

/** How often a key was used on each of the last days. */
export const usageQuery = (id: string) =>
  queryOptions({
    queryKey: ['api-keys', id, 'usage'],
    queryFn: () =>
      answerOf(api.GET('/v1/api-keys/{id}/usage', { params: { path: { id }, query: { interval: 'day', from: usageStart(new Date()) } } })),
  });

export const createApiKey = (body: NewApiKey, idempotencyKey: string) =>
  answerOf(api.POST('/v1/api-keys', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }));
export const rotateApiKey = (id: string, overlapSeconds: number) =>
  answerOf(api.POST('/v1/api-keys/{id}/rotate', { ...at(id), body: { overlapSeconds } }));
export const revokeApiKey = (id: string) => answerOf(api.DELETE('/v1/api-keys/{id}', at(id)));

function at(id: string) {
  return { params: { path: { id } } };
}
