import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { NewApiKey } from '../api/shapes.ts';

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: () => answerOf(api.GET('/v1/api-keys', { params: { query: { limit: 200 } } })),
});

export const usageQuery = (id: string) =>
  queryOptions({ queryKey: ['api-keys', id, 'usage'], queryFn: () => answerOf(api.GET('/v1/api-keys/{id}/usage', at(id))) });

export const createApiKey = (body: NewApiKey, idempotencyKey: string) =>
  answerOf(api.POST('/v1/api-keys', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }));
export const rotateApiKey = (id: string) => answerOf(api.POST('/v1/api-keys/{id}/rotate', at(id)));
export const revokeApiKey = (id: string) => answerOf(api.DELETE('/v1/api-keys/{id}', at(id)));

function at(id: string) {
  return { params: { path: { id } } };
}
