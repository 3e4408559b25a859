import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addPerson, registerOwner, signIn, stranger } from '../../platform/testing/people.ts';
import type { Answer, Person } from '../../platform/testing/people.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';

const PASSWORD = 'Zq7!unusual-Wing';
const env = { REGISTRATION: 'open', BCRYPT_COST: '10' };

let server: TestServer;
let owner: Person;
beforeAll(async () => {
  server = await startTestServer({ env });
});
afterAll(() => server?.stop());
beforeEach(async () => {
  owner = await registerOwner(server.url);
});

const change = (person: Person, body: object) => person.send('PATCH', '/v1/auth/me', body);
const codeOf = ({ status, body }: Answer) => [status, body.code];

describe("one's own name", () => {
  it('is changed by everyone, a viewer too, and written down without the name', async () => {
    const viewer = await addPerson(server.url, owner, 'viewer');
    const answer = await change(viewer, { name: ' Vera  Viewer ' });
    expect([answer.status, answer.body]).toMatchObject([200, { id: viewer.id, name: 'Vera  Viewer', email: viewer.email, role: 'viewer' }]);
    expect((await viewer.send('GET', '/v1/auth/me')).body).toMatchObject({ user: { name: 'Vera  Viewer' } });
    const { data } = (await owner.send('GET', `/v1/audit-logs?target=${viewer.id}&action=users.update`)).body as { data: object[] };
    expect(data).toMatchObject([{ actor: { id: viewer.id }, changes: { name: {} } }]);
  });

  it('is nothing that an API key has', async () => {
    const { key } = (await owner.send('POST', '/v1/api-keys', { name: 'Program' })).body;
    const answer = await stranger(server.url).send('PATCH', '/v1/auth/me', { name: 'Robot' }, { 'X-Api-Key': String(key) });
    expect(codeOf(answer)).toEqual([403, 'auth.people_only']);
  });
});

describe("one's own e-mail address", () => {
  it('changes with the password only, and is the one to sign in with from then on', async () => {
    const email = `new-${owner.id}@example.com`;
    expect(codeOf(await change(owner, { email }))).toEqual([422, 'auth.password_required']);
    const wrong = await change(owner, { email, currentPassword: 'Wrong-1234' });
    expect([codeOf(wrong), wrong.body['errors']]).toMatchObject([[422, 'auth.wrong_password'], [{ path: 'currentPassword' }]]);
    expect((await owner.send('GET', '/v1/auth/me')).body).toMatchObject({ user: { email: owner.email } });
    expect(await change(owner, { email: email.toUpperCase(), currentPassword: PASSWORD })).toMatchObject({ status: 200, body: { email } });
    await signIn(server.url, email);
    await expect(signIn(server.url, owner.email)).rejects.toThrow('401');
  });

  it('asks for nothing while it stays the same', async () => {
    expect((await change(owner, { name: 'Olga', email: owner.email })).status).toBe(200);
  });

  it('is not one that somebody has', async () => {
    const other = await registerOwner(server.url);
    expect(codeOf(await change(owner, { email: other.email, currentPassword: PASSWORD }))).toEqual([409, 'users.email_taken']);
  });

  it('cannot be changed in the list of users, by the person or by a key of theirs', async () => {
    const { key } = (await owner.send('POST', '/v1/api-keys', { name: 'Program' })).body;
    const path = `/v1/users/${owner.id}`;
    const email = `thief-${owner.id}@example.com`;
    expect(codeOf(await owner.send('PATCH', path, { email }))).toEqual([403, 'users.self_email']);
    const byKey = await stranger(server.url).send('PATCH', path, { email }, { 'X-Api-Key': String(key) });
    expect(codeOf(byKey)).toEqual([403, 'users.self_email']);
    expect((await owner.send('PATCH', path, { name: 'Olga', email: owner.email })).status).toBe(200);
  });

  it('lets the password be guessed no faster than a sign-in does', async () => {
    const slow = await startTestServer({ env: { ...env, LIMIT_LOGIN_PER_MINUTE: '3' } });
    try {
      const victim = await registerOwner(slow.url);
      const guess = () => change(victim, { email: 'thief@example.com', currentPassword: 'Wrong-1234' });
      const answers = [await guess(), await guess(), await guess(), await victim.send('POST', '/v1/auth/totp', { password: PASSWORD })];
      expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 429]);
      expect(answers[3]?.headers.get('retry-after')).toMatch(/^\d+$/);
    } finally {
      await slow.stop();
    }
  });
});
