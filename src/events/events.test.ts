import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../platform/db/db.ts';
import { openApi } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { addPerson, signIn } from '../platform/testing/people.ts';
import type { Person } from '../platform/testing/people.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { createPublisher, erasePerson, forgetOldEvents } from './events.ts';

const DAY_MS = 86_400_000;
const publish = createPublisher([]);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
});
afterAll(() => server?.stop());

type Owner = Awaited<ReturnType<Api['register']>> & { organizationId: string; tell: (...types: string[]) => Promise<void> };

async function newOwner(): Promise<Owner> {
  const api = await openApi(server).register();
  const organizationId = api.owner.organization.id;
  const inside = <T>(work: (tx: Tx) => Promise<T>) => server.db.inOrganization(organizationId, work);
  const tell = (...types: string[]) =>
    inside(async (tx) => {
      for (const type of types) await publish(tx, { type, data: { number: 1 } });
    });
  return { ...api, organizationId, tell };
}

const typesOf = ({ body }: { body: Record<string, unknown> }) => (body['data'] as { type: string }[]).map(({ type }) => type);

describe('the list of events', () => {
  it('shows what happened by pages, newest first, in the envelope of all events', async () => {
    const api = await newOwner();
    await api.tell('sample.one', 'sample.two', 'sample.three');
    const first = await api.get('/v1/events?limit=2');
    const second = await api.get(`/v1/events?limit=2&cursor=${first.body.nextCursor}`);
    expect([typesOf(first), typesOf(second), second.body.nextCursor]).toEqual([['sample.three', 'sample.two'], ['sample.one'], null]);
    expect(second.body.data[0]).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      type: 'sample.one',
      timestamp: expect.stringMatching(/Z$/),
      organizationId: api.organizationId,
      data: { number: 1 },
    });
  });

  it('is filtered by exact types, by groups, by time and by number', async () => {
    const api = await newOwner();
    await api.tell('sample.one', 'sample.two', 'other.thing');
    const clientId = (await api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body.id;
    await server.db.inOrganization(api.organizationId, (tx) => publish(tx, { type: 'client.ready', clientId, data: {} }));
    const asked = async (query: string) => typesOf(await api.get(`/v1/events?${query}`));
    expect(await asked('type=sample.two')).toEqual(['sample.two']);
    expect(await asked('type=sample.*')).toEqual(['sample.two', 'sample.one']);
    expect(await asked('type=sample.one,other.*')).toEqual(['other.thing', 'sample.one']);
    expect(await asked('type=*')).toHaveLength(4);
    expect(await asked(`clientId=${clientId}`)).toEqual(['client.ready']);
    expect(await asked(`from=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
    expect(await asked(`from=${new Date(Date.now() - 60_000).toISOString()}`)).toHaveLength(4);
    expect(await asked(`to=${new Date(Date.now() - 60_000).toISOString()}`)).toEqual([]);
    for (const query of ['type=Sample', 'type=.*', 'type=sample.*.x', 'from=yesterday', 'clientId=1', 'cursor=x'])
      expect([query, (await api.get(`/v1/events?${query}`)).status]).toEqual([query, 422]);
  });

  it('is nothing to another organisation', async () => {
    const api = await newOwner();
    await api.tell('sample.secret');
    expect(typesOf(await (await newOwner()).get('/v1/events'))).toEqual([]);
  });

  it('keeps from everyone what they could not ask for elsewhere', async () => {
    const api = await newOwner();
    const [mine, other] = await Promise.all(
      ['Mine', 'Other'].map(async (name) => (await api.post('/v1/clients', { name, channel: 'sandbox' })).body.id as string),
    );
    await server.db.inOrganization(api.organizationId, async (tx) => {
      for (const clientId of [mine, other])
        for (const type of ['client.state', 'client.qr', 'client.pairing_code']) await publish(tx, { type, clientId, data: {} });
      await publish(tx, { type: 'sample.of_nobody', data: {} });
    });
    const owner = await signIn(server.url, api.owner.user.email);
    const agent: Person = await addPerson(server.url, owner, 'agent');
    await owner.send('PUT', `/v1/users/${agent.id}/clients`, { clientIds: [mine] });
    expect(typesOf((await owner.send('GET', '/v1/events')) as never)).toHaveLength(7);
    const seen = (await agent.send('GET', '/v1/events')).body['data'] as { type: string; clientId?: string }[];
    expect(seen.map(({ type, clientId }) => [type, clientId])).toEqual([
      ['sample.of_nobody', undefined],
      ['client.state', mine],
    ]);
    const key = (await api.post('/v1/api-keys', { name: 'Till', clientIds: [other], scopes: ['events.read'] })).body.key;
    expect(typesOf(await openApi(server, key).get('/v1/events'))).toEqual(['sample.of_nobody']);
  });
});

describe('events', () => {
  const partitions = () =>
    server.db.asSystem('test', async (tx) =>
      (
        await tx.query<{ name: string }>(`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass`)
      ).map(({ name }) => name),
    );

  it('lie in partitions by month, which are there before they are needed', async () => {
    const api = await newOwner();
    await api.tell('sample.placed');
    const { name } = await server.db.asSystem('test', (tx) =>
      tx.one<{ name: string }>(`select tableoid::regclass::text as name from events where organization_id = $1`, [api.organizationId]),
    );
    const month = (ahead: number) => {
      const date = new Date();
      return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead)).toISOString().slice(0, 7).replace('-', '_');
    };
    expect(name).toBe(`events_${month(0)}`);
    expect((await partitions()).sort()).toEqual(expect.arrayContaining([0, 1, 2, 3].map((ahead) => `events_${month(ahead)}`)));
  });

  it('are out of reach in their partitions by name', async () => {
    const [name] = await partitions();
    await expect(server.db.inOrganization(randomUUID(), (tx) => tx.query(`select * from ${name}`))).rejects.toMatchObject({
      code: '42501',
    });
    await expect(server.db.asSystem('test', (tx) => tx.query(`select * from ${name}`))).rejects.toMatchObject({ code: '42501' });
  });

  it('are forgotten when each organisation says so, and the others later', async () => {
    const [short, long] = [await newOwner(), await newOwner()];
    expect((await short.patch('/v1/organization', { settings: { eventRetentionDays: 7 } })).body.settings.eventRetentionDays).toBe(7);
    for (const { organizationId } of [short, long])
      for (const days of [1, 10, 100])
        await server.db.inOrganization(organizationId, (tx) =>
          tx.execute(`insert into events (id, type, data) values ($1, 'sample.old', '{}')`, [
            uuidv7({ msecs: Date.now() - days * DAY_MS }),
          ]),
        );
    await forgetOldEvents(server.db, 90);
    expect([typesOf(await short.get('/v1/events')).length, typesOf(await long.get('/v1/events')).length]).toEqual([1, 2]);
  });

  it('of a person who is erased keep nothing but ids', async () => {
    const api = await newOwner();
    const contactId = randomUUID();
    await server.db.inOrganization(api.organizationId, async (tx) => {
      await publish(tx, { type: 'sample.created', data: { contact: { id: contactId, name: 'Rosa', phone: '+15551230001' } } });
      await publish(tx, { type: 'sample.written', data: { from: '+15551230001', text: 'hello \u0000' } });
      await publish(tx, { type: 'sample.written', data: { from: '+15551230002', text: 'stays' } });
      expect(await erasePerson(tx, { mentions: [contactId, '+15551230001', ''] })).toHaveLength(2);
    });
    const { data } = (await api.get('/v1/events')).body;
    expect(data.map((event: { data: object }) => event.data)).toEqual([
      { from: '+15551230002', text: 'stays' },
      { redacted: true },
      { redacted: true, contact: { id: contactId } },
    ]);
  });

  it('cannot be changed otherwise, nor removed, by anything a request does', async () => {
    const api = await newOwner();
    await api.tell('sample.kept');
    for (const statement of [`update events set type = 'sample.other'`, 'delete from events'])
      await expect(server.db.inOrganization(api.organizationId, (tx) => tx.execute(statement))).rejects.toMatchObject({ code: '42501' });
  });
});
