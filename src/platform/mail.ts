import { createTransport } from 'nodemailer';
import { v7 as uuidv7 } from 'uuid';
import type { SecretStore } from './crypto/secret-store.ts';
import type { Tx } from './db/db.ts';
import { enqueueJob, externalJob } from './jobs/jobs.ts';
import type { InOrganization, JobHandler } from './jobs/jobs.ts';
import { deleteExpiredMails, deleteMail, findMail, insertMail } from './mail.sql.ts';

/** Plain text to one person; `minutes` after it was queued it is of no use any more and is not sent. */
export type Mail = { to: string; subject: string; text: string; minutes: number };

export type Mailer = { send(mail: Omit<Mail, 'minutes'>): Promise<void>; close(): void };

/** Mails that wait, sealed, for their sending; nothing is sent before the transaction that wrote them has committed. */
export type Outbox = { queue(tx: Tx, mail: Mail): Promise<void> };

export const SEND_MAIL_JOB = 'mail.send';

const PURPOSE = 'outgoing_mails.sealed';
// A server that answers nothing is given up, so that a job never hangs on it; the job is tried again.
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;
const JOB_TIMEOUT_MS = 120_000;

/** Sends through the operator's SMTP server; null when none is set. */
export function createMailer({ smtpUrl, mailFrom }: { smtpUrl: string | undefined; mailFrom: string | undefined }): Mailer | null {
  if (smtpUrl === undefined) return null;
  const transport = createTransport(
    {
      url: smtpUrl,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      dnsTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: mailFrom },
  );
  return {
    // The address as an object is taken as it is, and never parsed into several.
    async send({ to, subject, text }) {
      await transport.sendMail({ to: { name: '', address: to }, subject, text }).catch((error: unknown) => {
        throw withoutAddresses(error);
      });
    },
    close: () => transport.close(),
  };
}

// Mail servers like to repeat the address they refuse, and a job keeps its last error where everyone's jobs lie.
function withoutAddresses(error: unknown): Error {
  const { code = '', message } = error as Error & { code?: string };
  return new Error(`the mail server did not take it: ${message.replace(/[^\s<>]+@[^\s<>]+/g, '[address]')} ${code}`.trim());
}

/** Keeps mails in the organisation's own table, because a job may hold ids only. */
export function createOutbox(secrets: Pick<SecretStore, 'seal'>): Outbox {
  return {
    async queue(tx, { minutes, ...mail }) {
      const mailId = uuidv7();
      await deleteExpiredMails(tx);
      await insertMail(tx, { id: mailId, sealed: await secrets.seal(tx, PURPOSE, JSON.stringify(mail)), minutes });
      await enqueueJob(tx, SEND_MAIL_JOB, { mailId });
    },
  };
}

/** Sends one waiting mail. A crash between sending and forgetting it sends it twice, which is better than never. */
export function sendMailJob(secrets: Pick<SecretStore, 'open'>, mailer: Mailer): JobHandler {
  return externalJob<{ mailId: string }>((inOrganization, { mailId }) => sendMail(inOrganization, secrets, mailer, mailId), {
    timeoutMs: JOB_TIMEOUT_MS,
  });
}

async function sendMail(inOrganization: InOrganization, secrets: Pick<SecretStore, 'open'>, mailer: Mailer, mailId: string): Promise<void> {
  const mail = await inOrganization(async (tx) => {
    const sealed = await findMail(tx, mailId);
    return sealed === null ? null : (JSON.parse(await secrets.open(tx, PURPOSE, sealed)) as Omit<Mail, 'minutes'>);
  });
  if (!mail) return;
  await mailer.send(mail);
  await inOrganization((tx) => deleteMail(tx, mailId));
}
