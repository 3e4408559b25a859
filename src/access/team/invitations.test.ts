import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addPerson, registerOwner, signIn, statuses, stranger } from '../../platform/testing/people.ts';
import type { Person } from '../../platform/testing/people.ts';
import { race } from '../../platform/testing/race.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';

const PASSWORD = 'Zq7!unusual-Wing';

let server: TestServer;
let owner: Person;
let nobody: Person;
let address: string;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10', PUBLIC_URL: 'https://wax.example' } });
  nobody = stranger(server.url);
});
afterAll(() => server?.stop());
beforeEach(async () => {
  owner = await registerOwner(server.url, 'Acme');
  address = `invited-${owner.id}@example.com`;
});

const invite = (by = owner, role = 'agent', email = address) => by.send('POST', '/v1/invitations', { email, role, name: 'Ines' });
const tokenOf = ({ body }: { body: Record<string, unknown> }) => String(body['link']).split('#')[1] ?? '';
const accept = (token: string) => nobody.send('POST', '/v1/auth/accept', { token, name: 'Ines', password: PASSWORD });
const preview = (token: string) => nobody.send('POST', '/v1/auth/invitation', { token });
const expire = (id: unknown) =>
  server.db.asSystem('test', (tx) => tx.execute(`update invitations set expires_at = now() - interval '1 second' where id = $1`, [id]));
const dead = [410, 'auth.invitation_expired'];

describe('an invitation', () => {
  it('gives its link once, with the token where no log sees it, for seven days', async () => {
    const answer = await invite();
    expect([answer.status, answer.body]).toMatchObject([
      201,
      { email: address, name: 'Ines', role: 'agent', status: 'pending', invitedBy: { id: owner.id, name: 'Olga Owner' } },
    ]);
    expect(answer.body['link']).toMatch(/^https:\/\/wax\.example\/invitation#[\w-]{43}$/);
    const days = (Date.parse(String(answer.body['expiresAt'])) - Date.parse(String(answer.body['createdAt']))) / 86_400_000;
    expect(days).toBeCloseTo(7, 3);
    const list = await owner.send('GET', '/v1/invitations');
    expect(list.body).toMatchObject({ data: [{ id: answer.body['id'], status: 'pending' }], nextCursor: null });
    expect(JSON.stringify(list.body)).not.toContain(tokenOf(answer));
    const stored = await server.db.asSystem('test', (tx) => tx.query(`select encode(token_hash, 'hex') as hash from invitations`));
    expect(JSON.stringify(stored)).not.toContain(tokenOf(answer));
  });

  it('tells whoever holds its link where it leads, and lets them in', async () => {
    const token = tokenOf(await invite());
    expect((await preview(token)).body).toEqual({ organizationName: 'Acme', email: address, name: 'Ines', role: 'agent' });
    const joined = await accept(token);
    expect([joined.status, joined.body]).toMatchObject([
      201,
      { accessToken: expect.any(String), user: { email: address, role: 'agent', isOwner: false } },
    ]);
    expect(joined.headers.get('set-cookie')).toContain('waxwing_refresh=');
    const ines = await signIn(server.url, address);
    expect((await ines.send('GET', '/v1/organization')).body).toMatchObject({ name: 'Acme' });
    expect((await owner.send('GET', '/v1/invitations')).body).toMatchObject({ data: [{ status: 'accepted' }] });
  });

  it('lets in one person, even when two follow the link at once', async () => {
    const token = tokenOf(await invite());
    const answers = await race({
      db: server.db,
      lock: (tx) => tx.query('select from invitations where email = $1 for update', [address]),
      start: () => [accept(token), accept(token)],
      waiting: 2,
    });
    expect(statuses(answers)).toEqual([201, 410]);
    const late = await accept(token);
    expect([late.status, late.body.code]).toEqual(dead);
  });

  it('says the same of a link that is used, revoked, expired or made up', async () => {
    const revoked = await invite();
    await owner.send('DELETE', `/v1/invitations/${String(revoked.body['id'])}`);
    const expired = await invite();
    await expire(expired.body['id']);
    for (const token of [tokenOf(revoked), tokenOf(expired), 'x', 'a'.repeat(200), '\u0000', "' or 1=1"]) {
      for (const answer of [await preview(token), await accept(token)]) expect([answer.status, answer.body.code]).toEqual(dead);
    }
  });

  it('says what a weak password lacks and stays good', async () => {
    const token = tokenOf(await invite());
    const weak = await nobody.send('POST', '/v1/auth/accept', { token, name: 'Ines', password: 'Password1!' });
    expect([weak.status, weak.body.code]).toEqual([422, 'auth.weak_password']);
    expect((await accept(token)).status).toBe(201);
  });
});

describe('inviting', () => {
  it('refuses an address that has a user, in whichever organisation', async () => {
    const other = await registerOwner(server.url);
    const answer = await invite(owner, 'agent', other.email.toUpperCase());
    expect([answer.status, answer.body.code]).toEqual([409, 'users.email_taken']);
  });

  it('refuses the link when the address got a user meanwhile', async () => {
    const other = await registerOwner(server.url);
    const token = tokenOf(await invite());
    await other.send('POST', '/v1/users', { name: 'X', email: address, role: 'agent', password: PASSWORD });
    const answer = await accept(token);
    expect([answer.status, answer.body.code]).toEqual([409, 'users.email_taken']);
  });

  it('makes one open invitation for each address, and another one when the first has expired', async () => {
    const answers = await Promise.all([invite(), invite()]);
    expect(statuses(answers)).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('invitations.already_open');
    await expire(answers.find(({ status }) => status === 201)?.body['id']);
    expect((await invite()).status).toBe(201);
    expect((await owner.send('GET', '/v1/invitations')).body).toMatchObject({ data: [{ status: 'pending' }, { status: 'expired' }] });
    expect((await owner.send('GET', '/v1/invitations?status=expired')).body['data']).toHaveLength(1);
  });

  it('gives no role above the own, in whichever way', async () => {
    const manager = await addPerson(server.url, owner, 'manager');
    const toAdmin = await invite(owner, 'admin');
    const path = `/v1/invitations/${String(toAdmin.body['id'])}`;
    for (const answer of [
      await invite(manager, 'admin', `x-${address}`),
      await manager.send('POST', `${path}/resend`),
      await manager.send('DELETE', path),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'users.role_above_own']);
    }
    expect((await invite(manager, 'manager', `y-${address}`)).status).toBe(201);
  });

  it('ends what somebody had invited to a role that they were demoted below', async () => {
    const admin = await addPerson(server.url, owner, 'admin');
    const [above, below] = [await invite(admin, 'admin'), await invite(admin, 'agent', `low-${address}`)];
    await owner.send('PATCH', `/v1/users/${admin.id}`, { role: 'manager' });
    expect((await preview(tokenOf(above))).status).toBe(410);
    expect((await preview(tokenOf(below))).status).toBe(200);
  });

  it('sends it again with a new link and seven new days, after which the old link is dead', async () => {
    const first = await invite();
    await expire(first.body['id']);
    const again = await owner.send('POST', `/v1/invitations/${String(first.body['id'])}/resend`);
    expect([again.status, again.body]).toMatchObject([200, { id: first.body['id'], status: 'pending' }]);
    expect((await preview(tokenOf(first))).status).toBe(410);
    expect((await preview(tokenOf(again))).status).toBe(200);
  });

  it('changes nothing about an invitation that is over', async () => {
    const accepted = await invite();
    await accept(tokenOf(accepted));
    const revoked = await invite(owner, 'agent', `r-${address}`);
    await owner.send('DELETE', `/v1/invitations/${String(revoked.body['id'])}`);
    for (const [id, code] of [
      [accepted.body['id'], 'invitations.accepted'],
      [revoked.body['id'], 'invitations.revoked'],
    ]) {
      for (const answer of [
        await owner.send('POST', `/v1/invitations/${String(id)}/resend`),
        await owner.send('DELETE', `/v1/invitations/${String(id)}`),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([409, code]);
      }
    }
  });

  it('needs the permission, and knows nothing of another organisation’s', async () => {
    const agent = await addPerson(server.url, owner, 'agent');
    const own = await invite();
    for (const answer of [await invite(agent), await agent.send('GET', '/v1/invitations')]) expect(answer.status).toBe(403);
    const other = await registerOwner(server.url);
    const path = `/v1/invitations/${String(own.body['id'])}`;
    for (const answer of [await other.send('DELETE', path), await other.send('POST', `${path}/resend`)]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'invitations.not_found']);
    }
  });

  it('is over when the address gets a password from an admin', async () => {
    const token = tokenOf(await invite());
    await owner.send('POST', '/v1/users', { name: 'Ines', email: address, role: 'agent', password: PASSWORD });
    expect((await preview(token)).status).toBe(410);
  });

  it('records who invited, revoked and joined, without addresses', async () => {
    const first = await invite();
    await owner.send('DELETE', `/v1/invitations/${String(first.body['id'])}`);
    await accept(tokenOf(await invite()));
    const logs = await server.db.asSystem('test', (tx) =>
      tx.query<{ action: string; actorName: string }>(
        `select action, actor_name, changes from audit_logs where organization_id = (select organization_id from users where id = $1)
           and action like 'invitations.%' order by id`,
        [owner.id],
      ),
    );
    expect(logs.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['invitations.create', 'Olga Owner'],
      ['invitations.revoke', 'Olga Owner'],
      ['invitations.create', 'Olga Owner'],
      ['invitations.accept', 'Ines'],
    ]);
    expect(JSON.stringify(logs)).not.toContain('@');
  });
});
