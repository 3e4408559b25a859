import { createPublisher } from '../../events/events.ts';
import type { NewEvent } from '../../events/events.ts';
import { openApi, until } from '../../platform/testing/api.ts';
import type { Answer, Api } from '../../platform/testing/api.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { fanOut } from '../webhooks.ts';

const publish = createPublisher([fanOut]);

/** Receivers live on loopback, which the guard lets through here. */
export const WEBHOOK_ENV = { REGISTRATION: 'open', BCRYPT_COST: '10', OUTBOUND_ALLOW: '127.0.0.1' };

export type Rig = Awaited<ReturnType<typeof openRig>>;

/** An organisation with what tests of webhooks do. */
export async function openRig(server: TestServer) {
  const api: Awaited<ReturnType<Api['register']>> = await openApi(server).register();
  const organizationId: string = api.owner.organization.id;
  return {
    api,
    organizationId,
    tell: (...events: NewEvent[]) =>
      server.db.inOrganization(organizationId, async (tx) => {
        for (const event of events) await publish(tx, event);
      }),
    async webhook(url: string, more: object = {}) {
      const { status, body } = await api.post('/v1/webhooks', { url, events: ['*'], ...more });
      if (status !== 201) throw new Error(`Creating a webhook answered ${status}: ${JSON.stringify(body)}`);
      return body;
    },
    async deliveries(webhookId: string, query = ''): Promise<Answer['body'][]> {
      return (await api.get(`/v1/webhooks/${webhookId}/deliveries${query}`)).body.data;
    },
    /** Waits until nothing is on its way any more. */
    settled: (webhookId: string, timeoutMs?: number) =>
      until(async () => (await api.get(`/v1/webhooks/${webhookId}/stats`)).body.pending === 0, timeoutMs),
    /** As if so long had passed: what waits for its next try is due. */
    hurry: (webhookId: string) =>
      server.db.asSystem('test', (tx) =>
        tx.execute('update webhook_deliveries set due_at = now() where webhook_id = $1 and due_at is not null', [webhookId]),
      ),
  };
}
