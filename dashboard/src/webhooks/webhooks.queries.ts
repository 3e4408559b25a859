import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { everyPage, largestPage } from '../api/every-page.ts';
import type { Delivery, NewWebhook, WebhookChange, WebhookReplay } from '../api/shapes.ts';
import { whileNotLive } from '../events/live.ts';

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: () => everyPage((from) => answerOf(api.GET('/v1/webhooks', { params: { query: { limit: largestPage, ...from } } }))),
  refetchInterval: whileNotLive,
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id],
    queryFn: () => answerOf(api.GET('/v1/webhooks/{id}', at(id))),
    refetchInterval: whileNotLive,
  });

export const statsQuery = (id: string) =>
  queryOptions({ queryKey: ['webhooks', id, 'stats'], queryFn: () => answerOf(api.GET('/v1/webhooks/{id}/stats', at(id))) });

/** Deliveries are no events, so the page that shows them asks again when one has happened. */
export const deliveriesQuery = (id: string, status: Delivery['status'] | null) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', id, 'deliveries', status],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/v1/webhooks/{id}/deliveries', {
          params: { path: { id }, query: { limit: 25, ...(status && { status }), ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });

export const deliveryQuery = (id: string) =>
  queryOptions({ queryKey: ['webhooks', 'delivery', id], queryFn: () => answerOf(api.GET('/v1/webhook-deliveries/{id}', at(id))) });

export const createWebhook = (body: NewWebhook, idempotencyKey: string) =>
  answerOf(api.POST('/v1/webhooks', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }));
export const changeWebhook = (id: string, body: WebhookChange) => answerOf(api.PATCH('/v1/webhooks/{id}', { ...at(id), body }));
export const deleteWebhook = (id: string) => answerOf(api.DELETE('/v1/webhooks/{id}', at(id)));
export const testWebhook = (id: string) => answerOf(api.POST('/v1/webhooks/{id}/test', at(id)));
export const rotateSecret = (id: string, overlapSeconds: number) =>
  answerOf(api.POST('/v1/webhooks/{id}/rotate-secret', { ...at(id), body: { overlapSeconds } }));
export const replayWebhook = (id: string, body: WebhookReplay) => answerOf(api.POST('/v1/webhooks/{id}/replay', { ...at(id), body }));
export const retryDelivery = (id: string) => answerOf(api.POST('/v1/webhook-deliveries/{id}/retry', at(id)));

function at(id: string) {
  return { params: { path: { id } } };
}
