import type { Access } from './access/access.ts';
import { forgetOldEvents } from './events/events.ts';
import type { Config } from './platform/config.ts';
import type { SecretStore } from './platform/crypto/secret-store.ts';
import type { Db } from './platform/db/db.ts';
import { deleteOldAnswers } from './platform/http/idempotency.sql.ts';
import { startJobs, systemJob } from './platform/jobs/jobs.ts';
import type { JobHandler, Jobs } from './platform/jobs/jobs.ts';
import type { Log } from './platform/log.ts';
import { SEND_MAIL_JOB, sendMailJob } from './platform/mail.ts';
import type { Mailer } from './platform/mail.ts';
import type { Metrics } from './platform/metrics.ts';

export type WorkerOptions = {
  db: Db;
  log: Log;
  metrics: Metrics;
  config: Pick<Config, 'eventRetentionDays'>;
  nodeId: string;
  mailer: Mailer | null;
  secrets: SecretStore;
  access: Pick<Access, 'forgetOld'>;
};

const CONCURRENCY = 4;

/** Every background job and every timer, on one screen. */
export function startWorker({ db, log, metrics, config, nodeId, mailer, secrets, access }: WorkerOptions): Promise<Jobs> {
  const handlers: Record<string, JobHandler> = {
    'idempotency.forget': systemJob(async () => void (await db.asSystem('forget idempotent answers', deleteOldAnswers))),
    'access.forget': systemJob(() => access.forgetOld()),
    'events.forget': systemJob(() => forgetOldEvents(db, config.eventRetentionDays)),
    ...(mailer ? { [SEND_MAIL_JOB]: sendMailJob(secrets, mailer) } : {}),
  };
  const cron = [
    { task: 'idempotency.forget', match: '17 * * * *' },
    { task: 'access.forget', match: '41 * * * *' },
    { task: 'events.forget', match: '53 * * * *' },
  ];
  return startJobs({ db, log, metrics, nodeId, handlers, cron, concurrency: CONCURRENCY });
}
