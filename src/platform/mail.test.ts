import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseMasterKeys } from './crypto/master-key.ts';
import { createSecretStore } from './crypto/secret-store.ts';
import type { Db } from './db/db.ts';
import { createLog } from './log.ts';
import { createMailer, createOutbox, sendMailJob } from './mail.ts';
import type { Mailer } from './mail.ts';
import { cloneDatabase, openTestDb, TEST_KEY } from './testing/database.ts';
import type { TestDatabase } from './testing/database.ts';
import { startSmtpSink } from './testing/smtp-sink.ts';
import type { SmtpSink } from './testing/smtp-sink.ts';

const MAIL = { to: 'ada@example.com', subject: 'Grüße', text: 'A link: https://wax.example/reset#canary', minutes: 30 };
const secrets = createSecretStore({ keyring: parseMasterKeys(TEST_KEY) });
const outbox = createOutbox(secrets);
const organizationId = randomUUID();

let database: TestDatabase;
let db: Db;
let sink: SmtpSink;
let mailer: Mailer;
beforeAll(async () => {
  database = await cloneDatabase();
  db = openTestDb(database);
  await db.asSystem('test', (tx) =>
    tx.execute(`insert into organizations (organization_id, name, plan) values ($1, 'Acme', 'free')`, [organizationId]),
  );
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});
beforeEach(async () => {
  sink = await startSmtpSink();
  mailer = createMailer({ smtpUrl: sink.url, mailFrom: 'Waxwing <waxwing@example.com>' }) as Mailer;
  await db.asSystem('test', (tx) => tx.execute('delete from outgoing_mails'));
});
afterEach(async () => {
  mailer.close();
  await sink.stop();
});

const waiting = () => db.asSystem('test', (tx) => tx.query<{ id: string; sealed: string }>('select * from outgoing_mails'));
const runJob = async (mailId: string) => {
  const job = {
    id: 1,
    task: 'mail.send',
    organizationId,
    attempt: 1,
    maxAttempts: 10,
    log: createLog({ level: 'silent' }),
    signal: new AbortController().signal,
  };
  await sendMailJob(secrets, mailer).run({ payload: { mailId }, job, db, worker: 'test' });
};

describe('a mailer', () => {
  it('is not there without a server', () => {
    expect(createMailer({ smtpUrl: undefined, mailFrom: undefined })).toBeNull();
  });

  it('sends to one address, whatever it looks like', async () => {
    await mailer.send({ ...MAIL, to: 'a,b@example.com' });
    expect(sink.mails.map(({ to }) => to)).toEqual(['"a,b"@example.com']);
  });

  it('fails without repeating the address', async () => {
    sink.refuse('550 5.1.1 <ada@example.com>: no such user');
    await expect(mailer.send(MAIL)).rejects.toThrow(/did not take it.*550 5\.1\.1 <\[address\]>: no such user/);
  });
});

describe('the outbox', () => {
  it('keeps a mail unreadable until a job has sent it, and nothing afterwards', async () => {
    await db.inOrganization(organizationId, (tx) => outbox.queue(tx, MAIL));
    const [mail] = await waiting();
    expect(JSON.stringify(mail)).not.toMatch(/ada|canary/);
    const [job] = await db.asSystem('test', (tx) =>
      tx.query<{ payload: object }>('select payload from graphile_worker._private_jobs order by id desc limit 1'),
    );
    expect(job?.payload).toEqual({ mailId: mail?.id, organizationId });
    await runJob(mail?.id as string);
    expect(sink.mails).toEqual([{ to: MAIL.to, text: expect.stringContaining('reset#canary') }]);
    expect(await waiting()).toEqual([]);
    await runJob(mail?.id as string);
    expect(sink.mails).toHaveLength(1);
  });

  it('keeps a mail that could not be sent for the next try', async () => {
    await db.inOrganization(organizationId, (tx) => outbox.queue(tx, MAIL));
    const [mail] = await waiting();
    sink.refuse('451 later');
    await expect(runJob(mail?.id as string)).rejects.toThrow('451 later');
    sink.refuse(null);
    await runJob(mail?.id as string);
    expect(sink.mails).toHaveLength(1);
  });

  it('sends nothing that is of no use any more, and throws it away with the next', async () => {
    await db.inOrganization(organizationId, (tx) => outbox.queue(tx, MAIL));
    const [mail] = await waiting();
    await db.asSystem('test', (tx) => tx.execute(`update outgoing_mails set expires_at = now() - interval '1 second'`));
    await runJob(mail?.id as string);
    expect(sink.mails).toEqual([]);
    await db.inOrganization(organizationId, (tx) => outbox.queue(tx, MAIL));
    expect(await waiting()).toHaveLength(1);
  });

  it('queues nothing when its transaction fails', async () => {
    const failed = db.inOrganization(organizationId, async (tx) => {
      await outbox.queue(tx, MAIL);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await waiting()).toEqual([]);
  });
});
