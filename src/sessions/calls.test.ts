import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { channelErrorReasons, ChannelError } from '../channels/channels.ts';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { asProblem } from './calls.ts';
import { numbersOf } from './testing/numbers.ts';
import type { Numbers } from './testing/numbers.ts';

let server: TestServer;
let api: Api;
let numbers: Numbers;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  numbers = numbersOf(api, server.db);
});
afterAll(() => server?.stop());

const PERSON = '+15557770001';
const hello = { from: PERSON, type: 'text', text: { body: 'Hello' } };
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('a call that needs the session', () => {
  it('waits for one that is just coming up', async () => {
    const id = await numbers.created();
    for (let turn = 0; turn < 20; turn += 1) {
      await numbers.ask(id, 'start');
      expect(await numbers.faults(id, { speed: 1 })).toMatchObject({ status: 200 });
      await numbers.ask(id, 'stop');
    }
  });

  it('says so when the client does not run, or is not connected', async () => {
    const id = await numbers.created({});
    expect(codeOf(await api.post(`/v1/clients/${id}/check-numbers`, { numbers: [PERSON] }))).toEqual([409, 'clients.not_running']);
    expect(codeOf(await api.post(`/v1/clients/${id}/pairing-code`, { phoneNumber: PERSON }))).toEqual([409, 'clients.not_running']);
    await numbers.ask(id, 'start');
    await numbers.reaches(id, 'awaiting_scan');
    expect(codeOf(await api.post(`/v1/clients/${id}/check-numbers`, { numbers: [PERSON] }))).toEqual([409, 'clients.not_connected']);
    expect(codeOf(await api.post(`/v1/clients/${id}/pairing-code`, { phoneNumber: 'home' }))).toEqual([422, 'validation.failed']);
  });

  it('says so when its channel cannot do it', async () => {
    const id = await numbers.linked();
    expect(codeOf(await api.get(`/v1/clients/${id}/screenshot`))).toEqual([501, 'channels.not_supported']);
  });

  it('tells which numbers have WhatsApp', async () => {
    const id = await numbers.linked();
    await numbers.faults(id, { unregistered: ['+15557770009'] });
    const { body } = await api.post(`/v1/clients/${id}/check-numbers`, { numbers: [PERSON, '+1 555 777 0009'] });
    expect(body.data).toMatchObject([
      { number: PERSON, registered: true },
      { number: '+15557770009', registered: false },
    ]);
  });

  it('creates a group, changes it and leaves it', async () => {
    const id = await numbers.linked();
    const groups = `/v1/clients/${id}/groups`;
    const { group, results } = (await api.post(groups, { subject: 'Friends', participants: [PERSON] })).body;
    expect([group.subject, results]).toEqual(['Friends', [{ person: PERSON, outcome: 'done' }]]);
    const one = `${groups}/${group.groupId}`;
    expect((await api.patch(one, { subject: 'Old friends', description: 'From school' })).status).toBe(204);
    expect((await api.post(`${one}/participants`, { change: 'add', participants: ['+15557770002'] })).body.results[0].outcome).toBe('done');
    expect((await api.get(groups)).body.data).toEqual([
      expect.objectContaining({ subject: 'Old friends', description: 'From school', admin: true }),
    ]);
    const link = (await api.get(`${one}/invite-link`)).body.inviteLink;
    expect((await api.post(`${one}/invite-link`)).body.inviteLink).not.toBe(link);
    expect((await api.get(`${one}/join-requests`)).body.data).toEqual([]);
    expect((await api.post(`${one}/leave`)).status).toBe(204);
    expect(codeOf(await api.patch(`${groups}/1234567890@g.us`, { subject: 'Nobody' }))).toEqual([404, 'groups.not_found']);
    expect(codeOf(await api.get(`${groups}/nonsense/invite-link`))).toEqual([404, 'groups.not_found']);
    expect(codeOf(await api.get(`/v1/clients/nonsense/groups/1234567890@g.us/invite-link`))).toEqual([404, 'clients.not_found']);
  });
});

describe('the sandbox of a client that does not run', () => {
  it('keeps its switches and what arrives, which is heard when it runs', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'stop');
    await numbers.reaches(id, 'stopped');
    await until(async () => (await numbers.row(id))?.leaseNode === null);
    expect((await numbers.faults(id, { slowMs: 5 })).body).toMatchObject({ slowMs: 5 });
    expect((await api.get(`/v1/clients/${id}/sandbox/faults`)).body).toMatchObject({ slowMs: 5 });
    expect((await api.post(`/v1/clients/${id}/sandbox/messages`, hello)).status).toBe(201);
    expect((await api.get(`/v1/clients/${id}/sandbox/sent`)).body).toEqual({ data: [] });
    expect(codeOf(await numbers.ask(id, 'sandbox/scan'))).toEqual([409, 'clients.not_awaiting_scan']);
    expect(await heard(id)).toBe(0);
    await numbers.ask(id, 'start');
    await until(async () => (await heard(id)) === 1);
  });

  it('is kept when it is logged out, all but its link', async () => {
    const id = await numbers.linked();
    await numbers.ask(id, 'logout');
    await until(async () => (await numbers.show(id)).reason === 'logged_out_by_person');
    expect((await api.get(`/v1/clients/${id}/sandbox/faults`)).body.speed).toBeGreaterThan(1);
  });

  it('is asked of sandbox clients only', async () => {
    const id = await numbers.created();
    await numbers.change(id, `channel = 'web'`);
    for (const answer of [
      await numbers.ask(id, 'sandbox/scan'),
      await api.get(`/v1/clients/${id}/sandbox/sent`),
      await numbers.faults(id, {}),
    ])
      expect(codeOf(answer)).toEqual([409, 'clients.not_sandbox']);
  });
});

describe("a channel's failure", () => {
  it('has a status for each outcome', () => {
    const problem = (...parts: ConstructorParameters<typeof ChannelError>) => asProblem(new ChannelError(...parts));
    expect(problem('not_supported', 'not_supported', 'No.')).toMatchObject({ status: 501, code: 'channels.not_supported' });
    expect(problem('not_sent', 'not_awaiting_scan', 'No.')).toMatchObject({ status: 409, code: 'clients.not_awaiting_scan' });
    expect(problem('retryable', 'not_connected', 'No.')).toMatchObject({ status: 409, code: 'clients.not_connected' });
    expect(problem('not_sent', 'chat_not_found', 'No.')).toMatchObject({ status: 404, code: 'channels.chat_not_found' });
    expect(problem('unknown', 'answer_lost', 'No.')).toMatchObject({ status: 502, code: 'channels.answer_lost', headers: {} });
    expect(problem('retryable', 'rate_limited', 'No.', { retryAfterMs: 2_500 })).toMatchObject({
      status: 503,
      headers: { 'Retry-After': '3' },
    });
    for (const reason of channelErrorReasons) expect(problem('not_sent', reason, 'No.').status).toBeLessThan(500);
  });
});

async function heard(id: string): Promise<number> {
  const { count } = await server.db.asSystem('test', (tx) =>
    tx.one<{ count: number }>(`select count(*) from inbound_events where client_id = $1 and type = 'message'`, [id]),
  );
  return count;
}
