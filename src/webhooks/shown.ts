import { delaysOf } from './delivery/schedule.ts';
import type { WebhookRow } from './webhooks.sql.ts';

/** An endpoint as the API shows one: neither its secrets nor the values of its headers. */
export function showWebhook(row: WebhookRow) {
  const { id, url, description, events, clientIds, headerNames, retryPolicy, ordered, maxInFlight } = row;
  const { state, disabledReason, disabledAt, failingSince, previousUntil, createdAt, updatedAt } = row;
  return {
    id,
    url,
    description,
    events,
    clientIds,
    headerNames,
    retry: { policy: retryPolicy, delaysSeconds: delaysOf(row) },
    ordered,
    maxInFlight,
    state,
    disabledReason,
    disabledAt,
    failingSince,
    previousSecretUntil: previousUntil,
    createdAt,
    updatedAt,
  };
}
