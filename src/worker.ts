import type { MediaRoom } from './media/media.ts';
import type { Access } from './access/access.ts';
import type { Events } from './events/events.ts';
import { indexContacts } from './contacts/contacts.ts';
import type { SecretStore } from './platform/crypto/secret-store.ts';
import type { Db } from './platform/db/db.ts';
import { deleteOldAnswers } from './platform/http/idempotency.sql.ts';
import { startJobs, systemJob } from './platform/jobs/jobs.ts';
import type { JobHandler, Jobs } from './platform/jobs/jobs.ts';
import type { Log } from './platform/log.ts';
import { SEND_MAIL_JOB, sendMailJob } from './platform/mail.ts';
import type { Mailer } from './platform/mail.ts';
import type { Webhooks } from './webhooks/webhooks.ts';
import type { Metrics } from './platform/metrics.ts';

export type WorkerOptions = {
  db: Db;
  log: Log;
  metrics: Metrics;
  nodeId: string;
  mailer: Mailer | null;
  secrets: SecretStore;
  access: Pick<Access, 'forgetOld'>;
  events: Pick<Events, 'jobs'>;
  webhooks: Pick<Webhooks, 'jobs'>;
  media: Pick<MediaRoom, 'jobs'>;
};

const CONCURRENCY = 4;

/** Every background job and every timer, on one screen. */
export function startWorker({ db, log, metrics, nodeId, mailer, secrets, access, events, webhooks, media }: WorkerOptions): Promise<Jobs> {
  const handlers: Record<string, JobHandler> = {
    'idempotency.forget': systemJob(async () => void (await db.asSystem('forget idempotent answers', deleteOldAnswers))),
    'access.forget': systemJob(() => access.forgetOld()),
    ...events.jobs,
    ...webhooks.jobs,
    'contacts.index': systemJob(() => indexContacts(db)),
    ...media.jobs,
    ...(mailer ? { [SEND_MAIL_JOB]: sendMailJob(secrets, mailer) } : {}),
  };
  const cron = [
    { task: 'idempotency.forget', match: '17 * * * *' },
    { task: 'access.forget', match: '41 * * * *' },
    { task: 'contacts.index', match: '* * * * *' },
    { task: 'events.forget', match: '53 * * * *' },
    { task: 'webhooks.forget', match: '47 * * * *' },
    { task: 'media.sweep', match: '29 * * * *' },
  ];
  return startJobs({ db, log, metrics, nodeId, handlers, cron, concurrency: CONCURRENCY });
}
