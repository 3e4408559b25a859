import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';

let server: TestServer;
let api: Api;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
});
afterAll(() => server?.stop());

const clientState = async (id: string) => (await api.get(`/v1/clients/${id}`)).body.state;

async function linked(): Promise<string> {
  const { id } = (await api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body;
  await api.post(`/v1/clients/${id}/start`);
  await until(async () => (await clientState(id)) === 'awaiting_scan');
  await api.post(`/v1/clients/${id}/sandbox/scan`, {});
  await until(async () => (await clientState(id)) === 'ready');
  return id;
}

describe('linking a sandbox number', () => {
  it('goes from stopped over a code to ready', async () => {
    const created = await api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' });
    expect([created.status, created.body]).toMatchObject([201, { state: 'stopped', desiredState: 'stopped', nextAction: 'start' }]);
    const { id } = created.body;
    expect((await api.get(`/v1/clients/${id}/qr`)).body.code).toBe('clients.not_awaiting_scan');
    await api.post(`/v1/clients/${id}/start`);
    await until(async () => (await clientState(id)) === 'awaiting_scan');
    const qr = await api.get(`/v1/clients/${id}/qr`);
    expect(qr.body).toMatchObject({
      qr: expect.any(String),
      image: expect.stringMatching(/^data:image\/png;base64,/),
      expiresAt: expect.any(String),
    });
    expect((await api.post(`/v1/clients/${id}/sandbox/scan`, {})).status).toBe(200);
    await until(async () => (await clientState(id)) === 'ready');
    const history = (await api.get(`/v1/clients/${id}/history`)).body.data.map(({ state }: { state: string }) => state);
    expect(history.toReversed()).toEqual(expect.arrayContaining(['stopped', 'starting', 'awaiting_scan', 'ready']));
  });

  it('comes back by itself after its connection broke', async () => {
    const id = await linked();
    await api.put(`/v1/clients/${id}/sandbox/faults`, { disconnect: true });
    await until(async () => (await clientState(id)) === 'disconnected');
    await until(async () => (await clientState(id)) === 'ready');
  });

  it('needs a new scan after a logout', async () => {
    const id = await linked();
    await api.post(`/v1/clients/${id}/logout`);
    await until(async () => (await api.get(`/v1/clients/${id}`)).body.phoneNumber === null);
    await until(async () => (await clientState(id)) === 'stopped');
    await api.post(`/v1/clients/${id}/start`);
    await until(async () => (await clientState(id)) === 'awaiting_scan');
  });

  it('is gone at once when it is deleted', async () => {
    const id = await linked();
    expect((await api.delete(`/v1/clients/${id}`)).status).toBe(204);
    expect((await api.get(`/v1/clients/${id}`)).status).toBe(404);
  });
});

describe('what is created in the session with an idempotency key', () => {
  const create = (id: string, subject: string) =>
    api.post(`/v1/clients/${id}/groups`, { subject, participants: ['+15551230002'] }, { 'Idempotency-Key': 'once' });

  it('is there once, however often it is asked for', async () => {
    const id = await linked();
    const atOnce = await Promise.all([create(id, 'Team'), create(id, 'Team')]);
    expect(atOnce.map(({ status }) => status).every((status) => status === 201 || status === 409)).toBe(true);
    const again = await create(id, 'Team');
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect((await create(id, 'Another')).body.code).toBe('idempotency.mismatch');
    expect((await api.get(`/v1/clients/${id}/groups`)).body.data).toHaveLength(1);
    expect((await api.get(`/v1/audit-logs?action=groups.create&target=${id}`)).body.data).toHaveLength(1);
    const say = () =>
      api.post(
        `/v1/clients/${id}/sandbox/messages`,
        { from: '+15551230002', type: 'text', text: { body: 'Hello' } },
        { 'Idempotency-Key': 'hello' },
      );
    expect((await say()).body.providerId).toBe((await say()).body.providerId);
  });

  it('can be asked for again with the same key after a refusal', async () => {
    const id = await linked();
    await api.post(`/v1/clients/${id}/stop`);
    await until(async () => (await clientState(id)) === 'stopped');
    expect((await create(id, 'Team')).body.code).toBe('clients.not_running');
    await api.post(`/v1/clients/${id}/start`);
    await until(async () => (await clientState(id)) === 'ready');
    expect((await create(id, 'Team')).status).toBe(201);
  });
});
