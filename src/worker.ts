import type { Access } from './access/access.ts';
import { forgetOldEarlyEvents, receive, startSending } from './messages/messages.ts';
import type { Publish } from './events/events.ts';
import type { Clock, Random } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { SecretStore } from './platform/crypto/secret-store.ts';
import type { Db } from './platform/db/db.ts';
import { deleteOldAnswers } from './platform/http/idempotency.sql.ts';
import { startJobs, systemJob } from './platform/jobs/jobs.ts';
import type { JobHandler } from './platform/jobs/jobs.ts';
import type { Log } from './platform/log.ts';
import { SEND_MAIL_JOB, sendMailJob } from './platform/mail.ts';
import type { Mailer } from './platform/mail.ts';
import type { Metrics } from './platform/metrics.ts';
import { forgetOldSends } from './safety/safety.ts';
import { forgetOldInbound } from './sessions/sessions.ts';
import type { SessionListeners, Sessions } from './sessions/sessions.ts';

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
};

const CONCURRENCY = 4;

export type Worker = { stop(): Promise<void> };

/** Every background job, every timer and what follows when a channel has heard something, on one screen. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { db, log, metrics, nodeId, mailer, secrets, access, publish, sessions } = options;
  const handlers: Record<string, JobHandler> = {
    'idempotency.forget': systemJob(async () => void (await db.asSystem('forget idempotent answers', deleteOldAnswers))),
    'access.forget': systemJob(() => access.forgetOld()),
    'safety.forget': systemJob(() => forgetOldSends(db)),
    'inbound.forget': systemJob(() => forgetOldInbound(db)),
    'messages.forget': systemJob(() => forgetOldEarlyEvents(db)),
    ...(mailer ? { [SEND_MAIL_JOB]: sendMailJob(secrets, mailer) } : {}),
  };
  const cron = [
    { task: 'idempotency.forget', match: '17 * * * *' },
    { task: 'access.forget', match: '41 * * * *' },
    { task: 'safety.forget', match: '11 * * * *' },
    { task: 'inbound.forget', match: '23 * * * *' },
    { task: 'messages.forget', match: '29 * * * *' },
  ];
  const senders = await startSending(options);
  const onInbound: SessionListeners['onInbound'] = async (tx, inbound) => {
    await receive(tx, publish, inbound);
  };
  await sessions.start({ onReady: senders.sessionReady, onInbound });
  const jobs = await startJobs({ db, log, metrics, nodeId, handlers, cron, concurrency: CONCURRENCY });
  return {
    async stop() {
      await Promise.all([senders.stop(), jobs.stop()]);
    },
  };
}
