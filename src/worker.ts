import { personParts } from './person-parts.ts';
import type { MediaRoom } from './media/media.ts';
import type { Access } from './access/access.ts';
import { honourConsent } from './contacts/contacts.ts';
import { contactJobs } from './contacts/contacts.jobs.ts';
import {
  fileFailed,
  fileReady,
  forgetOldEarlyEvents,
  heardForConsent,
  queueMessage,
  receive,
  startSending,
  WAKE_JOB,
  wakeConversation,
} from './messages/messages.ts';
import type { MessageRow } from './messages/messages.ts';
import type { Events, Publish } from './events/events.ts';
import type { Clock, Random } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { SecretStore } from './platform/crypto/secret-store.ts';
import type { Db, Tx } from './platform/db/db.ts';
import { deleteOldAnswers } from './platform/http/idempotency.sql.ts';
import { organizationJob, startJobs, systemJob } from './platform/jobs/jobs.ts';
import type { JobHandler } from './platform/jobs/jobs.ts';
import type { Log } from './platform/log.ts';
import { SEND_MAIL_JOB, sendMailJob } from './platform/mail.ts';
import type { Mailer } from './platform/mail.ts';
import type { Webhooks } from './webhooks/webhooks.ts';
import type { Metrics } from './platform/metrics.ts';
import { forgetOldSends } from './safety/safety.ts';
import { forgetOldInbound } from './sessions/sessions.ts';
import type { InboundEvent, SessionListeners, Sessions } from './sessions/sessions.ts';

export type WorkerOptions = {
  db: Db;
  log: Log;
  metrics: Metrics;
  nodeId: string;
  mailer: Mailer | null;
  secrets: SecretStore;
  access: Pick<Access, 'forgetOld'>;
  publish: Publish;
  clock: Clock;
  random: Random;
  config: Config;
  sessions: Sessions;
  events: Pick<Events, 'jobs'>;
  webhooks: Pick<Webhooks, 'jobs'>;
  media: Pick<MediaRoom, 'jobs' | 'startDownloads' | 'openFile'>;
};

const CONCURRENCY = 4;

export type Worker = { stop(): Promise<void> };

/** Every background job, every timer and what follows when a channel has heard something, on one screen. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { db, log, metrics, nodeId, mailer, secrets, access, events, webhooks, media, publish, sessions } = options;
  const handlers: Record<string, JobHandler> = {
    'idempotency.forget': systemJob(async () => void (await db.asSystem('forget idempotent answers', deleteOldAnswers))),
    'access.forget': systemJob(() => access.forgetOld()),
    'safety.forget': systemJob(() => forgetOldSends(db)),
    'inbound.forget': systemJob(() => forgetOldInbound(db)),
    [WAKE_JOB]: organizationJob<{ conversationId: string }>((tx, { conversationId }) => wakeConversation(tx, publish, conversationId)),
    'messages.forget': systemJob(() => forgetOldEarlyEvents(db)),
    ...events.jobs,
    ...webhooks.jobs,
    ...contactJobs(db, personParts(media)),
    ...media.jobs,
    ...(mailer ? { [SEND_MAIL_JOB]: sendMailJob(secrets, mailer) } : {}),
  };
  const cron = [
    { task: 'idempotency.forget', match: '17 * * * *' },
    { task: 'access.forget', match: '41 * * * *' },
    { task: 'safety.forget', match: '11 * * * *' },
    { task: 'inbound.forget', match: '23 * * * *' },
    { task: 'messages.forget', match: '29 * * * *' },
    { task: 'contacts.forget', match: '7 * * * *' },
    { task: 'contacts.index', match: '* * * * *' },
    { task: 'events.forget', match: '53 * * * *' },
    { task: 'webhooks.forget', match: '47 * * * *' },
    { task: 'media.sweep', match: '29 * * * *' },
  ];
  const senders = await startSending(options);
  const downloads = await media.startDownloads({
    log,
    nodeId,
    news: {
      onReady: (tx, messageId, file) => fileReady(tx, publish, messageId, file),
      onFailed: (tx, messageId, failure) => fileFailed(tx, publish, messageId, failure),
    },
  });
  const onReady: SessionListeners['onReady'] = (live) => {
    senders.sessionReady(live);
    downloads.sessionReady(live);
  };
  const onInbound: SessionListeners['onInbound'] = async (tx, inbound) => {
    const message = await receive(tx, publish, inbound);
    if (message) await answerConsent(tx, publish, inbound.client, message);
  };
  await sessions.start({ onReady, onInbound });
  const jobs = await startJobs({ db, log, metrics, nodeId, handlers, cron, concurrency: CONCURRENCY });
  return {
    async stop() {
      await Promise.all([senders.stop(), downloads.stop(), jobs.stop()]);
    },
  };
}

/** Whoever says stop is left alone from then on, and told so once. */
async function answerConsent(tx: Tx, publish: Publish, client: InboundEvent['client'], message: MessageRow): Promise<void> {
  const heard = heardForConsent(message);
  const { confirmation } = heard ? await honourConsent(tx, publish, heard) : {};
  if (!confirmation) return;
  const content = { type: 'text', text: { body: confirmation.text } } as const;
  const terms = { origin: 'automation', purpose: 'consent_confirmation', priority: 'reply' } as const;
  await queueMessage(tx, publish, { client, to: message.chatId, content, ...terms });
}
