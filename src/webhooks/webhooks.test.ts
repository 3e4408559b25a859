import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { openRig, WEBHOOK_ENV } from './testing/rig.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: WEBHOOK_ENV });
});
afterAll(() => server?.stop());

const PUBLIC = 'https://example.com/hook';

describe('an endpoint', () => {
  it('is added with its secret, which is never shown again, and stored sealed', async () => {
    const { api } = await openRig(server);
    const made = await api.post('/v1/webhooks', { url: PUBLIC, events: ['message.received', 'client.*'] });
    expect(made.status).toBe(201);
    expect(made.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(made.body).toMatchObject({
      url: PUBLIC,
      events: ['message.received', 'client.*'],
      clientIds: null,
      state: 'active',
      retry: { policy: 'default', delaysSeconds: [2, 4, 8] },
      ordered: false,
      maxInFlight: 10,
    });
    const { secret, ...shown } = made.body;
    expect((await api.get(`/v1/webhooks/${made.body.id}`)).body).toEqual(shown);
    expect((await api.get('/v1/webhooks')).body.data).toEqual([shown]);
    const rows = await server.db.asSystem('test', (tx) => tx.query('select * from webhooks where id = $1', [made.body.id]));
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('is the same one when it was added twice with one key, secret included', async () => {
    const { api } = await openRig(server);
    const add = () => api.post('/v1/webhooks', { url: PUBLIC, events: ['*'] }, { 'Idempotency-Key': 'once' });
    const [first, second] = [await add(), await add()];
    expect(second.body).toEqual(first.body);
    expect((await api.get('/v1/webhooks')).body.data).toHaveLength(1);
  });

  it('is refused when its address can only be a wrong one', async () => {
    const { api } = await openRig(server);
    const codes = await Promise.all(
      [
        'http://example.com/',
        'https://10.0.0.5/',
        'https://localhost/',
        'https://user:pw@example.com/',
        'ftp://example.com/',
        'nothing',
      ].map(async (url) => (await api.post('/v1/webhooks', { url, events: ['*'] })).body.code),
    );
    expect(codes).toEqual([
      'outbound.scheme_not_allowed',
      'outbound.private_address',
      'outbound.private_address',
      'outbound.credentials_in_url',
      'outbound.scheme_not_allowed',
      'outbound.invalid_url',
    ]);
  });

  it.each([
    { events: [] },
    { events: ['Message'] },
    { events: ['message.*.x'] },
    { clientIds: ['x'] },
    { retry: { policy: 'forever' } },
    { retry: { policy: 'custom', delaysSeconds: [0] } },
    { maxInFlight: 0 },
    { secret: 'whsec_mine' },
    { description: 'x'.repeat(501) },
    { headers: { Host: 'example.com' } },
    { headers: { 'content-type': 'text/plain' } },
    { headers: { 'Content-Length': '0' } },
    { headers: { 'Transfer-Encoding': 'chunked' } },
    { headers: { connection: 'close' } },
    { headers: { 'Proxy-Authorization': 'x' } },
    { headers: { 'webhook-signature': 'v1,x' } },
    { headers: { 'X-Waxwing-Signature': 'x' } },
    { headers: { 'X-Token': 'a\r\nX-Other: b' } },
    { headers: { 'X Token': 'a' } },
    { headers: { 'X-Token': 'a', 'x-token': 'b' } },
    { headers: { 'X-Token': 'ünï\u0100' } },
  ])('is refused with %j', async (wrong) => {
    const { api } = await openRig(server);
    expect((await api.post('/v1/webhooks', { url: PUBLIC, events: ['*'], ...wrong })).status).toBe(422);
  });

  it('keeps the values of its headers to itself', async () => {
    const { api } = await openRig(server);
    const { body } = await api.post('/v1/webhooks', { url: PUBLIC, events: ['*'], headers: { Authorization: 'Bearer very-secret' } });
    expect(body.headerNames).toEqual(['Authorization']);
    const rows = await server.db.asSystem('test', (tx) => tx.query('select * from webhooks where id = $1', [body.id]));
    expect(JSON.stringify([body, rows])).not.toContain('very-secret');
  });

  it('is changed in part, switched off and on, and removed', async () => {
    const { api } = await openRig(server);
    const { id } = (await api.post('/v1/webhooks', { url: PUBLIC, events: ['*'], headers: { 'X-A': '1' } })).body;
    const change = async (body: object) => (await api.patch(`/v1/webhooks/${id}`, body)).body;
    expect(await change({ description: 'Till' })).toMatchObject({ description: 'Till', url: PUBLIC, events: ['*'], headerNames: ['X-A'] });
    expect(await change({ retry: { policy: 'standard' }, headers: {} })).toMatchObject({
      headerNames: [],
      retry: { policy: 'standard', delaysSeconds: [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000] },
    });
    expect(await change({ state: 'disabled' })).toMatchObject({
      state: 'disabled',
      disabledReason: 'by_person',
      disabledAt: expect.any(String),
    });
    expect((await api.get('/v1/webhooks?state=active')).body.data).toEqual([]);
    expect(await change({ state: 'active' })).toMatchObject({ state: 'active', disabledReason: null, disabledAt: null });
    expect((await api.patch(`/v1/webhooks/${id}`, { url: 'https://127.0.0.2/' })).status).toBe(422);
    expect((await api.delete(`/v1/webhooks/${id}`)).status).toBe(204);
    expect((await api.get(`/v1/webhooks/${id}`)).body.code).toBe('webhooks.not_found');
  });

  it('tells the audit log what was done, without addresses and secrets', async () => {
    const { api } = await openRig(server);
    const { id, secret } = (await api.post('/v1/webhooks', { url: 'https://example.com/?token=hidden', events: ['*'] })).body;
    await api.post(`/v1/webhooks/${id}/rotate-secret`, {});
    await api.delete(`/v1/webhooks/${id}`);
    const { data } = (await api.get('/v1/audit-logs')).body;
    expect(data.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['webhooks.create', 'webhooks.rotate_secret', 'webhooks.delete']),
    );
    expect(JSON.stringify(data)).not.toMatch(/token=hidden|whsec_/);
    expect(secret).toBeDefined();
  });
});

describe('whoever may use some numbers only', () => {
  it('makes and sees endpoints for these numbers only', async () => {
    const { api } = await openRig(server);
    const [mine, other] = await Promise.all(
      ['Mine', 'Other'].map(async (name) => (await api.post('/v1/clients', { name, channel: 'sandbox' })).body.id as string),
    );
    const key = (await api.post('/v1/api-keys', { name: 'Till', clientIds: [mine], scopes: ['webhooks.read', 'webhooks.manage'] })).body
      .key;
    const program = openApi(server, key);
    const add = (clientIds: unknown) => program.post('/v1/webhooks', { url: PUBLIC, events: ['*'], clientIds });
    for (const clientIds of [null, [other], [mine, other]])
      expect(await add(clientIds)).toMatchObject({ status: 403, body: { code: 'webhooks.restricted' } });
    const made = (await add([mine])).body;
    const ofAll = (await api.post('/v1/webhooks', { url: PUBLIC, events: ['*'] })).body;
    expect((await program.get('/v1/webhooks')).body.data.map(({ id }: { id: string }) => id)).toEqual([made.id]);
    expect((await program.get(`/v1/webhooks/${ofAll.id}`)).status).toBe(404);
    expect((await program.patch(`/v1/webhooks/${made.id}`, { clientIds: null })).status).toBe(403);
    for (const path of ['test', 'rotate-secret', 'replay'])
      expect(
        (await program.post(`/v1/webhooks/${ofAll.id}/${path}`, path === 'replay' ? { from: '2026-01-01T00:00:00Z' } : {})).status,
      ).toBe(404);
  });

  it('cannot be given numbers that do not exist', async () => {
    const { api } = await openRig(server);
    const stranger = await openRig(server);
    const foreign = (await stranger.api.post('/v1/clients', { name: 'Foreign', channel: 'sandbox' })).body.id;
    expect((await api.post('/v1/webhooks', { url: PUBLIC, events: ['*'], clientIds: [foreign] })).status).toBe(422);
  });
});
