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
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10', SEND_MAX_TRIES: '3' } });
  api = await openApi(server).register();
  talk = talkOf(api, server.db);
});
afterAll(() => server?.stop());

const SOMEBODY = '+15551230001';
const scripted = (nn: string) => `+1555999${nn}01`;

describe('a message that is sent', () => {
  it('is accepted at once and reaches the person, with each status told', async () => {
    const client = await talk.linked();
    const { status, body } = await talk.text(client, '+1 (555) 123-0001', 'Hello', { metadata: { order: 7 } });
    expect([status, body.status, body.to, body.queue.ahead, body.queue.left]).toEqual([202, 'queued', SOMEBODY, 0, null]);
    const message = await talk.reaches(body.id, 'delivered');
    expect(message).toMatchObject({ direction: 'outbound', origin: 'dashboard', text: { body: 'Hello' }, metadata: { order: 7 } });
    expect(message.history.map((each: { status: string }) => each.status)).toEqual(['queued', 'sending', 'sent', 'delivered']);
    expect((await talk.told(client)).map(({ type, data }) => [type, data.message.id])).toEqual(
      ['queued', 'sent', 'delivered'].map((each) => [`message.${each}`, body.id]),
    );
    expect(await talk.sent(client)).toMatchObject([
      { to: SOMEBODY, text: { body: 'Hello' }, ownId: body.id, providerId: message.providerId },
    ]);
  });

  it.each([
    ['location', { latitude: 52.5, longitude: 13.4, name: 'Office' }],
    ['contacts', [{ name: 'Ada', phones: [{ number: '+15551230009' }] }]],
    ['poll', { question: 'When?', options: ['Now', 'Later'] }],
    ['interactive', { kind: 'buttons', body: 'Well?', buttons: [{ id: 'y', title: 'Yes' }] }],
  ])('can be a %s', async (type, payload) => {
    const client = await talk.linked();
    const { body } = await api.post('/v1/messages', { clientId: client, to: SOMEBODY, type, [type]: payload });
    await talk.reaches(body.id, 'delivered');
    expect(await talk.sent(client)).toMatchObject([{ type, [type]: payload }]);
  });

  it('quotes another, is passed on, and is reacted to', async () => {
    const client = await talk.linked();
    const first = (await talk.text(client, SOMEBODY, 'First')).body;
    const reply = (await talk.text(client, SOMEBODY, 'Second', { replyTo: first.id })).body;
    await talk.reaches(reply.id, 'delivered');
    const passed = (await api.post(`/v1/messages/${first.id}/forward`, { to: '+15551230002' })).body;
    await talk.reaches(passed.id, 'delivered');
    const reaction = { messageId: first.id, emoji: '👍' };
    const reacted = (await api.post('/v1/messages', { clientId: client, to: SOMEBODY, type: 'reaction', reaction })).body;
    await talk.reaches(reacted.id, 'sent');
    const [one, two, three] = await talk.sent(client);
    expect(one).toMatchObject({ reaction: '👍' });
    expect(two).toMatchObject({ replyTo: one.providerId });
    expect(three).toMatchObject({ to: '+15551230002', forwarded: true, text: { body: 'First' } });
    expect((await talk.show(first.id)).reactions).toMatchObject([{ emoji: '👍' }]);
  });

  it('goes in order within a conversation, also past one that is tried again', async () => {
    const client = await talk.linked();
    const flaky = scripted('32');
    const ids = [];
    for (let number = 1; number <= 2; number += 1) ids.push((await talk.text(client, flaky, `Line ${number}`)).body.id);
    const other = (await talk.text(client, SOMEBODY, 'Not kept back')).body;
    await talk.reaches(other.id, 'delivered');
    expect((await talk.show(ids[0])).status).not.toBe('delivered');
    await talk.reaches(ids[1], 'delivered');
    const copies = (await talk.sent(client)).filter(({ to }: { to: string }) => to === flaky);
    expect(copies.map((copy: { text: { body: string } }) => copy.text.body)).toEqual([1, 2].map((number) => `Line ${number}`));
  }, 60_000);

  it('ends as failed with its reason when it can never go', async () => {
    const client = await talk.linked();
    const reasons = { '30': 'not_registered', '31': 'recipient_refused', '38': 'restricted', '37': undefined };
    for (const [nn, reason] of Object.entries(reasons)) {
      const { body } = await talk.text(client, scripted(nn), 'Hello');
      const failed = await talk.reaches(body.id, 'failed');
      expect([nn, failed.error.code]).toEqual([nn, reason ? `channels.${reason}` : failed.error.code]);
    }
    const { body } = await talk.text(client, scripted('33'), 'Hello');
    const failed = await talk.reaches(body.id, 'failed');
    expect(failed.error.detail).toContain('Given up after 3 tries');
  }, 60_000);

  it('is never sent twice when its answer is lost, and once more when it did not arrive', async () => {
    const client = await talk.linked();
    const arrived = (await talk.text(client, scripted('35'), 'Arrives')).body;
    const lost = (await talk.text(client, scripted('36'), 'Does not')).body;
    await talk.reaches(arrived.id, 'delivered');
    const again = await talk.reaches(lost.id, 'delivered');
    expect(again.history.map((each: { status: string }) => each.status)).toContain('queued');
    expect(new Set((await talk.sent(client)).map(({ ownId }: { ownId: string }) => ownId))).toEqual(new Set([arrived.id, lost.id]));
    expect((await talk.sent(client)).length).toBe(2);
  });

  it('takes its first tick before the answer of its send', async () => {
    const client = await talk.linked();
    const { body } = await talk.text(client, scripted('22'), 'Early');
    const message = await talk.reaches(body.id, 'delivered');
    expect(message.history.map((each: { status: string }) => each.status)).toEqual(['queued', 'sending', 'sent', 'delivered']);
    expect((await talk.told(client, 'message.sent')).length).toBe(1);
  });

  it('waits while the number is paused or stopped, and goes when it can', async () => {
    const client = await talk.linked();
    await talk.numbers.ask(client, 'pause');
    const { body } = await talk.text(client, SOMEBODY, 'Later');
    await talk.numbers.ask(client, 'stop');
    await talk.numbers.reaches(client, 'stopped');
    expect((await talk.show(body.id)).status).toBe('queued');
    await talk.numbers.ask(client, 'start');
    await talk.numbers.reaches(client, 'paused');
    await talk.numbers.ask(client, 'resume');
    await talk.reaches(body.id, 'delivered');
  });

  it('that a crash left on its way is asked about, and sent again only when it did not go', async () => {
    const client = await talk.linked();
    const gone = (await talk.text(client, SOMEBODY, 'Went')).body;
    await talk.reaches(gone.id, 'delivered');
    await talk.numbers.ask(client, 'stop');
    await talk.numbers.reaches(client, 'stopped');
    const waiting = (await talk.text(client, SOMEBODY, 'Did not go')).body;
    await server.db.asSystem('test', (tx) =>
      tx.execute(
        `update messages set status = 'sending', due_at = now(), claimed_at = now(), claim_fence = 1, attempts = 1, provider_id = null where client_id = $1`,
        [client],
      ),
    );
    await talk.numbers.ask(client, 'start');
    await talk.reaches(waiting.id, 'delivered');
    await until(async () => (await talk.show(gone.id)).status === 'delivered');
    expect((await talk.sent(client)).map(({ ownId }: { ownId: string }) => ownId)).toEqual([gone.id, waiting.id]);
  });

  it('whose question came due while others were sent is asked about all the same', async () => {
    const client = await talk.linked();
    const { body } = await talk.text(client, SOMEBODY, 'Went');
    await talk.reaches(body.id, 'delivered');
    await server.db.asSystem('test', (tx) =>
      tx.execute(`update messages set status = 'unknown', due_at = now() - interval '1 minute', provider_id = null where id = $1`, [
        body.id,
      ]),
    );
    const next = (await talk.text(client, SOMEBODY, 'Behind it')).body;
    await talk.reaches(next.id, 'delivered');
    expect((await talk.show(body.id)).status).not.toBe('unknown');
    expect((await talk.sent(client)).length).toBe(2);
  });
});
