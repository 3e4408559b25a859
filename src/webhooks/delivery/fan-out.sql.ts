import type { Tx } from '../../platform/db/db.ts';

/** NOTIFY of this channel says that a delivery is due. */
export const DELIVERIES_CHANNEL = 'webhook_deliveries';

export type PayloadRow = { eventId: string; clientId: string | null; type: string; position: number; body: string; happenedAt: Date };
type NewDelivery = { id: string; webhookId: string; orderKey: string | null };
type Subscribed = { id: string; ordered: boolean };

/** Endpoints that hear of some clients only hear nothing of what belongs to none. */
export async function listSubscribed(tx: Tx, { type, clientId }: { type: string; clientId: string | null }): Promise<Subscribed[]> {
  return tx.query<Subscribed>(
    `select id, ordered from webhooks
     where state = 'active' and events && array['*', $1, split_part($1, '.', 1) || '.*'] and (client_ids is null or $2::uuid = any (client_ids))`,
    [type, clientId],
  );
}

/** An event that is on its way to an endpoint already, or was, goes again; its bytes are those of the first time. */
export async function insertDeliveries(tx: Tx, payload: PayloadRow, deliveries: readonly NewDelivery[]): Promise<void> {
  await tx.execute(
    `with payload as (
       insert into webhook_payloads (event_id, client_id, type, position, body, happened_at) values ($1, $2, $3, $4, $5, $6) on conflict (event_id) do nothing
     ), delivery as (
       insert into webhook_deliveries (id, event_id, position, webhook_id, order_key) select id, $1, $4, webhook_id, order_key
       from unnest($7::uuid[], $8::uuid[], $9::text[]) as new (id, webhook_id, order_key)
       on conflict (event_id, webhook_id) do update set status = 'pending', due_at = now(), tries = 0, ended_at = null
         where webhook_deliveries.status <> 'pending'
     ) select pg_notify('${DELIVERIES_CHANNEL}', '')`,
    [
      payload.eventId,
      payload.clientId,
      payload.type,
      payload.position,
      payload.body,
      payload.happenedAt,
      deliveries.map(({ id }) => id),
      deliveries.map(({ webhookId }) => webhookId),
      deliveries.map(({ orderKey }) => orderKey),
    ],
  );
}
