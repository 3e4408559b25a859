import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { addPerson, signIn } from '../platform/testing/people.ts';
import type { Person } from '../platform/testing/people.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';

let server: TestServer;
let api: Awaited<ReturnType<Api['register']>>;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
});
afterAll(() => server?.stop());

const created = async (name = 'Shop'): Promise<string> => (await api.post('/v1/clients', { name, channel: 'sandbox' })).body.id;
const idsOf = ({ body }: { body: { data?: { id: string }[] } }) => (body.data ?? []).map(({ id }) => id);

describe('clients', () => {
  it('are created stopped, listed newest first by pages, changed and found', async () => {
    const other = await openApi(server).register();
    const made = [];
    for (const name of ['One', 'Two', 'Three'])
      made.unshift((await other.post('/v1/clients', { name, channel: 'sandbox', settings: { a: 1 } })).body.id);
    const first = await other.get('/v1/clients?limit=2');
    const second = await other.get(`/v1/clients?limit=2&cursor=${first.body.nextCursor}`);
    expect([...idsOf(first), ...idsOf(second), second.body.nextCursor]).toEqual([...made, null]);
    const changed = await other.patch(`/v1/clients/${made[0]}`, { name: '  Third ', settings: { b: 2 } });
    expect(changed.body).toMatchObject({ name: 'Third', settings: { a: 1, b: 2 }, state: 'stopped', desiredState: 'stopped' });
    expect((await other.get(`/v1/clients/${made[0]}`)).body).toEqual(changed.body);
  });

  it('are listed by state and channel', async () => {
    const other = await openApi(server).register();
    const running = (await other.post('/v1/clients', { name: 'Runs', channel: 'sandbox' })).body.id;
    const stopped = (await other.post('/v1/clients', { name: 'Rests', channel: 'sandbox' })).body.id;
    await other.post(`/v1/clients/${running}/start`);
    await until(async () => idsOf(await other.get('/v1/clients?state=awaiting_scan'))[0] === running);
    expect(idsOf(await other.get('/v1/clients?state=stopped&channel=sandbox'))).toEqual([stopped]);
    expect(idsOf(await other.get('/v1/clients?channel=web'))).toEqual([]);
    expect((await other.get('/v1/clients?state=asleep')).status).toBe(422);
  });

  it('of a kind that this version does not have are refused as not supported', async () => {
    const answer = await api.post('/v1/clients', { name: 'Shop', channel: 'cloud' });
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      501,
      'channels.not_supported',
      expect.stringContaining('cloud'),
    ]);
  });

  it('need a name and a known channel', async () => {
    for (const body of [
      {},
      { name: ' ', channel: 'sandbox' },
      { name: 'Shop', channel: 'fax' },
      { name: 'Shop', channel: 'sandbox', state: 'ready' },
    ])
      expect((await api.post('/v1/clients', body)).status).toBe(422);
  });

  it('of another organisation do not exist', async () => {
    const id = await created();
    const stranger = await openApi(server).register();
    const answers = await Promise.all([
      stranger.get(`/v1/clients/${id}`),
      stranger.post(`/v1/clients/${id}/start`),
      stranger.delete(`/v1/clients/${id}`),
      stranger.get(`/v1/clients/${id}/qr`),
      stranger.get(`/v1/clients/${id}/history`),
      stranger.post(`/v1/clients/${id}/sandbox/scan`, {}),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [404, 'clients.not_found']));
  });

  it('that were created twice with one key are one', async () => {
    const twice = await Promise.all(
      [1, 2].map(() => api.post('/v1/clients', { name: 'Once', channel: 'sandbox' }, { 'Idempotency-Key': 'once' })),
    );
    const ids = twice.filter(({ status }) => status === 201).map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(1);
    expect(idsOf(await api.get('/v1/clients')).filter((id) => id === ids[0])).toHaveLength(1);
  });
});

describe('who may use some clients only', () => {
  let mine: string;
  let other: string;
  let agent: Person;
  let owner: Person;
  beforeAll(async () => {
    owner = await signIn(server.url, api.owner.user.email);
    [mine, other] = [await created('Mine'), await created('Other')];
    agent = await addPerson(server.url, owner, 'agent');
  });
  const assign = (clientIds: string[], by: Person = owner) => by.send('PUT', `/v1/users/${agent.id}/clients`, { clientIds });

  it('an agent sees nothing before anything was assigned, then what was, until it is taken away', async () => {
    expect(idsOf((await agent.send('GET', '/v1/clients')) as never)).toEqual([]);
    expect(await assign([mine])).toMatchObject({ status: 200, body: { clientIds: [mine] } });
    expect((await owner.send('GET', `/v1/users/${agent.id}/clients`)).body).toEqual({ clientIds: [mine] });
    expect(idsOf((await agent.send('GET', '/v1/clients')) as never)).toEqual([mine]);
    for (const path of ['', '/history', '/sandbox/faults']) {
      expect((await agent.send('GET', `/v1/clients/${mine}${path}`)).status).toBe(200);
      expect(await agent.send('GET', `/v1/clients/${other}${path}`)).toMatchObject({ status: 404, body: { code: 'clients.not_found' } });
    }
    await assign([]);
    expect((await agent.send('GET', `/v1/clients/${mine}`)).status).toBe(404);
  });

  it('neither reads nor writes rows of other clients in any table that has a client', async () => {
    const tables = await server.db.asSystem('test', (tx) =>
      tx.query<{ name: string }>(
        `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = 'public' and c.column_name = 'client_id' and t.table_type = 'BASE TABLE'`,
      ),
    );
    const policies = await server.db.asSystem('test', (tx) =>
      tx.query<{ name: string }>(
        `select tablename as name from pg_policies where policyname = 'own_clients' and permissive = 'RESTRICTIVE'`,
      ),
    );
    const guarded = policies.map(({ name }) => name);
    expect(tables.map(({ name }) => name).filter((name) => !guarded.includes(name))).toEqual([]);
    expect(guarded).toContain('clients');
    const { organizationId } = await server.db.asSystem('test', (tx) =>
      tx.one<{ organizationId: string }>('select organization_id from clients where id = $1', [mine]),
    );
    await server.db.inOrganization(
      organizationId,
      async (tx) => {
        expect(await tx.query('select id from clients')).toEqual([{ id: mine }]);
        expect(await tx.execute(`update clients set name = 'Taken' where id = $1`, [other])).toBe(0);
        expect(
          (await tx.query<{ clientId: string }>('select distinct client_id from client_states')).map(({ clientId }) => clientId),
        ).toEqual([mine]);
      },
      { clientIds: [mine] },
    );
    const insertElsewhere = server.db.inOrganization(
      organizationId,
      (tx) => tx.execute(`insert into channel_store (client_id, key, value) values ($1, 'k', '1')`, [other]),
      { clientIds: [mine] },
    );
    await expect(insertElsewhere).rejects.toMatchObject({ code: '42501' });
  });

  it('managers and admins see all of them whatever is assigned', async () => {
    const manager = await addPerson(server.url, owner, 'manager');
    await owner.send('PUT', `/v1/users/${manager.id}/clients`, { clientIds: [mine] });
    expect(idsOf((await manager.send('GET', '/v1/clients')) as never)).toEqual(expect.arrayContaining([mine, other]));
  });

  it('a key sees the clients that it names, and cannot add any', async () => {
    const key = (
      await api.post('/v1/api-keys', { name: 'Till', clientIds: [mine], scopes: ['clients.read', 'clients.create', 'clients.manage'] })
    ).body;
    const program = openApi(server, key.key);
    expect(idsOf(await program.get('/v1/clients'))).toEqual([mine]);
    expect((await program.get(`/v1/clients/${other}`)).status).toBe(404);
    expect((await program.post(`/v1/clients/${other}/start`)).status).toBe(404);
    expect(await program.post('/v1/clients', { name: 'More', channel: 'sandbox' })).toMatchObject({
      status: 403,
      body: { code: 'clients.restricted' },
    });
  });

  it('a key that is bound to clients reads nothing of what was done with the others', async () => {
    const bound = openApi(server, (await api.post('/v1/api-keys', { name: 'Till', clientIds: [mine] })).body.key);
    expect((await bound.get('/v1/audit-logs')).status).toBe(403);
  });

  it('cannot be assigned what does not exist, nor by somebody who may not', async () => {
    const stranger = await openApi(server).register();
    const foreign = (await stranger.post('/v1/clients', { name: 'Foreign', channel: 'sandbox' })).body.id;
    expect((await assign([mine, foreign])).status).toBe(422);
    expect((await assign([mine], agent)).status).toBe(403);
    expect((await owner.send('PUT', `/v1/users/${stranger.owner.user.id}/clients`, { clientIds: [] })).status).toBe(404);
  });

  it('keeps one of two assignments that are made at once', async () => {
    const answers = await Promise.all([assign([mine, other]), assign([mine]), assign([mine, other]), assign([other])]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { clientIds } = (await owner.send('GET', `/v1/users/${agent.id}/clients`)).body as { clientIds: string[] };
    expect([[mine], [other], [mine, other].sort()]).toContainEqual(clientIds);
  });

  it('loses a client that is deleted', async () => {
    const doomed = await created('Doomed');
    await assign([doomed]);
    await api.delete(`/v1/clients/${doomed}`);
    expect((await owner.send('GET', `/v1/users/${agent.id}/clients`)).body).toEqual({ clientIds: [] });
  });

  it('that was all an API key had leaves it with none, never with every one', async () => {
    const [doomed, kept] = [await created('Doomed'), await created('Kept')];
    const only = (await api.post('/v1/api-keys', { name: 'Only', clientIds: [doomed] })).body;
    const both = (await api.post('/v1/api-keys', { name: 'Both', clientIds: [doomed, kept] })).body;
    expect((await api.delete(`/v1/clients/${doomed}`)).status).toBe(204);
    const idsIn = async ({ id }: { id: string }) => (await api.get(`/v1/api-keys/${id}`)).body.clientIds;
    expect([await idsIn(only), await idsIn(both)]).toEqual([[], [kept]]);
    const [withNone, withOne] = [openApi(server, only.key), openApi(server, both.key)];
    expect([idsOf(await withNone.get('/v1/clients')), idsOf(await withOne.get('/v1/clients'))]).toEqual([[], [kept]]);
    expect((await withNone.get(`/v1/clients/${kept}`)).status).toBe(404);
    expect((await withNone.post('/v1/clients', { name: 'More', channel: 'sandbox' })).body.code).toBe('clients.restricted');
    const handedDown = (await withNone.post('/v1/api-keys', { name: 'Child' })).body;
    expect(handedDown.clientIds).toEqual([]);
    expect((await withNone.patch(`/v1/api-keys/${only.id}`, { clientIds: null })).body.code).toBe('apiKeys.beyond_own');
    expect((await api.patch(`/v1/api-keys/${only.id}`, { name: 'Renamed' })).body).toMatchObject({ name: 'Renamed', clientIds: [] });
    expect((await api.post(`/v1/api-keys/${only.id}/rotate`, {})).body.clientIds).toEqual([]);
  });
});
