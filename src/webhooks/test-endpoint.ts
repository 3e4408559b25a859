import { v7 as uuidv7 } from 'uuid';
import { showEvent } from '../events/events.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/db.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { Outbound } from '../platform/outbound/outbound.ts';
import { insertTestDelivery, markTested } from './delivery/history.sql.ts';
import { sendOnce } from './delivery/send.ts';
import { knownWebhook } from './endpoints.ts';
import type { WebhookSecrets } from './secrets.ts';

type Testing = { db: Db; clock: Clock; outbound: Outbound; secrets: WebhookSecrets };

/** Sends `webhook.test` at once, whatever the filter and also to an endpoint that is switched off; no event, nobody else hears of it. */
export async function testWebhook(
  { db, clock, outbound, secrets }: Testing,
  { caller, params }: { caller: Caller; params: { id: string } },
) {
  const { organizationId, clientIds } = caller;
  const inside = <T>(work: Parameters<typeof db.inOrganization<T>>[1]) => db.inOrganization(organizationId, work, { clientIds });
  const webhook = await inside((tx) => knownWebhook(tx, clientIds, params.id));
  const event = { id: uuidv7(), type: 'webhook.test', createdAt: clock.now(), organizationId, clientId: null };
  const body = JSON.stringify(showEvent({ ...event, data: { message: 'This is a test of your webhook.', webhookId: webhook.id } }));
  const delivery = { id: uuidv7(), webhookId: webhook.id, eventId: event.id, body, at: event.createdAt };
  await inside((tx) => insertTestDelivery(tx, delivery));
  const opened = await secrets.openFor(organizationId, webhook);
  const result = await sendOnce(outbound, clock, { url: webhook.url, eventId: event.id, body, ...opened });
  await inside((tx) => markTested(tx, delivery.id, uuidv7(), result));
  const { url, requestHeaders, response, error, durationMs } = result;
  return { delivered: error === null, error, durationMs, request: { url, headers: requestHeaders, body }, response };
}
