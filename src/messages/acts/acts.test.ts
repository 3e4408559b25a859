import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, until } from '../../platform/testing/api.ts';
import type { Answer, Api } from '../../platform/testing/api.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { talkOf } from '../testing/talk.ts';
import type { Talk } from '../testing/talk.ts';

let server: TestServer;
let api: Api;
let talk: Talk;
let client: string;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  talk = talkOf(api, server.db);
  client = await talk.linked();
});
afterAll(() => server?.stop());

const ADA = '+15557770001';
const codeOf = ({ status, body }: Answer) => [status, body.code];

async function delivered(to: string, body: string) {
  return talk.reaches((await talk.text(client, to, body)).body.id, 'delivered');
}
const copyOf = async (id: string) => (await talk.sent(client)).find(({ ownId }: { ownId: string }) => ownId === id);

describe('a message at WhatsApp', () => {
  it('is edited, and what it said before is kept', async () => {
    const { id } = await delivered(ADA, 'Tipo');
    expect((await api.patch(`/v1/messages/${id}`, { text: { body: 'Typo' } })).body).toMatchObject({ text: { body: 'Typo' } });
    expect(await copyOf(id)).toMatchObject({ text: { body: 'Typo' } });
    expect((await talk.show(id)).edits).toMatchObject([{ text: 'Tipo' }]);
    expect((await talk.told(client, 'message.edited')).length).toBe(1);
  });

  it('is taken back for everyone, once', async () => {
    const { id } = await delivered(ADA, 'Oops');
    expect((await api.delete(`/v1/messages/${id}`)).body.revokedAt).toBeTruthy();
    expect((await copyOf(id)).revokedAt).toBeTruthy();
    expect((await api.delete(`/v1/messages/${id}`)).status).toBe(200);
    expect((await talk.told(client, 'message.revoked')).length).toBe(1);
    expect(codeOf(await api.patch(`/v1/messages/${id}`, { text: { body: 'Again' } }))).toEqual([422, 'messages.not_editable']);
  });

  it('gets our reaction, loses it, and gets a star', async () => {
    const { id } = await delivered(ADA, 'Nice');
    expect((await api.put(`/v1/messages/${id}/reaction`, { emoji: '👍' })).body.reactions).toMatchObject([{ emoji: '👍' }]);
    expect(await copyOf(id)).toMatchObject({ reaction: '👍' });
    expect((await api.delete(`/v1/messages/${id}/reaction`)).body.reactions).toBeUndefined();
    expect((await api.put(`/v1/messages/${id}/star`)).body.starred).toBe(true);
    expect((await api.delete(`/v1/messages/${id}/star`)).body.starred).toBeUndefined();
  });

  it('says so when that cannot be', async () => {
    const other = (await api.post('/v1/clients', { name: 'Off', channel: 'sandbox' })).body.id;
    const { body } = await talk.text(other, ADA, 'Waiting');
    expect(codeOf(await api.put(`/v1/messages/${body.id}/reaction`, { emoji: '👍' }))).toEqual([409, 'messages.not_sent_yet']);
    expect((await api.put(`/v1/messages/${other}/reaction`, { emoji: '👍' })).status).toBe(404);
  });
});

describe('a conversation', () => {
  it('is read, on the phone too, and shows that we type', async () => {
    await talk.arrives(client, { from: '+15557770002', type: 'text', text: { body: 'Hello?' } });
    const find = async () => (await api.get('/v1/conversations?unread=true')).body.data[0];
    await until(async () => Boolean(await find()));
    const { id } = await find();
    expect((await api.post(`/v1/conversations/${id}/typing`)).status).toBe(204);
    expect((await api.post(`/v1/conversations/${id}/read`)).body.unread).toBe(0);
    expect((await api.get(`/v1/conversations/${id}/messages`)).body.data[0].status).toBe('read');
    const { value } = await server.db.asSystem('test', (tx) =>
      tx.one<{ value: number }>(`select value from channel_store where client_id = $1 and key = 'r/+15557770002'`, [client]),
    );
    expect(value).toBeGreaterThan(0);
  });
});

describe('a message of which nobody knows whether it went', () => {
  it('is for a person to decide', async () => {
    for (const [outcome, status] of [
      ['sent', 'sent'],
      ['failed', 'failed'],
      ['send_again', 'delivered'],
    ] as const) {
      const { body } = await talk.text(client, '+15557770003', 'Perhaps', { sendAt: new Date(Date.now() + 3_600_000).toISOString() });
      await server.db.asSystem('test', (tx) =>
        tx.execute(`update messages set status = 'unknown', due_at = null, error_code = 'channels.answer_lost' where id = $1`, [body.id]),
      );
      expect((await api.post(`/v1/messages/${body.id}/resolve`, { outcome })).status).toBe(200);
      await talk.reaches(body.id, status);
      expect(codeOf(await api.post(`/v1/messages/${body.id}/resolve`, { outcome }))).toEqual([409, 'messages.not_unknown']);
    }
  });
});
