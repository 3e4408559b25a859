import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi } from '../../platform/testing/api.ts';
import { addPerson, registerOwner } from '../../platform/testing/people.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { startWithClients } from '../testing/organization.ts';
import type { Organization } from '../testing/organization.ts';

let server: TestServer;
let own: Organization;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  own = await startWithClients(server);
});
afterAll(() => server?.stop());

const add = async (body: object) => (await own.api.post('/v1/contacts', body)).body;
const names = async (query: string, api = own.api) => {
  const { body } = await api.get(`/v1/contacts?${query}`);
  return (body.data as { name: string }[]).map(({ name }) => name);
};

describe('contacts', () => {
  it('are added with what is known of them, changed piece by piece and found by id', async () => {
    const added = await own.api.post('/v1/contacts', {
      phone: '+49 151 1234-5670',
      name: ' Ada Lovelace ',
      tags: ['vip', 'vip'],
      attributes: { city: 'London', orders: 3 },
    });
    expect([added.status, added.body]).toEqual([
      201,
      expect.objectContaining({
        phone: '+4915112345670',
        name: 'Ada Lovelace',
        country: 'DE',
        tags: ['vip'],
        attributes: { city: 'London', orders: 3 },
      }),
    ]);
    const changed = await own.api.patch(`/v1/contacts/${added.body.id}`, {
      attributes: { city: null, orders: 4 },
      language: 'EN',
      timeZone: 'Europe/London',
    });
    expect(changed.body).toMatchObject({ attributes: { orders: 4 }, language: 'en', timeZone: 'Europe/London', name: 'Ada Lovelace' });
    expect((await own.api.get(`/v1/contacts/${added.body.id}`)).body).toMatchObject({
      ...changed.body,
      effectiveTimeZone: 'Europe/London',
    });
  });

  it('are one for each number', async () => {
    const { id } = await add({ phone: '+4915112345671' });
    expect(await own.api.post('/v1/contacts', { phone: '+49 15112345671' })).toMatchObject({
      status: 409,
      body: { code: 'contacts.exists', detail: expect.stringContaining(id) },
    });
    const other = await add({ phone: '+4915112345672' });
    expect((await own.api.patch(`/v1/contacts/${other.id}`, { phone: '+4915112345671' })).status).toBe(409);
    const many = await Promise.all(Array.from({ length: 5 }, () => own.api.post('/v1/contacts', { phone: '+4915112345673' })));
    expect(many.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409, 409, 409]);
  });

  it('that make no sense are refused with the place of each mistake', async () => {
    for (const [body, path] of [
      [{}, 'phone'],
      [{ phone: '12' }, 'phone'],
      [{ phone: '+4915112345674', name: 'a\nb' }, 'name'],
      [{ phone: '+4915112345674', timeZone: 'Mars/Olympus' }, 'timeZone'],
      [{ phone: '+4915112345674', attributes: { 'a=b': 1 } }, 'attributes.a=b'],
      [{ phone: '+4915112345674', attributes: { list: [1] } }, 'attributes.list'],
      [{ phone: '+4915112345674', tags: [''] }, 'tags.0'],
      [{ phone: '+4915112345674', extra: 1 }, 'extra'],
    ] as const) {
      const answer = await own.api.post('/v1/contacts', body);
      expect([body, answer.status, answer.body.errors?.[0]?.path]).toEqual([body, 422, path]);
    }
  });

  it('take in a custom field what its type allows', async () => {
    expect((await own.api.post('/v1/contacts/fields', { name: 'born', type: 'date' })).status).toBe(201);
    expect((await own.api.post('/v1/contacts/fields', { name: 'born', type: 'text' })).status).toBe(409);
    expect((await own.api.post('/v1/contacts', { phone: '+4915112345675', attributes: { born: 'soon' } })).body.errors).toEqual([
      { path: 'attributes.born', message: 'must be a date' },
    ]);
    const { id } = await add({ phone: '+4915112345675', attributes: { born: '1990-02-03', seats: 2 } });
    expect((await own.api.patch(`/v1/contacts/${id}`, { attributes: { seats: 'two' } })).status).toBe(422);
    await own.api.delete('/v1/contacts/fields/born');
    expect((await own.api.get(`/v1/contacts/${id}`)).body.attributes).toEqual({ seats: 2 });
  });

  it('know their hour by their own zone, else by their country, else by the organisation', async () => {
    await own.api.patch('/v1/organization', { timezone: 'Asia/Tokyo' });
    const zone = async (body: object) => (await own.api.get(`/v1/contacts/${(await add(body)).id}`)).body.effectiveTimeZone;
    expect(await zone({ phone: '+4915112345676', timeZone: 'America/Lima' })).toBe('America/Lima');
    expect(await zone({ phone: '+4915112345677' })).toBe('Europe/Berlin');
    expect(await zone({ phone: '+15551239999' })).toBe('America/New_York');
    expect(await zone({ lid: '999888777666555@lid' })).toBe('Asia/Tokyo');
  });

  it('are tagged, blocked and written about', async () => {
    const { id } = await add({ phone: '+4915112345678' });
    const at = `/v1/contacts/${id}`;
    await own.api.post(`${at}/tags`, { tags: ['a', 'b'] });
    expect((await own.api.delete(`${at}/tags/a`)).body.tags).toEqual(['b']);
    expect((await own.api.put(`${at}/tags`, { tags: ['c'] })).body.tags).toEqual(['c']);
    expect((await own.api.get('/v1/contacts/tags')).body.data).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    expect([(await own.api.post(`${at}/block`)).body.blocked, (await own.api.post(`${at}/unblock`)).body.blocked]).toEqual([true, false]);
    const note = await own.api.post(`${at}/notes`, { body: 'Likes birds' });
    expect((await own.api.get(`${at}/notes`)).body.data).toEqual([note.body]);
    expect((await own.api.delete(`${at}/notes/${note.body.id}`)).status).toBe(204);
    expect((await own.api.get(`${at}/notes`)).body.data).toEqual([]);
  });

  it('are merged by hand; the id of the other one names the one that stays', async () => {
    const keeper = await add({ phone: '+4915112345679', name: 'Keeper', tags: ['a'], attributes: { city: 'Rome' } });
    const other = await add({ lid: '999888777666444@lid', name: 'Other', tags: ['b'], attributes: { city: 'Oslo', floor: 2 } });
    await own.api.post(`/v1/contacts/${other.id}/notes`, { body: 'kept' });
    await own.api.post(`/v1/contacts/${other.id}/opt-out`, {});
    const merged = await own.api.post(`/v1/contacts/${keeper.id}/merge`, { contactId: other.id });
    expect(merged.body).toMatchObject({
      id: keeper.id,
      name: 'Keeper',
      tags: ['a', 'b'],
      attributes: { city: 'Rome', floor: 2 },
      lid: '999888777666444@lid',
      optedOut: true,
    });
    expect((await own.api.get(`/v1/contacts/${other.id}`)).body.id).toBe(keeper.id);
    expect((await own.api.get(`/v1/contacts/${keeper.id}/notes`)).body.data).toHaveLength(1);
    expect((await own.api.post(`/v1/contacts/${keeper.id}/merge`, { contactId: other.id })).body.code).toBe('contacts.same');
  });

  it('are not merged by whoever may use some clients only', async () => {
    const owner = await registerOwner(server.url);
    const agent = await addPerson(server.url, owner, 'agent');
    const made = await Promise.all(['+4915112345601', '+4915112345602'].map((phone) => owner.send('POST', '/v1/contacts', { phone })));
    const [one, other] = made.map(({ body }) => body['id']);
    expect(await agent.send('POST', `/v1/contacts/${String(one)}/merge`, { contactId: other })).toMatchObject({
      status: 403,
      body: { code: 'contacts.restricted' },
    });
  });
});

describe('a list of contacts', () => {
  let api: Organization['api'];
  beforeAll(async () => {
    ({ api } = await startWithClients(server));
    const people = [
      { phone: '+4915112340001', name: 'Änne Müller', tags: ['vip'] },
      { phone: '+351912345678', name: 'bruno Silva', tags: ['vip', 'pt'] },
      { phone: '+15551234567', name: 'Zoë O’Neill' },
      { phone: '+919876543210', name: 'अनु शर्मा' },
      { phone: '+4915112340005' },
    ];
    for (const body of people) await api.post('/v1/contacts', body);
  });

  it('is newest first or by name, in pages that lose nothing and repeat nothing', async () => {
    const pages = async (sort: string) => {
      const seen = [];
      let cursor = '';
      do {
        const { body } = await api.get(`/v1/contacts?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.data.map(({ name }: { name: string }) => name));
        cursor = body.nextCursor ?? '';
      } while (cursor !== '');
      return seen;
    };
    expect(await pages('newest')).toEqual([null, 'अनु शर्मा', 'Zoë O’Neill', 'bruno Silva', 'Änne Müller']);
    expect(await pages('name')).toEqual(['Änne Müller', 'bruno Silva', 'Zoë O’Neill', 'अनु शर्मा', null]);
  });

  it.each([
    ['query=anne', ['Änne Müller']],
    ['query=mull%20ann', ['Änne Müller']],
    ['query=ulle', []],
    ['query=silva', ['bruno Silva']],
    ['query=o%27neill', ['Zoë O’Neill']],
    [`query=${encodeURIComponent('अनु')}`, ['अनु शर्मा']],
    ['query=4567', ['Zoë O’Neill']],
    ['query=%2B49%20151%201234', [null, 'Änne Müller']],
    ['query=0151%2F12340001', ['Änne Müller']],
    ['query=%27%29%3B--', []],
    ['query=', [null, 'अनु शर्मा', 'Zoë O’Neill', 'bruno Silva', 'Änne Müller']],
    ['phone=%2B351912345678', ['bruno Silva']],
    ['phone=%2B351912345679', []],
    ['tag=VIP', ['bruno Silva', 'Änne Müller']],
    ['tag=vip&query=bru', ['bruno Silva']],
    ['tag=vip&sort=name', ['Änne Müller', 'bruno Silva']],
    ['tag=vip&sort=name&query=anne', ['Änne Müller']],
    ['country=de', [null, 'Änne Müller']],
    ['optedOut=true', []],
    ['blocked=false&limit=1', [null]],
  ])('with ?%s', async (query, expected) => {
    expect(await names(query, api)).toEqual(expected);
  });

  it('refuses a filter that makes no sense', async () => {
    for (const query of ['optedOut=maybe', 'sort=size', 'cursor=x', 'phone=1', 'limit=0', 'segmentId=1'])
      expect([query, (await api.get(`/v1/contacts?${query}`)).status]).toEqual([query, 422]);
    expect((await api.get('/v1/contacts?segmentId=0192aaaa-0000-7000-8000-000000000001')).status).toBe(404);
  });

  it('finds nobody of another organisation', async () => {
    expect(await names('query=anne', (await startWithClients(server)).api)).toEqual([]);
    expect((await openApi(server).get('/v1/contacts')).status).toBe(401);
  });
});
