import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tx } from '../../platform/db/db.ts';
import { addPerson, registerOwner, signIn, statuses, stranger } from '../../platform/testing/people.ts';
import type { Person } from '../../platform/testing/people.ts';
import { race } from '../../platform/testing/race.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';

const PASSWORD = 'Zq7!unusual-Wing';
const proof = { password: PASSWORD };

let server: TestServer;
let owner: Person;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
});
afterAll(() => server?.stop());
beforeEach(async () => {
  owner = await registerOwner(server.url);
});

const add = (role: 'admin' | 'manager' | 'agent' | 'viewer', by = owner) => addPerson(server.url, by, role);
const audited = async (action: string) =>
  server.db.asSystem('test', (tx) =>
    tx.query<{ actorName: string; targetId: string; changes: object }>(
      'select actor_name, target_id, changes from audit_logs where action = $1 order by id desc limit 1',
      [action],
    ),
  );

describe('the list of users', () => {
  it('shows the newest first, page by page, and the removed apart', async () => {
    const [first, second] = [await add('agent'), await add('viewer')];
    const page = await owner.send('GET', '/v1/users?limit=2');
    expect(page.body).toMatchObject({ data: [{ id: second.id }, { id: first.id }], nextCursor: expect.any(String) });
    const rest = await owner.send('GET', `/v1/users?limit=2&cursor=${String(page.body['nextCursor'])}`);
    expect(rest.body).toMatchObject({ data: [{ id: owner.id, isOwner: true }], nextCursor: null });
    await owner.send('DELETE', `/v1/users/${first.id}`);
    const removed = await owner.send('GET', '/v1/users?deleted=true');
    expect(removed.body).toMatchObject({ data: [{ id: first.id, deletedAt: expect.any(String) }], nextCursor: null });
  });

  it('knows nobody of another organisation', async () => {
    const other = await registerOwner(server.url);
    const bodies: Record<string, object> = { PATCH: { name: 'X' }, '/transfer-ownership': proof };
    for (const [method, path] of [
      ['DELETE', '/totp'],
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/restore'],
      ['POST', '/reset-password'],
      ['POST', '/transfer-ownership'],
    ] as const) {
      const answer = await owner.send(method, `/v1/users/${other.id}${path}`, bodies[path || method]);
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, 'users.not_found']);
    }
  });
});

describe('adding a user', () => {
  it('trims and lower-cases the address, lets them sign in, and records it without personal data', async () => {
    const body = { name: ' Bea ', email: ` Bea-${owner.id}@Example.COM `, role: 'agent', password: PASSWORD };
    const answer = await owner.send('POST', '/v1/users', body);
    expect([answer.status, answer.body]).toMatchObject([201, { name: 'Bea', email: `bea-${owner.id}@example.com`, role: 'agent' }]);
    await signIn(server.url, `BEA-${owner.id}@example.com`);
    const [log] = await audited('users.create');
    expect(log).toEqual({ actorName: 'Olga Owner', targetId: answer.body['id'], changes: { name: {}, email: {}, role: { to: 'agent' } } });
  });

  it('refuses an address that has a user, in whichever organisation and however written', async () => {
    const other = await registerOwner(server.url);
    for (const password of [PASSWORD, undefined]) {
      const answer = await owner.send('POST', '/v1/users', { name: 'X', email: other.email.toUpperCase(), role: 'agent', password });
      expect([answer.status, answer.body.code]).toEqual([409, 'users.email_taken']);
    }
  });

  it('says what a weak password lacks', async () => {
    const answer = await owner.send('POST', '/v1/users', { name: 'X', email: 'weak@example.com', role: 'agent', password: 'short' });
    expect([answer.status, answer.body.code]).toEqual([422, 'auth.weak_password']);
    expect(answer.body['errors']).toContainEqual({ path: 'password', message: 'must contain a digit' });
  });

  it('gives no role above the own, and needs the permission', async () => {
    const [manager, agent] = [await add('manager'), await add('agent')];
    const above = await manager.send('POST', '/v1/users', { name: 'X', email: 'above@example.com', role: 'admin', password: PASSWORD });
    expect([above.status, above.body.code]).toEqual([403, 'users.role_above_own']);
    const peer = await manager.send('POST', '/v1/users', {
      name: 'X',
      email: `peer-${owner.id}@example.com`,
      role: 'manager',
      password: PASSWORD,
    });
    expect(peer.status).toBe(201);
    const without = await agent.send('POST', '/v1/users', { name: 'X', email: 'no@example.com', role: 'viewer', password: PASSWORD });
    expect([without.status, without.body.code]).toEqual([403, 'auth.forbidden']);
  });

  it('makes an invitation instead when there is no password', async () => {
    const answer = await owner.send('POST', '/v1/users', { name: 'Carl', email: `carl-${owner.id}@example.com`, role: 'agent' });
    expect([answer.status, answer.body]).toMatchObject([
      201,
      { name: 'Carl', role: 'agent', invitation: { link: expect.stringMatching(/\/invitation#[\w-]{43}$/) } },
    ]);
    const { id, invitation } = answer.body as { id: string; invitation: { id: string; link: string } };
    expect(id).toBe(invitation.id);
    expect((await owner.send('GET', '/v1/users')).body['data']).toHaveLength(1);
    expect((await owner.send('GET', '/v1/invitations')).body).toMatchObject({ data: [{ name: 'Carl', status: 'pending' }] });
    const token = invitation.link.split('#')[1];
    await stranger(server.url).send('POST', '/v1/auth/accept', { token, name: 'Carl', password: PASSWORD });
    expect((await owner.send('GET', `/v1/users/${id}`)).body).toMatchObject({ id, name: 'Carl' });
  });

  it('adds one user for two requests with one Idempotency-Key', async () => {
    const body = { name: 'Dan', email: `dan-${owner.id}@example.com`, role: 'agent' };
    const first = await owner.send('POST', '/v1/users', body, { 'Idempotency-Key': 'dan' });
    const again = await owner.send('POST', '/v1/users', body, { 'Idempotency-Key': 'dan' });
    expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([201, 'true', first.body]);
  });
});

describe('changing a user', () => {
  it('changes name, e-mail and role, and records the role only', async () => {
    const agent = await add('agent');
    const answer = await owner.send('PATCH', `/v1/users/${agent.id}`, { name: 'New', email: `NEW-${agent.id}@x.example`, role: 'manager' });
    expect(answer.body).toMatchObject({ name: 'New', email: `new-${agent.id}@x.example`, role: 'manager' });
    expect((await audited('users.update'))[0]?.changes).toEqual({ name: {}, email: {}, role: { from: 'agent', to: 'manager' } });
  });

  it('refuses an address that is taken', async () => {
    const agent = await add('agent');
    const answer = await owner.send('PATCH', `/v1/users/${agent.id}`, { email: owner.email });
    expect([answer.status, answer.body.code]).toEqual([409, 'users.email_taken']);
  });

  it('lets only the owner change an admin', async () => {
    const [one, other] = [await add('admin'), await add('admin')];
    for (const change of [{ role: 'agent' }, { email: 'taken-over@example.com' }, { name: 'X' }]) {
      const answer = await one.send('PATCH', `/v1/users/${other.id}`, change);
      expect([answer.status, answer.body.code]).toEqual([403, 'users.admin_protected']);
    }
    expect((await owner.send('PATCH', `/v1/users/${other.id}`, { role: 'agent' })).status).toBe(200);
  });

  it('never demotes the owner, who may still change their own name', async () => {
    const admin = await add('admin');
    for (const by of [admin, owner]) {
      const answer = await by.send('PATCH', `/v1/users/${owner.id}`, { role: 'agent' });
      expect([answer.status, answer.body.code]).toEqual([403, 'users.owner_protected']);
    }
    expect((await owner.send('PATCH', `/v1/users/${owner.id}`, { name: 'Olga II' })).body).toMatchObject({ name: 'Olga II' });
  });

  it('counts on the very next request of the one who was demoted', async () => {
    const admin = await add('admin');
    await owner.send('PATCH', `/v1/users/${admin.id}`, { role: 'viewer' });
    expect((await admin.send('DELETE', `/v1/users/${owner.id}`)).status).toBe(403);
    expect((await admin.send('GET', '/v1/users')).status).toBe(200);
  });

  it('keeps a manager who was given users.manage below other managers and their own role', async () => {
    await owner.send('PUT', '/v1/roles/manager', { permissions: { 'users.manage': true } });
    const [manager, peer, agent] = [await add('manager'), await add('manager'), await add('agent')];
    const onPeer = await manager.send('PATCH', `/v1/users/${peer.id}`, { role: 'agent' });
    expect([onPeer.status, onPeer.body.code]).toEqual([403, 'users.peer_protected']);
    const tooHigh = await manager.send('PATCH', `/v1/users/${agent.id}`, { role: 'admin' });
    expect([tooHigh.status, tooHigh.body.code]).toEqual([403, 'users.role_above_own']);
    const own = await manager.send('PATCH', `/v1/users/${manager.id}`, { role: 'admin' });
    expect([own.status, own.body.code]).toEqual([403, 'users.role_above_own']);
    expect((await manager.send('PATCH', `/v1/users/${agent.id}`, { role: 'viewer' })).status).toBe(200);
  });
});

const refused = async (by: Person, target: Person) => {
  const { status, body } = await by.send('DELETE', `/v1/users/${target.id}`);
  return [status, body.code];
};

describe('removing a user', () => {
  it('ends their sign-ins and API keys at once, frees the address and keeps their name', async () => {
    const agent = await add('agent');
    await server.db.asSystem('test', (tx) =>
      tx.execute(
        `insert into api_keys (id, organization_id, key_id, name, secret_hash, created_by)
         select gen_random_uuid(), organization_id, gen_random_uuid()::text, 'key', 'hash', id from users where id = $1`,
        [agent.id],
      ),
    );
    expect((await owner.send('DELETE', `/v1/users/${agent.id}`)).status).toBe(204);
    expect((await agent.send('GET', '/v1/auth/me')).status).toBe(401);
    const open = await server.db.asSystem('test', (tx) =>
      tx.one(
        'select (select count(*) from logins where user_id = $1 and ended_at is null) as logins, (select count(*) from api_keys where created_by = $1 and revoked_at is null) as keys',
        [agent.id],
      ),
    );
    expect(open).toEqual({ logins: 0, keys: 0 });
    expect((await owner.send('GET', `/v1/users/${agent.id}`)).status).toBe(404);
    expect((await owner.send('DELETE', `/v1/users/${agent.id}`)).status).toBe(404);
    const again = await owner.send('POST', '/v1/users', { name: 'Again', email: agent.email, role: 'agent', password: PASSWORD });
    expect(again.status).toBe(201);
    expect((await owner.send('GET', '/v1/users?deleted=true')).body).toMatchObject({ data: [{ id: agent.id, name: 'agent person' }] });
    expect((await audited('users.delete'))[0]).toMatchObject({ targetId: agent.id, changes: { state: { from: 'active', to: 'deleted' } } });
  });

  it('lets nobody remove themself, nobody the owner, and only the owner an admin', async () => {
    const [one, other] = [await add('admin'), await add('admin')];
    expect(await refused(one, one)).toEqual([403, 'users.self_delete']);
    expect(await refused(owner, owner)).toEqual([403, 'users.self_delete']);
    expect(await refused(one, owner)).toEqual([403, 'users.owner_protected']);
    expect(await refused(one, other)).toEqual([403, 'users.admin_protected']);
    expect((await owner.send('DELETE', `/v1/users/${other.id}`)).status).toBe(204);
  });

  it('takes back the invitations that the user had made', async () => {
    const admin = await add('admin');
    const invited = await admin.send('POST', '/v1/invitations', { email: `back-door-${owner.id}@example.com`, role: 'admin' });
    await owner.send('DELETE', `/v1/users/${admin.id}`);
    const token = String(invited.body['link']).split('#')[1];
    expect((await stranger(server.url).send('POST', '/v1/auth/invitation', { token })).status).toBe(410);
  });
});

const deletedDaysAgo = (id: string, days: number) =>
  server.db.asSystem('test', (tx) =>
    tx.execute('update users set deleted_at = now() - make_interval(days => $2) where id = $1', [id, days]),
  );

describe('bringing a user back', () => {
  it('works for 30 days, with the role they had', async () => {
    const agent = await add('agent');
    await owner.send('DELETE', `/v1/users/${agent.id}`);
    await deletedDaysAgo(agent.id, 29);
    const answer = await owner.send('POST', `/v1/users/${agent.id}/restore`);
    expect([answer.status, answer.body]).toMatchObject([200, { id: agent.id, role: 'agent', deletedAt: null }]);
    expect((await agent.send('GET', '/v1/auth/me')).status).toBe(401);
    await signIn(server.url, agent.email);
    const again = await owner.send('POST', `/v1/users/${agent.id}/restore`);
    expect([again.status, again.body.code]).toEqual([409, 'users.not_deleted']);
  });

  it('is refused after 30 days', async () => {
    const agent = await add('agent');
    await owner.send('DELETE', `/v1/users/${agent.id}`);
    await deletedDaysAgo(agent.id, 31);
    const answer = await owner.send('POST', `/v1/users/${agent.id}/restore`);
    expect([answer.status, answer.body.code]).toEqual([410, 'users.restore_expired']);
  });

  it('is refused while somebody else has the address', async () => {
    const agent = await add('agent');
    await owner.send('DELETE', `/v1/users/${agent.id}`);
    await owner.send('POST', '/v1/users', { name: 'Heir', email: agent.email, role: 'agent', password: PASSWORD });
    const answer = await owner.send('POST', `/v1/users/${agent.id}/restore`);
    expect([answer.status, answer.body.code]).toEqual([409, 'users.email_taken']);
  });

  it('of an admin is the owner’s alone', async () => {
    const [one, other] = [await add('admin'), await add('admin')];
    await owner.send('DELETE', `/v1/users/${other.id}`);
    const answer = await one.send('POST', `/v1/users/${other.id}/restore`);
    expect([answer.status, answer.body.code]).toEqual([403, 'users.admin_protected']);
  });
});

describe('handing the ownership over', () => {
  it('needs the password once more', async () => {
    const agent = await add('agent');
    const give = (body?: object) => owner.send('POST', `/v1/users/${agent.id}/transfer-ownership`, body);
    const refusals = [await give(), await give({ password: 'Wrong-1234' })];
    expect(refusals.map(({ status, body }) => [status, body.code, body['detail']])).toEqual([
      [422, 'auth.password_required', 'This needs your current password.'],
      [422, 'auth.wrong_password', 'This is not your password.'],
    ]);
  });

  it('makes the other the owner and an admin, and leaves an admin behind', async () => {
    const agent = await add('agent');
    const answer = await owner.send('POST', `/v1/users/${agent.id}/transfer-ownership`, proof);
    expect([answer.status, answer.body]).toMatchObject([200, { id: agent.id, role: 'admin', isOwner: true }]);
    expect((await agent.send('GET', `/v1/users/${owner.id}`)).body).toMatchObject({ role: 'admin', isOwner: false });
    expect((await agent.send('DELETE', `/v1/users/${owner.id}`)).status).toBe(204);
    expect((await audited('ownership.transfer'))[0]?.changes).toEqual({
      owner: { from: owner.id, to: agent.id },
      role: { from: 'agent', to: 'admin' },
    });
  });

  it('is the owner’s alone, and not to themself', async () => {
    const admin = await add('admin');
    const byAdmin = await admin.send('POST', `/v1/users/${admin.id}/transfer-ownership`, proof);
    expect([byAdmin.status, byAdmin.body.code]).toEqual([403, 'users.owner_only']);
    const toSelf = await owner.send('POST', `/v1/users/${owner.id}/transfer-ownership`, proof);
    expect([toSelf.status, toSelf.body.code]).toEqual([409, 'users.already_owner']);
  });
});

const owners = async (): Promise<number> => {
  const { body } = await owner.send('GET', '/v1/users');
  return (body['data'] as { isOwner: boolean }[]).filter(({ isOwner }) => isOwner).length;
};

const held =
  (...ids: string[]) =>
  (tx: Tx) =>
    tx.query('select from users where id = any($1) order by id for update', [ids]);

describe('two at once', () => {
  it('hand the ownership to one person only', async () => {
    const [one, other] = [await add('agent'), await add('agent')];
    const give = ({ id }: Person) => owner.send('POST', `/v1/users/${id}/transfer-ownership`, proof);
    const answers = await race({ db: server.db, lock: held(owner.id), start: () => [give(one), give(other)], waiting: 2 });
    expect(statuses(answers)).toEqual([200, 403]);
    expect(await owners()).toBe(1);
  });

  it('never remove somebody who is made an admin in the same moment', async () => {
    const [admin, agent] = [await add('admin'), await add('agent')];
    const answers = await race({
      db: server.db,
      lock: held(agent.id),
      start: () => [owner.send('PATCH', `/v1/users/${agent.id}`, { role: 'admin' }), admin.send('DELETE', `/v1/users/${agent.id}`)],
      waiting: 2,
    });
    expect([
      [200, 403],
      [404, 204],
    ]).toContainEqual(answers.map(({ status }) => status));
  });

  it('do nothing with a role that was taken away while they waited', async () => {
    const [admin, agent] = [await add('admin'), await add('agent')];
    const answers = await race({
      db: server.db,
      lock: (tx) => tx.execute(`update users set role = 'manager' where id = $1`, [admin.id]),
      start: () => [
        admin.send('DELETE', `/v1/users/${agent.id}`),
        admin.send('POST', '/v1/invitations', { email: `late-${admin.id}@example.com`, role: 'agent' }),
        admin.send('PUT', '/v1/roles/agent', { permissions: { 'users.delete': true } }),
      ],
      waiting: 3,
    });
    for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'auth.role_changed']);
  });

  it('who remove each other leave one of them', async () => {
    await owner.send('PUT', '/v1/roles/manager', { permissions: { 'users.delete': true } });
    const [manager, admin] = [await add('manager'), await add('admin')];
    const answers = await race({
      db: server.db,
      lock: held(manager.id, admin.id),
      start: () => [manager.send('DELETE', `/v1/users/${admin.id}`), admin.send('DELETE', `/v1/users/${manager.id}`)],
      waiting: 2,
    });
    expect(answers.map(({ status }) => status)).toEqual([403, 204]);
  });

  it('add an address once', async () => {
    const body = { name: 'Twin', email: `twin-${owner.id}@example.com`, role: 'agent', password: PASSWORD };
    const answers = await race({
      db: server.db,
      lock: held(owner.id),
      start: () => [1, 2, 3].map(() => owner.send('POST', '/v1/users', body)),
      waiting: 3,
    });
    expect(statuses(answers)).toEqual([201, 409, 409]);
  });
});
