import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi } from '../../platform/testing/api.ts';
import type { Answer, Api } from '../../platform/testing/api.ts';
import { addPerson, signIn } from '../../platform/testing/people.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { talkOf } from '../testing/talk.ts';
import type { Talk } from '../testing/talk.ts';

let server: TestServer;
let api: Api & { owner: { user: { email: string } } };
let talk: Talk;
let client: string;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  talk = talkOf(api, server.db);
  client = (await api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body.id;
});
afterAll(() => server?.stop());

const SOMEBODY = '+15551230001';
const text = { type: 'text', text: { body: 'Hello' } };
const post = (body: object) => api.post('/v1/messages', { clientId: client, to: SOMEBODY, ...text, ...body });
const codeOf = ({ status, body }: Answer) => [status, body.code];
const wrongIn = ({ status, body }: Answer) => [status, ...(body.errors ?? []).map(({ path }: { path: string }) => path)];

describe('POST /v1/messages', () => {
  it('says exactly what is wrong', async () => {
    expect(wrongIn(await post({ to: 'nobody' }))).toEqual([422, 'to']);
    expect(wrongIn(await post({ to: '123@g.us@' }))).toEqual([422, 'to']);
    expect(wrongIn(await post({ text: { body: '' } }))).toEqual([422, 'text.body']);
    expect(wrongIn(await post({ text: { body: 'x'.repeat(65_537) } }))).toEqual([422, 'text.body']);
    expect((await post({ text: { body: 'x'.repeat(65_536) } })).status).toBe(202);
    expect(wrongIn(await post({ text: { body: 'x', colour: 'red' } }))).toEqual([422, 'text.colour']);
    expect(wrongIn(await post({ type: 'song' }))).toEqual([422, 'type']);
    expect(wrongIn(await post({ sendAt: '2020-01-01T00:00:00Z' }))).toEqual([422, 'sendAt']);
    expect(wrongIn(await post({ sendAt: '2027-01-01T09:00:00', timeZone: 'Mars/Base' }))).toEqual([422, 'timeZone']);
    expect(wrongIn(await post({ replyTo: client }))).toEqual([422, 'replyTo']);
    expect(wrongIn(await post({ metadata: { big: 'x'.repeat(17_000) } }))).toEqual([422, 'metadata']);
    expect(wrongIn(await post({ type: 'poll', text: undefined, poll: { question: 'One?', options: ['Only'] } }))).toEqual([
      422,
      'poll.options',
    ]);
    expect(codeOf(await post({ clientId: '00000000-0000-7000-8000-000000000000' }))).toEqual([404, 'clients.not_found']);
    expect(wrongIn(await post({ type: 'image', text: undefined, image: {} }))).toEqual([422, 'image']);
  });

  it('knows no client of another organisation', async () => {
    const stranger = await openApi(server).register({ organizationName: 'Other' });
    expect(codeOf(await stranger.post('/v1/messages', { clientId: client, to: SOMEBODY, ...text }))).toEqual([404, 'clients.not_found']);
    const { body } = await post({});
    expect((await stranger.get(`/v1/messages/${body.id}`)).status).toBe(404);
    expect((await stranger.post(`/v1/messages/${body.id}/cancel`)).status).toBe(404);
  });

  it('writes one row for one Idempotency-Key', async () => {
    const key = { 'Idempotency-Key': 'order-7' };
    const body = { clientId: client, to: '+15551230077', ...text };
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.post('/v1/messages', body, key)));
    const ids = new Set(answers.filter(({ status }) => status === 202).map((answer) => answer.body.id));
    expect([ids.size, answers.every(({ status }) => status === 202 || status === 409)]).toEqual([1, true]);
    expect((await api.get('/v1/messages?limit=200')).body.data.filter(({ to }: { to: string }) => to === '+15551230077').length).toBe(1);
  });

  it('keeps a message for its time, in the time zone that is named', async () => {
    const year = new Date().getUTCFullYear() + (new Date().getUTCMonth() >= 5 ? 1 : 0);
    const { body } = await post({ sendAt: `${year}-06-01T09:00:00`, timeZone: 'Europe/Berlin' });
    expect([body.status, body.sendAt, body.queue.estimatedAt]).toEqual([
      'scheduled',
      `${year}-06-01T07:00:00.000Z`,
      `${year}-06-01T07:00:00.000Z`,
    ]);
  });

  it('lets an override of consent to those who may', async () => {
    const agent = await addPerson(server.url, await signIn(server.url, api.owner.user.email), 'agent');
    await api.put(`/v1/users/${agent.id}/clients`, { clientIds: [client] });
    const send = (more: object) => agent.send('POST', '/v1/messages', { clientId: client, to: SOMEBODY, ...text, ...more });
    expect((await send({})).status).toBe(202);
    expect((await send({ overrideConsent: true })).status).toBe(403);
    await api.put(`/v1/users/${agent.id}/clients`, { clientIds: [] });
    expect((await send({})).status).toBe(404);
  });
});

describe('many at once', () => {
  it('have each a result of its own', async () => {
    const messages = [
      { clientId: client, to: SOMEBODY, ...text },
      { clientId: client, to: 'x', ...text },
      7,
      { clientId: client, to: '+15551230002', ...text },
    ];
    const { status, body } = await api.post('/v1/messages/batch', { messages });
    expect(status).toBe(202);
    expect(
      body.data.map(({ message, error }: { message?: object; error?: { status: number } }) => error?.status ?? Boolean(message)),
    ).toEqual([true, 422, 422, true]);
  });

  it('may be a thousand and no more', async () => {
    const messages = Array.from({ length: 1_001 }, (_, index) => ({
      clientId: client,
      to: `+1555123${String(index).padStart(4, '0')}`,
      ...text,
    }));
    expect((await api.post('/v1/messages/batch', { messages })).status).toBe(422);
    const { body } = await api.post('/v1/messages/batch', { messages: messages.slice(1) });
    expect(body.data.filter(({ message }: { message?: object }) => message).length).toBe(1_000);
  }, 60_000);
});

describe('a queued message', () => {
  it('says how many go before it and when it will go', async () => {
    const other = (await api.post('/v1/clients', { name: 'Slow', channel: 'sandbox' })).body.id;
    const put = await api.put(`/v1/clients/${other}/safety`, { tiers: { perMinute: 2 } });
    expect(put.body).toMatchObject({ enabled: true, tiers: { perMinute: 2, perHour: 100, perDay: 1_000 }, left: { perMinute: 2 } });
    const waits = [];
    for (let number = 0; number < 6; number += 1) waits.push((await post({ clientId: other })).body.queue);
    expect(waits.map(({ ahead }) => ahead)).toEqual([0, 1, 2, 3, 4, 5]);
    const minutes = waits.map(({ estimatedAt }) => Math.round((Date.parse(estimatedAt) - Date.now()) / 60_000));
    expect(minutes.map(Math.abs)).toEqual([0, 0, 1, 1, 2, 2]);
    expect((await post({ clientId: other, priority: 'reply' })).body.queue.ahead).toBe(0);
  });

  it('can be cancelled once', async () => {
    const { body } = await post({});
    expect((await api.post(`/v1/messages/${body.id}/cancel`)).body.status).toBe('cancelled');
    expect(codeOf(await api.post(`/v1/messages/${body.id}/cancel`))).toEqual([409, 'messages.not_queued']);
    expect((await talk.told(client, 'message.cancelled')).length).toBe(1);
  });

  it('can be moved', async () => {
    const other = await talk.linked();
    await talk.numbers.ask(other, 'pause');
    const ids = [];
    for (const to of ['+15551230011', '+15551230012', '+15551230013', '+15551230014'])
      ids.push((await post({ clientId: other, to })).body.id);
    expect((await api.post(`/v1/messages/${ids[3]}/reorder`, { position: 'first' })).status).toBe(200);
    expect((await api.post(`/v1/messages/${ids[0]}/reorder`, { position: 'last' })).status).toBe(200);
    expect((await api.post(`/v1/messages/${ids[2]}/reorder`, { before: ids[1] })).status).toBe(200);
    expect(wrongIn(await api.post(`/v1/messages/${ids[2]}/reorder`, { before: client }))).toEqual([422, 'before']);
    await talk.numbers.ask(other, 'resume');
    await talk.reaches(ids[0], 'delivered');
    expect((await talk.sent(other)).map(({ ownId }: { ownId: string }) => ownId)).toEqual([ids[3], ids[2], ids[1], ids[0]]);
    expect(codeOf(await api.post(`/v1/messages/${ids[0]}/reorder`, { position: 'first' }))).toEqual([409, 'messages.not_queued']);
  });
});

describe('the list of messages', () => {
  it('is cut by status, direction, client and time', async () => {
    const list = async (query: string) => (await api.get(`/v1/messages?clientId=${client}&${query}`)).body.data;
    expect((await list('status=cancelled')).every(({ status }: { status: string }) => status === 'cancelled')).toBe(true);
    expect((await list('status=scheduled')).length).toBe(1);
    expect(await list('direction=inbound')).toEqual([]);
    expect(await list(`from=${new Date(Date.now() + 1_000).toISOString()}`)).toEqual([]);
    expect((await list(`to=${new Date(Date.now() + 1_000).toISOString()}`)).length).toBeGreaterThan(5);
    const first = (await api.get(`/v1/messages?clientId=${client}&limit=3`)).body;
    const second = (await api.get(`/v1/messages?clientId=${client}&limit=3&cursor=${first.nextCursor}`)).body;
    expect(new Set([...first.data, ...second.data].map(({ id }: { id: string }) => id)).size).toBe(6);
  });
});
