import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { addPerson, registerOwner, signIn, statuses, stranger } from '../../platform/testing/people.ts';
import type { Person } from '../../platform/testing/people.ts';
import { race } from '../../platform/testing/race.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { startSmtpSink } from '../../platform/testing/smtp-sink.ts';
import type { SmtpSink, SunkMail } from '../../platform/testing/smtp-sink.ts';
import { makeOperatorLink } from './operator-reset.ts';

const NEW_PASSWORD = 'Xw9?other-Feather';
const env = { REGISTRATION: 'open', BCRYPT_COST: '10', PUBLIC_URL: 'https://wax.example' };
const dead = [410, 'auth.reset_expired'];

const tokenIn = (text: unknown) => /reset#([\w-]{43})/.exec(String(text).replace(/=\r\n/g, ''))?.[1] ?? '';
const reset = (server: TestServer, token: string, password = NEW_PASSWORD) =>
  stranger(server.url).send('POST', '/v1/auth/reset', { token, password });
const forgot = (server: TestServer, email: string) => stranger(server.url).send('POST', '/v1/auth/forgot', { email });

const resetBy = (by: Person, target: Person) => by.send('POST', `/v1/users/${target.id}/reset-password`);

describe('without mail', () => {
  let server: TestServer;
  let owner: Person;
  let agent: Person;
  beforeAll(async () => {
    server = await startTestServer({ env });
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    owner = await registerOwner(server.url);
    agent = await addPerson(server.url, owner, 'agent');
  });

  it('an admin gets the link to hand over; the old password and every sign-in end at once', async () => {
    const answer = await resetBy(owner, agent);
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { mailed: false, link: expect.stringMatching(/^https:\/\/wax\.example\/reset#/) },
    ]);
    expect((await agent.send('GET', '/v1/auth/me')).status).toBe(401);
    await expect(signIn(server.url, agent.email)).rejects.toThrow('401');
    const done = await reset(server, tokenIn(answer.body['link']));
    expect([done.status, done.body]).toEqual([204, {}]);
    await signIn(server.url, agent.email, NEW_PASSWORD);
  });

  it('a link works once, for 30 minutes, and only the newest of an admin’s', async () => {
    const first = tokenIn((await resetBy(owner, agent)).body['link']);
    const second = await resetBy(owner, agent);
    const minutes = (Date.parse(String(second.body['expiresAt'])) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(29);
    expect(minutes).toBeLessThanOrEqual(30.1);
    const token = tokenIn(second.body['link']);
    expect((await reset(server, first)).status).toBe(410);
    const answers = await race({
      db: server.db,
      lock: (tx) => tx.query('select from users where id = $1 for update', [agent.id]),
      start: () => [reset(server, token), reset(server, token)],
      waiting: 2,
    });
    expect(statuses(answers)).toEqual([204, 410]);
    const late = await reset(server, token);
    expect([late.status, late.body.code]).toEqual(dead);
  });

  it('the operator has a link for an owner whom nobody else can let in, and takes a lost second factor away', async () => {
    const { secret } = (await owner.send('POST', '/v1/auth/totp', { password: owner.password })).body as { secret: string };
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    await owner.send('POST', '/v1/auth/totp/confirm', { code });
    const linkFor = async (email: string, removeTotp = false) =>
      (await makeOperatorLink(server.db, env.PUBLIC_URL, { email, removeTotp }))?.link;
    expect(await linkFor('nobody@example.com')).toBeUndefined();
    const [first, second] = [await linkFor(owner.email.toUpperCase()), await linkFor(owner.email)];
    expect(first).toMatch(/^https:\/\/wax\.example\/reset#/);
    expect((await reset(server, tokenIn(first))).status).toBe(204);
    expect((await reset(server, tokenIn(second))).status).toBe(410);
    await expect(signIn(server.url, owner.email, NEW_PASSWORD)).rejects.toThrow('auth.totp_required');
    expect((await reset(server, tokenIn(await linkFor(owner.email, true)))).status).toBe(204);
    const again = await signIn(server.url, owner.email, NEW_PASSWORD);
    const { data } = (await again.send('GET', '/v1/audit-logs?action=users.reset_link')).body as { data: object[] };
    expect(data[0]).toMatchObject({ actor: { type: 'system', name: 'operator' }, changes: { totp: { to: 'disabled' } } });
    expect(data).toHaveLength(3);
  });

  it('a link that has expired, was made up or whose user was removed is dead', async () => {
    const expired = tokenIn((await resetBy(owner, agent)).body['link']);
    await server.db.asSystem('test', (tx) =>
      tx.execute(`update password_resets set expires_at = now() - interval '1 second' where user_id = $1`, [agent.id]),
    );
    const other = await addPerson(server.url, owner, 'agent');
    const removed = tokenIn((await resetBy(owner, other)).body['link']);
    await owner.send('DELETE', `/v1/users/${other.id}`);
    for (const token of [expired, removed, 'x', '\u0000', 'a'.repeat(200)]) {
      const answer = await reset(server, token);
      expect([answer.status, answer.body.code]).toEqual(dead);
    }
  });

  it('a weak password is refused with what it lacks, and the link stays good', async () => {
    const token = tokenIn((await resetBy(owner, agent)).body['link']);
    const weak = await reset(server, token, 'short');
    expect([weak.status, weak.body.code]).toEqual([422, 'auth.weak_password']);
    expect(weak.body['errors']).toContainEqual({ path: 'password', message: expect.stringContaining('8 characters') });
    expect((await reset(server, token)).status).toBe(204);
  });

  it('a new password ends the sign-ins that were made meanwhile', async () => {
    const token = tokenIn((await resetBy(owner, agent)).body['link']);
    await server.db.asSystem('test', (tx) =>
      tx.execute('update users set password_hash = (select password_hash from users where id = $2) where id = $1', [agent.id, owner.id]),
    );
    const thief = await signIn(server.url, agent.email);
    await reset(server, token);
    expect((await thief.send('GET', '/v1/auth/me')).status).toBe(401);
  });

  it('is for those below only: not oneself, not the owner, not another admin', async () => {
    const [admin, peer] = [await addPerson(server.url, owner, 'admin'), await addPerson(server.url, owner, 'admin')];
    for (const [target, code] of [
      [admin, 'users.self_reset'],
      [owner, 'users.owner_protected'],
      [peer, 'users.admin_protected'],
    ] as const) {
      const answer = await resetBy(admin, target);
      expect([answer.status, answer.body.code]).toEqual([403, code]);
    }
    expect((await resetBy(agent, owner)).body.code).toBe('auth.forbidden');
    expect((await resetBy(owner, admin)).status).toBe(200);
  });

  it('asking for a link answers as always and makes none', async () => {
    const [known, unknown] = [await forgot(server, agent.email), await forgot(server, 'nobody@example.com')];
    expect([known.status, unknown.status, known.body]).toEqual([202, 202, unknown.body]);
    const rows = await server.db.asSystem('test', (tx) => tx.query('select from password_resets where user_id = $1', [agent.id]));
    expect(rows).toHaveLength(0);
  });

  it('stores no token that could be used', async () => {
    const token = tokenIn((await resetBy(owner, agent)).body['link']);
    const rows = await server.db.asSystem('test', (tx) =>
      tx.query(`select encode(token_hash, 'escape') as hash from password_resets where user_id = $1`, [agent.id]),
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('with mail', () => {
  let server: TestServer;
  let sink: SmtpSink;
  let owner: Person;
  beforeAll(async () => {
    sink = await startSmtpSink();
    server = await startTestServer({ env: { ...env, SMTP_URL: sink.url, MAIL_FROM: 'Waxwing <waxwing@example.com>' } });
  });
  afterAll(async () => {
    await server?.stop();
    await sink?.stop();
  });
  beforeEach(async () => {
    owner = await registerOwner(server.url);
  });

  const nextMail = async (cause: () => Promise<unknown>): Promise<SunkMail> => {
    const before = sink.mails.length;
    await cause();
    return (await sink.until(before + 1))[before] as SunkMail;
  };

  it('whoever forgot the password gets a link that works', async () => {
    const mail = await nextMail(() => forgot(server, ` ${owner.email.toUpperCase()} `));
    expect(mail.to).toBe(owner.email);
    expect(mail.text).toContain('From: Waxwing <waxwing@example.com>');
    expect((await reset(server, tokenIn(mail.text))).status).toBe(204);
    await signIn(server.url, owner.email, NEW_PASSWORD);
  });

  it('an unknown address gets the same answer and no mail', async () => {
    const unknown = await forgot(server, 'nobody@example.com');
    const known = await forgot(server, owner.email);
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
    const mails = await sink.until(sink.mails.length + 1);
    expect(mails.map(({ to }) => to)).not.toContain('nobody@example.com');
  });

  it('nobody’s mailbox is flooded: three links an hour, whoever asks', async () => {
    for (let time = 0; time < 3; time += 1) await nextMail(() => forgot(server, owner.email));
    expect((await forgot(server, owner.email)).status).toBe(202);
    const other = await registerOwner(server.url);
    const next = await nextMail(() => forgot(server, other.email));
    expect(next.to).toBe(other.email);
    expect(sink.mails.filter(({ to }) => to === owner.email)).toHaveLength(3);
  });

  it('a reset by an admin goes to the user, and the admin does not see the link', async () => {
    const agent = await addPerson(server.url, owner, 'agent');
    const answers: unknown[] = [];
    const mail = await nextMail(async () => answers.push((await owner.send('POST', `/v1/users/${agent.id}/reset-password`)).body));
    expect(answers[0]).toMatchObject({ link: null, mailed: true });
    expect(mail.to).toBe(agent.email);
    expect((await reset(server, tokenIn(mail.text))).status).toBe(204);
  });

  it('an invitation is mailed as well as shown', async () => {
    const email = `invited-${owner.id}@example.com`;
    const answers: Record<string, unknown>[] = [];
    const mail = await nextMail(async () => answers.push((await owner.send('POST', '/v1/invitations', { email, role: 'agent' })).body));
    expect(mail.to).toBe(email);
    expect(mail.text.replace(/=\r\n/g, '')).toContain(String(answers[0]?.['link']));
  });
});
