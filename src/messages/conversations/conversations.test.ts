import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, until } from '../../platform/testing/api.ts';
import type { Answer, Api } from '../../platform/testing/api.ts';
import { addPerson, signIn } from '../../platform/testing/people.ts';
import type { Person } from '../../platform/testing/people.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { talkOf } from '../testing/talk.ts';
import type { Talk } from '../testing/talk.ts';

type Loose = Answer['body'];

let server: TestServer;
let api: Api & { owner: Loose };
let owner: Person;
let talk: Talk;
let client: string;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  owner = await signIn(server.url, api.owner.user.email);
  talk = talkOf(api, server.db);
  client = await talk.linked();
});
afterAll(() => server?.stop());

const text = (body: string) => ({ type: 'text', text: { body } });
const list = async (query = '') => (await api.get(`/v1/conversations?clientId=${client}&${query}`)).body.data as Loose[];

/** Somebody writes; gives back the conversation once it holds that. */
async function heardFrom(from: string, body: string, name = 'Ada'): Promise<Loose> {
  await talk.arrives(client, { from, name, ...text(body) });
  let found: Loose;
  await until(async () => {
    found = (await list()).find(({ chatId, lastMessage }) => chatId === from && lastMessage?.text?.body === body);
    return Boolean(found);
  });
  return found;
}
async function agent(...clientIds: string[]): Promise<Person> {
  const person = await addPerson(server.url, owner, 'agent');
  await api.put(`/v1/users/${person.id}/clients`, { clientIds });
  return person;
}
const told = async (id: string, type: string) =>
  (await talk.told(client, type)).filter(({ data }) => data.conversation.id === id).map(({ data }) => data.conversation);

describe('the list of conversations', () => {
  it('shows who, what was said last and what is unread, the latest first', async () => {
    await heardFrom('+15557770001', 'First', 'Ada');
    await heardFrom('+15557770002', 'Second', 'Bob');
    await heardFrom('+15557770001', 'Third', 'Ada');
    expect((await list()).map(({ name, phone, unread, lastMessage }) => [name, phone, unread, lastMessage.text.body])).toEqual([
      ['Ada', '+15557770001', 2, 'Third'],
      ['Bob', '+15557770002', 1, 'Second'],
    ]);
    const page = (await api.get('/v1/conversations?limit=1')).body;
    const next = (await api.get(`/v1/conversations?limit=1&cursor=${page.nextCursor}`)).body;
    expect([page.data[0].name, next.data[0].name, next.nextCursor]).toEqual(['Ada', 'Bob', null]);
  });

  it('is cut by who has them, label, status, unread and name', async () => {
    const { id } = await heardFrom('+15557770003', 'Filter me', 'Carla');
    await api.patch(`/v1/conversations/${id}`, { assigneeId: owner.id, labels: ['vip'], status: 'pending' });
    for (const query of ['assignee=me', `assignee=${owner.id}`, 'label=vip', 'status=pending', 'query=carl', 'query=7770003'])
      expect([query, (await list(query)).map((each) => each.id)]).toEqual([query, [id]]);
    expect((await list('assignee=none')).map((each) => each.id)).not.toContain(id);
    await api.post(`/v1/conversations/${id}/read`);
    expect((await list('unread=true')).map((each) => each.id)).not.toContain(id);
  });

  it('holds nothing of numbers that one may not use', async () => {
    const one = await agent();
    expect((await one.send('GET', '/v1/conversations')).body['data']).toEqual([]);
    const { id } = await heardFrom('+15557770004', 'Secret words', 'Dora');
    expect((await one.send('GET', `/v1/conversations/${id}`)).status).toBe(404);
    expect((await one.send('GET', '/v1/messages/search?query=secret')).body['data']).toEqual([]);
    await api.put(`/v1/users/${one.id}/clients`, { clientIds: [client] });
    expect((await one.send('GET', `/v1/conversations/${id}`)).status).toBe(200);
    expect(((await one.send('GET', '/v1/messages/search?query=secret')).body['data'] as Loose[]).length).toBe(1);
  });
});

describe('a conversation', () => {
  it('is taken by whoever answers, given to others by those who may, and only to members who may use the number', async () => {
    const { id } = await heardFrom('+15557770005', 'Who helps me?', 'Emil');
    const one = await agent(client);
    const other = await agent(client);
    const outsider = await agent();
    const give = (who: Person, assigneeId: string | null) => who.send('PATCH', `/v1/conversations/${id}`, { assigneeId });
    expect((await give(one, other.id)).status).toBe(403);
    expect((await give(one, one.id)).status).toBe(200);
    expect((await give(other, other.id)).status).toBe(403);
    expect((await give(owner, other.id)).status).toBe(200);
    expect((await give(owner, outsider.id)).status).toBe(422);
    expect((await give(other, null)).status).toBe(200);
    expect((await told(id, 'conversation.assigned')).map(({ assigneeId }) => assigneeId)).toEqual([one.id, other.id, null]);
  });

  it('opens again when the person writes, and by itself when its time has come', async () => {
    const { id } = await heardFrom('+15557770006', 'Thanks', 'Fritz');
    await api.patch(`/v1/conversations/${id}`, { status: 'closed' });
    expect((await heardFrom('+15557770006', 'One more thing', 'Fritz')).status).toBe('open');
    const soon = new Date(Date.now() + 1_500).toISOString();
    expect((await api.patch(`/v1/conversations/${id}`, { status: 'snoozed', snoozedUntil: soon })).body.status).toBe('snoozed');
    await until(async () => (await api.get(`/v1/conversations/${id}`)).body.status === 'open', 30_000);
    expect((await told(id, 'conversation.status')).map(({ status }) => status)).toEqual(['closed', 'open', 'snoozed', 'open']);
    expect((await api.patch(`/v1/conversations/${id}`, { status: 'snoozed' })).status).toBe(422);
    expect((await api.patch(`/v1/conversations/${id}`, { snoozedUntil: soon })).status).toBe(422);
  });

  it('has notes that only the team sees, with mentions', async () => {
    const { id } = await heardFrom('+15557770007', 'Hm', 'Gil');
    const notes = `/v1/conversations/${id}/notes`;
    expect((await api.post(notes, { text: 'Be nice', mentions: [owner.id] })).status).toBe(201);
    expect((await api.post(notes, { text: 'Who?', mentions: [client] })).status).toBe(422);
    expect((await api.get(notes)).body.data).toMatchObject([{ text: 'Be nice', mentions: [owner.id], authorId: owner.id }]);
    expect((await talk.told(client, 'conversation.note')).length).toBe(1);
  });
});

describe('a rule of a number', () => {
  it('gives new conversations out in turn, or to whoever has the fewest', async () => {
    const number = await talk.linked();
    const agents = [await agent(number), await agent(number)].map(({ id }) => id).sort((a, b) => (a < b ? -1 : 1));
    const arrive = async (from: string) => {
      await talk.arrives(number, { from, ...text('Hi') });
      let found: Loose;
      await until(async () =>
        Boolean((found = (await api.get(`/v1/conversations?clientId=${number}`)).body.data.find(({ chatId }: Loose) => chatId === from))),
      );
      return found.assigneeId;
    };
    expect(await arrive('+15557770010')).toBe(null);
    await api.put(`/v1/clients/${number}/assignment-rule`, { rule: 'round_robin' });
    expect([await arrive('+15557770011'), await arrive('+15557770012'), await arrive('+15557770013')]).toEqual([
      agents[0],
      agents[1],
      agents[0],
    ]);
    await api.put(`/v1/clients/${number}/assignment-rule`, { rule: 'least_busy' });
    expect(await arrive('+15557770014')).toBe(agents[1]);
    expect((await api.get(`/v1/clients/${number}/assignment-rule`)).body).toEqual({ rule: 'least_busy' });
  });
});

describe('canned replies', () => {
  it('are kept, changed and removed, each shortcut once', async () => {
    const { body } = await api.post('/v1/canned-replies', { shortcut: 'Hours', text: 'We open at nine.' });
    expect(body.shortcut).toBe('hours');
    expect((await api.post('/v1/canned-replies', { shortcut: 'hours', text: 'Again' })).body.code).toBe('cannedReplies.shortcut_taken');
    expect((await api.patch(`/v1/canned-replies/${body.id}`, { text: 'We open at ten.' })).body.text).toBe('We open at ten.');
    expect((await api.get('/v1/canned-replies')).body.data.length).toBe(1);
    expect((await api.delete(`/v1/canned-replies/${body.id}`)).status).toBe(204);
    expect((await api.delete(`/v1/canned-replies/${body.id}`)).status).toBe(404);
  });
});

describe('the search', () => {
  it('finds words by how they begin, in one conversation or all, and takes nothing for its own language', async () => {
    const { id } = await heardFrom('+15557770020', 'The übergroße parcel is late', 'Hugo');
    const find = async (query: string) => (await api.get(`/v1/messages/search?query=${encodeURIComponent(query)}`)).body.data.length;
    expect([await find('parc late'), await find('ÜBERGROSSE'), await find('übergroße'), await find('missing')]).toEqual([1, 0, 1, 0]);
    expect((await api.get(`/v1/messages/search?query=parcel&conversationId=${id}`)).body.data.length).toBe(1);
    for (const query of [`' | '`, '!parcel', 'a:*b', ':*', '\\'])
      expect((await api.get(`/v1/messages/search?query=${encodeURIComponent(query)}`)).status).toBe(200);
  });
});
