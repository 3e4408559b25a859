import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { releaseSend, reserveSend } from './safety.ts';

let server: TestServer;
let api: Api;
let organizationId: string;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
  organizationId = (await api.get('/v1/auth/me')).body.organization.id;
});
afterAll(() => server?.stop());

const newClient = async () => (await api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body.id as string;
const reserve = (clientId: string, sendId: string = randomUUID()) =>
  server.db.inOrganization(organizationId, (tx) => reserveSend(tx, { clientId, sendId }));
/** Lets the sends of a client lie further back. */
const age = (clientId: string, seconds: number) =>
  server.db.asSystem('test', (tx) =>
    tx.execute('update reserved_sends set at = at - make_interval(secs => $2) where client_id = $1', [clientId, seconds]),
  );

describe('the limits of a number', () => {
  it('let 20 go in a minute, then say for how long nothing goes', async () => {
    const client = await newClient();
    for (let count = 0; count < 20; count += 1) expect(await reserve(client)).toEqual({ go: true });
    const refused = await reserve(client);
    expect(refused).toMatchObject({ go: false });
    expect(refused.go || refused.waitMs).toBeGreaterThan(55_000);
    expect((await api.get(`/v1/clients/${client}/safety`)).body).toMatchObject({
      enabled: true,
      used: { perMinute: 20, perHour: 20, perDay: 20 },
      left: { perMinute: 0, perHour: 80, perDay: 980 },
    });
    await age(client, 61);
    expect(await reserve(client)).toEqual({ go: true });
  });

  it('roll: each send frees its place when its own hour or day is over', async () => {
    const client = await newClient();
    await api.put(`/v1/clients/${client}/safety`, { tiers: { perMinute: 100, perHour: 3, perDay: 4 } });
    for (let count = 0; count < 3; count += 1) {
      expect(await reserve(client)).toEqual({ go: true });
      await age(client, 600);
    }
    const hour = await reserve(client);
    expect(hour.go || hour.waitMs / 60_000).toBeCloseTo(30, 0);
    await age(client, 31 * 60);
    expect(await reserve(client)).toEqual({ go: true });
    await age(client, 2 * 3_600);
    const day = await reserve(client);
    expect(day.go || day.waitMs / 3_600_000).toBeGreaterThan(20);
  });

  it('count nothing that was given back, and hold nothing back when they are off', async () => {
    const client = await newClient();
    await api.put(`/v1/clients/${client}/safety`, { tiers: { perMinute: 1 } });
    const sendId = randomUUID();
    await reserve(client, sendId);
    expect((await reserve(client)).go).toBe(false);
    await server.db.inOrganization(organizationId, (tx) => releaseSend(tx, sendId));
    expect((await reserve(client)).go).toBe(true);
    expect((await api.put(`/v1/clients/${client}/safety`, { enabled: false })).body).toMatchObject({
      enabled: false,
      tiers: { perMinute: 1 },
    });
    expect((await reserve(client)).go).toBe(true);
  });

  it('count a message that is sent again once more, and not twice', async () => {
    const client = await newClient();
    const sendId = randomUUID();
    expect([(await reserve(client, sendId)).go, (await reserve(client, sendId)).go]).toEqual([true, true]);
    expect((await api.get(`/v1/clients/${client}/safety`)).body.used.perMinute).toBe(1);
  });

  it('refuse nonsense', async () => {
    const client = await newClient();
    for (const body of [{ tiers: { perMinute: 0 } }, { enabled: 'no' }, { tiers: { perWeek: 1 } }])
      expect((await api.put(`/v1/clients/${client}/safety`, body)).status).toBe(422);
  });
});
