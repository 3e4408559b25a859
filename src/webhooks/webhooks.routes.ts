import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/db.ts';
import { listOf } from '../platform/http/lists.ts';
import { del, get, idParams, patch, post } from '../platform/http/route.ts';
import type { Route } from '../platform/http/route.ts';
import { getDelivery, replayRange, retryDelivery, showDeliveries, showStats } from './delivery/history.ts';
import { changeWebhook, createWebhook, getWebhook, removeWebhook, rotateSecret, showWebhooks } from './endpoints.ts';
import type { EndpointDeps } from './endpoints.ts';
import { testWebhook } from './test-endpoint.ts';
import {
  Delivery,
  DeliveryDetails,
  ListDeliveries,
  ListWebhooks,
  NewWebhook,
  Replay,
  Replayed,
  RotatedSecret,
  Rotation,
  TestResult,
  Webhook,
  WebhookChange,
  WebhookStats,
  WebhookWithSecret,
} from './webhooks.schema.ts';

/** Customers' endpoints and what was sent to them. */
export function webhookRoutes(deps: EndpointDeps & { db: Db; clock: Clock }): Route[] {
  const read = { allow: 'webhooks.read', params: idParams } as const;
  const manage = { allow: 'webhooks.manage', params: idParams } as const;
  return [
    get('/v1/webhooks', { allow: 'webhooks.read', summary: 'Your endpoints', query: ListWebhooks, answer: listOf(Webhook) }, showWebhooks),
    post(
      '/v1/webhooks',
      { allow: 'webhooks.manage', summary: 'Add an endpoint', body: NewWebhook, answer: WebhookWithSecret, status: 201, secret: true },
      (call) => createWebhook(deps, call),
    ),
    get('/v1/webhooks/:id', { ...read, summary: 'One endpoint', answer: Webhook }, getWebhook),
    patch('/v1/webhooks/:id', { ...manage, summary: 'Change it, switch it on or off', body: WebhookChange, answer: Webhook }, (call) =>
      changeWebhook(deps, call),
    ),
    del('/v1/webhooks/:id', { ...manage, summary: 'Remove it with its history', answer: null }, removeWebhook),
    post(
      '/v1/webhooks/:id/rotate-secret',
      { ...manage, summary: 'A new secret; the old one goes on beside it', body: Rotation, answer: RotatedSecret, secret: true },
      (call) => rotateSecret(deps, call),
    ),
    post('/v1/webhooks/:id/test', { ...manage, summary: 'Send webhook.test now', answer: TestResult, transaction: false }, (call) =>
      testWebhook(deps, call),
    ),
    get('/v1/webhooks/:id/stats', { ...read, summary: 'How it has done', answer: WebhookStats }, showStats),
    get(
      '/v1/webhooks/:id/deliveries',
      { ...read, summary: 'What was sent to it, newest event first', query: ListDeliveries, answer: listOf(Delivery) },
      showDeliveries,
    ),
    post('/v1/webhooks/:id/replay', { ...manage, summary: 'Send a range again', body: Replay, answer: Replayed, status: 202 }, (call) =>
      replayRange(deps.clock, call),
    ),
    get('/v1/webhook-deliveries/:id', { ...read, summary: 'One delivery with all its attempts', answer: DeliveryDetails }, getDelivery),
    post('/v1/webhook-deliveries/:id/retry', { ...manage, summary: 'Send it again now', answer: Delivery, status: 202 }, retryDelivery),
  ];
}
