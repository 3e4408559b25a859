import { erasePerson as eraseFromEvents, showEvent } from '../events/events.ts';
import type { ErasedPerson, Publish } from '../events/events.ts';
import type { Clock, Random } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { SecretStore } from '../platform/crypto/secret-store.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import type { Route } from '../platform/http/route.ts';
import { systemJob } from '../platform/jobs/jobs.ts';
import type { JobHandler } from '../platform/jobs/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Outbox } from '../platform/mail.ts';
import type { Outbound } from '../platform/outbound/outbound.ts';
import type { QueueMetrics } from '../platform/queue/queue.ts';
import { startDispatch } from './delivery/dispatch.ts';
import { deleteOldPayloads, replaceBody } from './delivery/history.sql.ts';
import { createDisable } from './disable.ts';
import type { EndpointDeps } from './endpoints.ts';
import { createWebhookSecrets } from './secrets.ts';
import { webhookRoutes } from './webhooks.routes.ts';

export { fanOut } from './delivery/fan-out.ts';

export type Webhooks = {
  routes: Route[];
  jobs: Record<string, JobHandler>;
  /** Begins to deliver on this node. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

export type WebhooksOptions = {
  db: Db;
  log: Log;
  config: Pick<Config, 'webhookDisableDays' | 'publicUrl'>;
  clock: Clock;
  random: Random;
  store: SecretStore;
  outbound: Outbound;
  outbox: Outbox | null;
  publish: Publish;
  nodeId: string;
  queueMetrics: QueueMetrics;
  knowsClients: EndpointDeps['knowsClients'];
};

const HISTORY_DAYS = 30;
const ROWS_A_STEP = 2_000;

/** Builds the room: endpoints, and delivering to them. */
export function createWebhooks({ config, store, outbox, publish, knowsClients, ...options }: WebhooksOptions): Webhooks {
  const { db, clock, outbound } = options;
  const secrets = createWebhookSecrets(db, store);
  const disable = createDisable({ publish, outbox, publicUrl: config.publicUrl });
  let dispatch: { stop(): Promise<void> } | null = null;
  return {
    routes: webhookRoutes({ db, clock, outbound, secrets, knowsClients }),
    jobs: { 'webhooks.forget': systemJob(() => forgetOldDeliveries(db)) },
    async start() {
      dispatch = await startDispatch({ ...options, secrets, disable, disableAfterDays: config.webhookDisableDays });
    },
    async stop() {
      await dispatch?.stop();
    },
  };
}

/** Takes a person out of the events and of what was, or is still to be, sent of them. */
export async function erasePerson(tx: Tx, person: ErasedPerson): Promise<number> {
  const erased = await eraseFromEvents(tx, person);
  for (const event of erased) await replaceBody(tx, event.id, JSON.stringify(showEvent(event)));
  return erased.length;
}

async function forgetOldDeliveries(db: Db): Promise<void> {
  while ((await db.asSystem('webhook history', (tx) => deleteOldPayloads(tx, HISTORY_DAYS, ROWS_A_STEP))) === ROWS_A_STEP);
}
