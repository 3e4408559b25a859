import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { numbersOf } from './testing/numbers.ts';
import type { Numbers } from './testing/numbers.ts';

// More than any machine has.
const env = { REGISTRATION: 'open', BCRYPT_COST: '10', MEMORY_RESERVE_MB: '1000000' };

let server: TestServer;
let api: Api;
let numbers: Numbers;
let full: string;
beforeAll(async () => {
  server = await startTestServer({ env });
  api = await openApi(server).register();
  numbers = numbersOf(api, server.db);
  full = await webClient();
  await numbers.ask(full, 'start');
  await until(async () => (await numbers.show(full)).reason === 'host_full');
});
afterAll(() => server?.stop());

async function webClient(): Promise<string> {
  return (await api.post('/v1/clients', { name: 'Shop', channel: 'web' })).body.id;
}

describe('a host without memory for one more session', () => {
  it('says so to whoever starts a client, which then waits for its turn', async () => {
    const id = await webClient();
    const answer = await numbers.ask(id, 'start');
    expect(answer).toMatchObject({ status: 503, body: { code: 'sessions.host_full', status: 503 } });
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    await until(async () => (await numbers.show(id)).reason === 'host_full');
    expect(await numbers.show(id)).toMatchObject({ state: 'stopped', desiredState: 'running', nextAction: 'wait' });
  });

  it('gives the same answer to the same start', async () => {
    const headers = { 'Idempotency-Key': 'start-once' };
    const id = await webClient();
    const first = await api.post(`/v1/clients/${id}/start`, {}, headers);
    const second = await api.post(`/v1/clients/${id}/start`, {}, headers);
    expect([first.status, second.status]).toEqual([503, 503]);
    expect(second.body).toEqual(first.body);
  });

  it('stops one that waits at once', async () => {
    await numbers.ask(full, 'stop');
    expect(await numbers.show(full)).toMatchObject({ state: 'stopped', desiredState: 'stopped', reason: 'stopped_by_person' });
  });

  it('runs those that take no memory', async () => {
    expect(await numbers.waiting()).toBeTruthy();
  });
});
