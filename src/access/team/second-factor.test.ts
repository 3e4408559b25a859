import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { addPerson, registerOwner, signIn } from '../../platform/testing/people.ts';
import type { Person } from '../../platform/testing/people.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';

let server: TestServer;
let owner: Person;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
});
afterAll(() => server?.stop());
beforeEach(async () => {
  owner = await registerOwner(server.url);
});

const add = (role: 'admin' | 'manager' | 'agent') => addPerson(server.url, owner, role);

async function enrol(person: Person): Promise<void> {
  const { secret } = (await person.send('POST', '/v1/auth/totp', { password: person.password })).body as { secret: string };
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  expect((await person.send('POST', '/v1/auth/totp/confirm', { code })).status).toBe(200);
}

describe('taking a lost second factor away', () => {
  const take = (by: Person, { id }: Person) => by.send('DELETE', `/v1/users/${id}/totp`);

  it('lets the person in with the password alone, ends every sign-in, and is written down', async () => {
    const agent = await add('agent');
    await enrol(agent);
    await expect(signIn(server.url, agent.email)).rejects.toThrow('auth.totp_required');
    expect((await take(owner, agent)).status).toBe(204);
    expect((await agent.send('GET', '/v1/auth/me')).status).toBe(401);
    const again = await signIn(server.url, agent.email);
    expect((await again.send('GET', '/v1/auth/me')).body).toMatchObject({ user: { totpEnabled: false } });
    const { data } = (await owner.send('GET', '/v1/audit-logs?action=users.remove_totp')).body as { data: object[] };
    expect(data[0]).toMatchObject({
      actor: { id: owner.id },
      target: { id: agent.id },
      changes: { totp: { from: 'enabled', to: 'disabled' } },
    });
    const none = await take(owner, agent);
    expect([none.status, none.body.code]).toEqual([409, 'users.totp_not_enabled']);
  });

  it('follows the rules of removal: only from above, and nobody for themself', async () => {
    const [admin, other, manager] = [await add('admin'), await add('admin'), await add('manager')];
    for (const person of [owner, other]) await enrol(person);
    const refusals = [await take(admin, other), await take(admin, owner), await take(owner, owner), await take(manager, admin)];
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'users.admin_protected'],
      [403, 'users.owner_protected'],
      [403, 'users.self_totp'],
      [403, 'auth.forbidden'],
    ]);
    expect((await take(owner, other)).status).toBe(204);
  });
});
