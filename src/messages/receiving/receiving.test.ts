import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, until } from '../../platform/testing/api.ts';
import type { Api } from '../../platform/testing/api.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { talkOf } from '../testing/talk.ts';
import type { Talk } from '../testing/talk.ts';

let server: TestServer;
let api: Api;
let talk: Talk;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  talk = talkOf(api, server.db);
});
afterAll(() => server?.stop());

const ADA = '+15557770001';
const text = (body: string) => ({ type: 'text', text: { body } });
const scripted = (nn: string) => `+1555999${nn}01`;

/** Waits until so many messages of a number are stored, and gives them back, the oldest first. */
async function stored(client: string, count: number) {
  let messages: Awaited<ReturnType<Talk['messages']>> = [];
  await until(async () => {
    messages = await talk.messages(client);
    return messages.length >= count;
  });
  return messages;
}
const conversationsOf = (client: string) =>
  server.db.asSystem('test', (tx) =>
    tx.query<{ id: string; chatId: string; contactId: string | null; unread: number; status: string; name: string | null }>(
      'select id, chat_id, contact_id, unread, status, name from conversations where client_id = $1 order by id',
      [client],
    ),
  );

describe('a message that comes in', () => {
  it('is stored once, told once and unread, however often it is heard', async () => {
    const client = await talk.linked();
    const hello = { from: ADA, name: 'Ada', providerId: 'false_ada_1', ...text('Hello') };
    await talk.arrives(client, hello);
    await talk.arrives(client, hello);
    await talk.arrives(client, { from: ADA, ...text('Again') });
    const [first, second] = await stored(client, 2);
    expect(first).toMatchObject({
      direction: 'inbound',
      origin: 'contact',
      from: ADA,
      fromName: 'Ada',
      status: 'delivered',
      text: { body: 'Hello' },
    });
    expect(second.conversationId).toBe(first.conversationId);
    expect(await conversationsOf(client)).toMatchObject([{ chatId: ADA, unread: 2, status: 'open', name: 'Ada' }]);
    expect((await talk.told(client, 'message.received')).map(({ data }) => data.message.text.body)).toEqual(['Hello', 'Again']);
  });

  it('can be of any kind and hold anything', async () => {
    const client = await talk.linked();
    const kinds = [
      text('a\0b\ud800c'),
      text('x'.repeat(65_536)),
      { type: 'location', location: { latitude: 1, longitude: 2 } },
      { type: 'contacts', contacts: [{ name: 'Bob', phones: [] }] },
      { type: 'poll', poll: { question: 'Well?', options: ['Yes', 'No'] } },
      { type: 'selection', selection: { id: 'yes', title: 'Yes' } },
      { type: 'unknown', unknown: { kind: 'hologram' } },
      { type: 'image', image: { mediaId: 'sample', caption: 'Look' } },
      { type: 'call', call: { video: true } },
    ];
    for (const kind of kinds) await talk.arrives(client, { from: ADA, ...kind });
    const messages = await stored(client, kinds.length);
    expect(messages.map(({ type }: { type: string }) => type)).toEqual(kinds.map(({ type }) => type));
    expect(messages[0].text.body).toBe('a\0b\ud800c');
    expect(messages[1].text.body.length).toBe(65_536);
    expect(messages[7].image).toMatchObject({ caption: 'Look', status: expect.stringMatching(/pending|failed/) });
    expect(messages[7].image.mediaRef).toBeUndefined();
    expect((await talk.told(client, 'call.incoming')).length).toBe(1);
  });

  it('keeps a sender without a number, one that WhatsApp hides, status posts and groups apart', async () => {
    const client = await talk.linked();
    const lid = '123456789012345@lid';
    await talk.arrives(client, { from: lid, name: 'Hidden', ...text('From a LID') });
    await talk.arrives(client, { from: ADA, groupId: '120363025246125486', name: 'Ada', ...text('In a group') });
    await talk.arrives(client, { from: null, groupId: '120363025246125486', ...text('From nobody') });
    await talk.arrives(client, { from: ADA, groupId: 'status@broadcast', ...text('A status post') });
    const messages = await stored(client, 4);
    expect(messages.map(({ from, to }: { from: string; to: string }) => [from, to])).toEqual([
      [lid, (await talk.numbers.show(client)).phoneNumber],
      [ADA, '120363025246125486@g.us'],
      [null, '120363025246125486@g.us'],
      [ADA, 'status@broadcast'],
    ]);
    expect((await conversationsOf(client)).map(({ chatId, contactId, unread }) => [chatId, contactId !== null, unread])).toEqual([
      [lid, true, 1],
      ['120363025246125486@g.us', false, 2],
      ['status@broadcast', false, 0],
    ]);
  });

  it('that was typed on the phone is ours, and reads what stood there', async () => {
    const client = await talk.linked();
    const { phoneNumber } = await talk.numbers.show(client);
    await talk.arrives(client, { from: ADA, ...text('Are you there?') });
    await talk.arrives(client, { from: phoneNumber, to: ADA, ...text('Yes') });
    const [, mine] = await stored(client, 2);
    expect(mine).toMatchObject({ direction: 'outbound', origin: 'phone', to: ADA, from: phoneNumber, status: 'sent' });
    expect(await conversationsOf(client)).toMatchObject([{ unread: 0 }]);
  });

  it('is edited, taken back, reacted to, and a poll is voted on', async () => {
    const client = await talk.linked();
    const { providerId } = (await talk.arrives(client, { from: ADA, ...text('Tipo') })).body;
    await talk.arrives(client, { from: ADA, type: 'edit', edit: { messageId: providerId, body: 'Typo' } });
    await talk.arrives(client, { from: ADA, type: 'reaction', reaction: { messageId: providerId, emoji: '🎉' } });
    await talk.arrives(client, { from: ADA, type: 'reaction', reaction: { messageId: providerId, emoji: '👍' } });
    await talk.arrives(client, { from: ADA, type: 'revoke', revoke: { messageId: providerId } });
    await until(async () => (await talk.told(client, 'message.revoked')).length === 1);
    const [message] = await talk.messages(client);
    expect(message).toMatchObject({ text: { body: 'Typo' }, reactions: [{ from: ADA, emoji: '👍' }] });
    expect(message.editedAt && message.revokedAt).toBeTruthy();
    expect((await talk.show(message.id)).edits).toMatchObject([{ text: 'Tipo' }]);
    const poll = (
      await api.post('/v1/messages', {
        clientId: client,
        to: scripted('11'),
        type: 'poll',
        poll: { question: 'When?', options: ['Now', 'Later'] },
      })
    ).body;
    await until(async () => (await talk.told(client, 'message.poll_vote')).length === 1);
    expect((await talk.show(poll.id)).poll.votes).toMatchObject([{ from: scripted('11'), options: ['Now'] }]);
  });

  it('keeps what is said about a message that is not there yet, until it is', async () => {
    const client = await talk.linked();
    await talk.arrives(client, { from: ADA, providerId: 'false_late_1', ...text('First') });
    const [first] = await stored(client, 1);
    await server.db.asSystem('test', (tx) => tx.execute('delete from messages where id = $1', [first.id]));
    await talk.arrives(client, { from: ADA, type: 'reaction', reaction: { messageId: 'false_late_1', emoji: '👍' } });
    await until(
      async () =>
        (await server.db.asSystem('test', (tx) => tx.query('select from early_events where client_id = $1', [client]))).length === 1,
    );
    await server.db.asSystem('test', (tx) =>
      tx.execute(`update inbound_events set state = 'queued' where client_id = $1 and type = 'message'`, [client]),
    );
    const [again] = await stored(client, 1);
    expect(again.reactions).toMatchObject([{ emoji: '👍' }]);
  });

  it('answers five at one instant in their order', async () => {
    const client = await talk.linked();
    await talk.text(client, scripted('18'), 'Go');
    const messages = (await stored(client, 6)).slice(1);
    expect(messages.map(({ text: { body } }: { text: { body: string } }) => body)).toEqual(
      messages.map((_: unknown, index: number) => expect.stringContaining(String(index + 1))),
    );
  });

  it('that says stop is honoured and answered once; nothing else goes to them then', async () => {
    const client = await talk.linked();
    await talk.arrives(client, { from: ADA, ...text('STOP') });
    await talk.arrives(client, { from: ADA, ...text('stop') });
    await until(async () => (await talk.sent(client)).length === 1);
    expect((await talk.text(client, ADA, 'Buy!')).body.code).toBe('messages.opted_out');
    expect((await talk.text(client, ADA, 'As you wish', { overrideConsent: true })).status).toBe(202);
  });
});

describe('what was missed', () => {
  it('is looked up when the number is back, stored once and marked as late', async () => {
    const client = await talk.linked();
    await talk.arrives(client, { from: ADA, ...text('Heard') });
    await stored(client, 1);
    await talk.arrives(client, { from: ADA, providerId: 'false_missed_1', ...text('Missed') });
    await stored(client, 2);
    await talk.numbers.ask(client, 'stop');
    await talk.numbers.reaches(client, 'stopped');
    await talk.arrives(client, { from: ADA, ...text('Written while it was off') });
    // As if this had never been reported.
    await server.db.asSystem('test', async (tx) => {
      await tx.execute(`delete from messages where client_id = $1 and content -> 'text' ->> 'body' = 'Missed'`, [client]);
      await tx.execute(`delete from inbound_events where client_id = $1 and event ->> 'providerId' = 'false_missed_1'`, [client]);
    });
    await talk.numbers.ask(client, 'start');
    const messages = await stored(client, 3);
    expect(messages.map(({ text: { body }, late = false }: { text: { body: string }; late?: boolean }) => [body, late])).toEqual([
      ['Heard', false],
      ['Missed', true],
      ['Written while it was off', true],
    ]);
    expect((await talk.told(client, 'message.received')).length).toBe(4);
  });
});

describe('a message that waits', () => {
  it('fails when its person opts out meanwhile', async () => {
    const client = await talk.linked();
    await talk.numbers.ask(client, 'pause');
    const { body } = await talk.text(client, '+15557770042', 'Waiting');
    await talk.arrives(client, { from: '+15557770042', ...text('STOP') });
    await until(async () => (await talk.told(client, 'contact.opted_out')).length === 1);
    await talk.numbers.ask(client, 'resume');
    expect((await talk.reaches(body.id, 'failed')).error.code).toBe('messages.opted_out');
  });
});

describe('an event that cannot be worked off', () => {
  it('keeps only its own chat waiting, is parked after five tries, and can be tried again', async () => {
    const client = await talk.linked();
    // Before all that is heard.
    const id = `00000000${randomUUID().slice(8)}`;
    await server.db.asSystem('test', (tx) =>
      tx.execute(
        `insert into inbound_events (id, organization_id, client_id, type, event, chat_id, state)
         select $1, organization_id, id, 'message', '{"type":"message"}', $3, 'queued' from clients where id = $2`,
        [id, client, ADA],
      ),
    );
    await talk.arrives(client, { from: ADA, ...text('Behind it') });
    await talk.arrives(client, { from: '+15557770002', ...text('Beside it') });
    await until(async () => (await talk.messages(client)).length === 1);
    expect((await talk.messages(client))[0].from).toBe('+15557770002');
    const parked = async () => (await api.get('/v1/inbound-events?status=parked')).body.data;
    await until(async () => (await parked()).length === 1, 40_000);
    expect((await parked())[0]).toMatchObject({ id, clientId: client, attempts: 5, status: 'parked' });
    await stored(client, 2);
    expect((await api.post(`/v1/inbound-events/${id}/retry`)).body).toMatchObject({ status: 'queued', attempts: 0 });
    expect((await api.post(`/v1/inbound-events/${id}/retry`)).status).toBe(409);
  }, 60_000);
});
