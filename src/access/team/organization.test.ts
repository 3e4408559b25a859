import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addPerson, registerOwner } from '../../platform/testing/people.ts';
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
  owner = await registerOwner(server.url, 'Acme');
});

const lastAudit = (action: string) =>
  server.db.asSystem('test', (tx) =>
    tx.maybe<{ targetId: string; changes: object }>(
      `select target_id, changes from audit_logs where action = $1 and actor_id = $2 order by id desc limit 1`,
      [action, owner.id],
    ),
  );

describe('the organisation', () => {
  it('shows itself to everyone in it', async () => {
    const viewer = await addPerson(server.url, owner, 'viewer');
    const { body } = await viewer.send('GET', '/v1/organization');
    expect((await viewer.send('GET', '/v1/auth/me')).body['organization']).toEqual(body);
    expect(body).toEqual({
      id: expect.any(String),
      name: 'Acme',
      timezone: 'UTC',
      plan: 'free',
      settings: { requireTotp: false, eventRetentionDays: null },
      createdAt: expect.any(String),
    });
    expect((await viewer.send('PATCH', '/v1/organization', { name: 'X' })).status).toBe(403);
  });

  it('changes what is sent, keeps the rest, and records both values of all but the name', async () => {
    await owner.send('PATCH', '/v1/organization', { name: 'Acme II' });
    const answer = await owner.send('PATCH', '/v1/organization', { name: 'Acme III', timezone: 'America/New_York' });
    expect(answer.body).toMatchObject({ name: 'Acme III', timezone: 'America/New_York', settings: { requireTotp: false } });
    expect((await lastAudit('organization.update'))?.changes).toEqual({ name: {}, timezone: { from: 'UTC', to: 'America/New_York' } });
  });

  it('has the second factor required of everyone, recorded with both values', async () => {
    const answer = await owner.send('PATCH', '/v1/organization', { settings: { requireTotp: true } });
    expect(answer.body).toMatchObject({ settings: { requireTotp: true } });
    expect((await lastAudit('organization.update'))?.changes).toEqual({ requireTotp: { from: false, to: true } });
  });

  it('records nothing when nothing changes', async () => {
    expect((await owner.send('PATCH', '/v1/organization', { name: 'Acme' })).status).toBe(200);
    expect(await lastAudit('organization.update')).toBeNull();
  });

  it.each([
    [{ plan: 'enterprise' }, 'plan', 'The operator of this server sets the plan.'],
    [{ timezone: 'Mars/Olympus' }, 'timezone', expect.stringContaining('IANA')],
    [{ settings: { nonsense: true } }, 'settings.nonsense', 'There is no such field.'],
    [{ settings: { requireTotp: 'yes' } }, 'settings.requireTotp', expect.any(String)],
    [{ name: '  ' }, 'name', expect.any(String)],
    [{ name: 'a\u0000b' }, 'name', expect.stringContaining('NUL')],
  ])('refuses %j', async (body, path, message) => {
    const answer = await owner.send('PATCH', '/v1/organization', body);
    expect([answer.status, answer.body['errors']]).toEqual([422, [{ path, message }]]);
  });
});

const permissions = async (by: Person, role: string) => {
  const { body } = await by.send('GET', '/v1/roles');
  const roles = body['data'] as { role: string; fixed: boolean; permissions: Record<string, { granted: boolean; default: boolean }> }[];
  return roles.find((each) => each.role === role)?.permissions ?? {};
};

describe('the roles', () => {
  it('are shown as a matrix with what is default and what was changed', async () => {
    const { status, body } = await owner.send('PUT', '/v1/roles/agent', { permissions: { 'users.invite': true, 'users.read': false } });
    expect([status, body]).toMatchObject([200, { role: 'agent', fixed: false }]);
    expect(await permissions(owner, 'agent')).toMatchObject({
      'users.invite': { granted: true, default: false },
      'users.read': { granted: false, default: true },
      'organization.read': { granted: true, default: true },
    });
    expect((await lastAudit('roles.update'))?.changes).toEqual({
      'users.invite': { from: false, to: true },
      'users.read': { from: true, to: false },
    });
  });

  it('count on the very next request', async () => {
    const agent = await addPerson(server.url, owner, 'agent');
    const body = { email: `new-${owner.id}@example.com`, role: 'viewer' };
    expect((await agent.send('POST', '/v1/invitations', body)).status).toBe(403);
    await owner.send('PUT', '/v1/roles/agent', { permissions: { 'users.invite': true, 'users.read': false } });
    expect((await agent.send('POST', '/v1/invitations', body)).status).toBe(201);
    expect((await agent.send('GET', '/v1/users')).status).toBe(403);
  });

  it('go back to the default without leaving a trace in the table', async () => {
    await owner.send('PUT', '/v1/roles/viewer', { permissions: { 'users.read': false } });
    await owner.send('PUT', '/v1/roles/viewer', { permissions: { 'users.read': true } });
    expect((await permissions(owner, 'viewer'))['users.read']).toEqual({ granted: true, default: true });
    const rows = await server.db.asSystem('test', (tx) =>
      tx.query('select from role_permissions where organization_id = (select organization_id from users where id = $1)', [owner.id]),
    );
    expect(rows).toHaveLength(0);
  });

  it('leave the admin’s as they are', async () => {
    const answer = await owner.send('PUT', '/v1/roles/admin', { permissions: { 'users.read': false } });
    expect([answer.status, answer.body.code]).toEqual([403, 'roles.fixed']);
  });

  it('know their names', async () => {
    expect((await owner.send('PUT', '/v1/roles/king', { permissions: {} })).status).toBe(404);
    const answer = await owner.send('PUT', '/v1/roles/agent', { permissions: { 'users.fly': true } });
    expect([answer.status, answer.body['errors']]).toEqual([
      422,
      [{ path: 'permissions.users.fly', message: 'There is no such permission.' }],
    ]);
  });

  it('are never given beyond what the caller has, and never to the caller’s own role', async () => {
    await owner.send('PUT', '/v1/roles/manager', { permissions: { 'roles.manage': true } });
    const manager = await addPerson(server.url, owner, 'manager');
    for (const [role, permission] of [
      ['agent', 'users.delete'],
      ['manager', 'users.delete'],
      ['manager', 'users.invite'],
    ]) {
      const answer = await manager.send('PUT', `/v1/roles/${role}`, { permissions: { [permission as string]: true } });
      expect([role, permission, answer.status, answer.body.code]).toEqual([role, permission, 403, 'roles.beyond_own']);
    }
    expect((await manager.send('PUT', '/v1/roles/agent', { permissions: { 'users.invite': true } })).status).toBe(200);
    expect((await manager.send('PUT', '/v1/roles/admin', { permissions: {} })).status).toBe(403);
  });
});
