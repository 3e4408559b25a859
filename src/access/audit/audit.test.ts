import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { addPerson, registerOwner } from '../../platform/testing/people.ts';
import type { Person } from '../../platform/testing/people.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';

type Entry = { id: string; at: string; action: string } & Record<string, unknown>;

let server: TestServer;
let admin: Client;
let owner: Person;
let organizationId: string;

beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  admin = new Client({ connectionString: server.database.url });
  await admin.connect();
  owner = await registerOwner(server.url);
  const { rows } = await admin.query('select organization_id as id from users where id = $1', [owner.id]);
  organizationId = rows[0]?.id;
  // One action of each kind, a minute apart, at a time of their own.
  for (const [minute, action] of ['users.update', 'users.delete', 'roles.update'].entries()) {
    await admin.query(
      `insert into audit_logs (id, organization_id, at, actor_type, actor_id, actor_name, action, target_type, target_id, changes, request_id)
       values ($1, $2, $3, 'user', $4, $5, $6, $7, $8, '{"role": {"from": "agent", "to": "viewer"}}', 'req-1')`,
      [
        uuidv7(),
        organizationId,
        new Date(Date.UTC(2026, 0, 1, 0, minute)),
        owner.id,
        '=HYPERLINK("http://evil")',
        action,
        action.split('.')[0]?.slice(0, -1),
        action === 'roles.update' ? 'agent' : owner.id,
      ],
    );
  }
});
afterAll(async () => {
  await admin?.end();
  await server?.stop();
});

const list = async (query = '', by = owner) =>
  (await by.send('GET', `/v1/audit-logs${query}`)).body as unknown as { data: Entry[]; nextCursor: string | null };
const actions = async (query: string) => (await list(query)).data.map(({ action }) => action);

describe('the audit log', () => {
  it('shows who did what to what, newest first', async () => {
    const { data } = await list('?from=2026-01-01T00:00:00Z&to=2026-01-01T00:01:00Z');
    expect(data).toEqual([
      {
        id: expect.any(String),
        at: '2026-01-01T00:00:00.000Z',
        actor: { type: 'user', id: owner.id, name: '=HYPERLINK("http://evil")' },
        action: 'users.update',
        target: { type: 'user', id: owner.id },
        changes: { role: { from: 'agent', to: 'viewer' } },
        address: '',
        requestId: 'req-1',
      },
    ]);
    expect((await list()).data.map(({ action }) => action)).toEqual([
      'roles.update',
      'users.delete',
      'users.update',
      'organization.create',
    ]);
  });

  it.each([
    ['action=users.delete', ['users.delete']],
    ['action=users.*', ['users.delete', 'users.update']],
    ['action=user.*', []],
    ['target=role', ['roles.update']],
    ['target=role:agent', ['roles.update']],
    ['target=role:viewer', []],
    ['actor=system', []],
    ['actor=user&action=roles.*', ['roles.update']],
    ['from=2026-01-01T00:01:00Z&to=2026-01-01T00:02:00Z', ['users.delete']],
    ['from=2026-01-01T01:01:00%2B01:00&to=2026-01-02T00:00:00Z', ['roles.update', 'users.delete']],
  ])('is filtered by %s', async (query, expected) => expect(await actions(`?${query}`)).toEqual(expected));

  it('is filtered by the id of an actor or a target', async () => {
    expect(await actions(`?target=${owner.id}`)).toEqual(['users.delete', 'users.update']);
    expect(await actions(`?target=user:${owner.id}&action=users.update`)).toEqual(['users.update']);
    expect(await actions(`?actor=${owner.id}&action=roles.update`)).toEqual(['roles.update']);
    expect(await actions(`?actor=${uuidv7()}`)).toEqual([]);
  });

  it.each(['actor=somebody', 'action=%20', 'target=a%20b', 'from=yesterday', 'limit=0', 'cursor=x'])('refuses %s', async (query) => {
    expect((await owner.send('GET', `/v1/audit-logs?${query}`)).status).toBe(422);
  });

  it('comes in pages', async () => {
    const first = await list('?limit=3');
    const second = await list(`?limit=3&cursor=${first.nextCursor}`);
    expect([first.data.length, second.data.map(({ action }) => action), second.nextCursor]).toEqual([3, ['organization.create'], null]);
  });

  it('shows nothing of another organisation, and nothing without the permission', async () => {
    const stranger = await registerOwner(server.url, 'Other');
    expect((await list('', stranger)).data.map(({ action }) => action)).toEqual(['organization.create']);
    expect((await list(`?target=${owner.id}`, stranger)).data).toEqual([]);
    const file = await stranger.send('GET', '/v1/audit-logs/export?format=json');
    expect(JSON.stringify(file.body)).not.toContain(owner.id);
    const manager = await addPerson(server.url, stranger, 'manager');
    expect([(await manager.send('GET', '/v1/audit-logs')).status, (await manager.send('GET', '/v1/audit-logs/export')).status]).toEqual([
      403, 403,
    ]);
  });

  it('cannot be changed or emptied by the role that the server works as', async () => {
    for (const statement of [
      'update audit_logs set action = action',
      'delete from audit_logs',
      'truncate audit_logs',
      'select * from audit_seals',
    ]) {
      await expect(server.db.inOrganization(organizationId, (tx) => tx.execute(statement))).rejects.toMatchObject({ code: '42501' });
    }
    const backdated = `insert into audit_logs (id, at, actor_type, actor_name, action, target_type) values ('${uuidv7()}', now(), 'system', 'x', 'x', 'x')`;
    await expect(server.db.inOrganization(organizationId, (tx) => tx.execute(backdated))).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the audit log as a file', () => {
  const download = async (query: string) => {
    const { accessToken } = (await owner.send('POST', '/v1/auth/login', { email: owner.email, password: owner.password })).body;
    const answer = await fetch(`${server.url}/v1/audit-logs/export?${query}`, {
      headers: { Authorization: `Bearer ${String(accessToken)}` },
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      name: answer.headers.get('content-disposition'),
      text: await answer.text(),
    };
  };

  it('is CSV that no spreadsheet takes for a program', async () => {
    const { type, name, text } = await download('action=roles.update');
    expect([type, name]).toEqual(['text/csv; charset=utf-8', 'attachment; filename="audit-logs.csv"']);
    const [head, row, end] = text.split('\r\n');
    expect(head).toBe('id,at,actorType,actorId,actorName,action,targetType,targetId,changes,address,requestId');
    expect(row).toContain(`,2026-01-01T00:02:00.000Z,user,${owner.id},"'=HYPERLINK(""http://evil"")",roles.update,role,agent,`);
    expect(row).toContain('"{""role"":{""to"":""viewer"",""from"":""agent""}}"');
    expect(end).toBe('');
  });

  it('is JSON, whole over many pages, and taking it is recorded', async () => {
    await admin.query(
      `insert into audit_logs (id, organization_id, actor_type, actor_name, action, target_type)
       select gen_random_uuid(), $1, 'system', 'system', 'test.many', 'test' from generate_series(1, 2500)`,
      [organizationId],
    );
    const { type, text } = await download('format=json&action=test.many');
    const { data } = JSON.parse(text) as { data: Entry[] };
    expect([type, data.length, new Set(data.map(({ id }) => id)).size]).toEqual(['application/json; charset=utf-8', 2500, 2500]);
    expect(data.map(({ id }) => id)).toEqual(
      data
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect((await list('?action=audit.export&limit=1')).data).toMatchObject([
      { changes: { format: { to: 'json' } }, target: { type: 'audit_log' } },
    ]);
    expect(JSON.parse((await download('format=json&action=none')).text)).toEqual({ data: [] });
    expect((await download('format=xml')).status).toBe(422);
  });
});
