import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMasterKeys } from '../crypto/master-key.ts';
import { openApi, TEST_PASSWORD } from '../testing/api.ts';
import type { Api } from '../testing/api.ts';
import { startTestServer } from '../testing/server.ts';
import type { TestServer } from '../testing/server.ts';
import { canonicalJson, createFingerprints } from './idempotency.ts';

let server: TestServer;
let api: Api;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  api = await openApi(server).register();
});
afterAll(() => server?.stop());

const raw = (path: string, init: RequestInit) => fetch(server.url + path, init);

describe('every answer', () => {
  it('carries a request id and says 404 as a problem for an unknown path', async () => {
    const answer = await raw('/v1/nothing', {});
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 404, code: 'http.not_found', requestId: answer.headers.get('x-request-id') });
  });

  it('keeps the request id that the caller brings, if it is one', async () => {
    const kept = await raw('/health/live', { headers: { 'X-Request-Id': 'order-4711' } });
    const made = await raw('/health/live', { headers: { 'X-Request-Id': 'a b' } });
    expect([kept.headers.get('x-request-id'), made.headers.get('x-request-id')]).toEqual([
      'order-4711',
      expect.stringMatching(/^[\w-]{36}$/),
    ]);
  });

  it('says 405 with Allow for a method that the path does not take', async () => {
    for (const [method, path] of [
      ['POST', '/health/live'],
      ['POST', '/openapi.json'],
      ['DELETE', '/docs'],
      ['PUT', '/'],
    ] as const) {
      const answer = await raw(path, { method });
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, 'GET, HEAD, OPTIONS']);
    }
  });
});

describe('a body', () => {
  const login = (body: string, type = 'application/json') =>
    raw('/v1/auth/login', { method: 'POST', headers: { 'Content-Type': type }, body });

  it.each([
    ['that is no JSON', '{"email":', 'application/json', 400, 'http.bad_json'],
    ['of another type', 'email=x', 'application/x-www-form-urlencoded', 415, 'http.unsupported_media_type'],
    ['that is too large', JSON.stringify({ email: 'x'.repeat(1_100_000) }), 'application/json', 413, 'http.body_too_large'],
    ['with wrong fields', '{"email":"x"}', 'application/json', 422, 'validation.failed'],
  ])('%s gets a clear error', async (_, body, type, status, code) => {
    const answer = await login(body, type);
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
  });

  it('says of every wrong field what is wrong with it', async () => {
    const answer = await api.post('/v1/clients', { name: '', channel: 'pigeon', colour: 'red' });
    const paths = answer.body.errors.map(({ path }: { path: string }) => path).sort();
    expect([answer.status, paths]).toEqual([422, ['channel', 'colour', 'name']]);
  });

  it('that is nested too deeply, or holds half a surrogate pair, is refused with its place', async () => {
    const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`);
    expect((await api.post('/v1/clients', { name: 'a', channel: 'sandbox', settings: { a: deep } })).status).toBe(422);
    const half = await api.post('/v1/clients', { name: 'a', channel: 'sandbox', settings: { a: '\ud800' } });
    expect([half.status, half.body.errors[0].path]).toEqual([422, 'settings.a']);
  });

  it('with NUL in a text that the database cannot hold is refused, not an error of ours', async () => {
    expect((await api.post('/v1/clients', { name: 'a\0b', channel: 'sandbox' })).status).toBe(422);
  });
});

describe('Idempotency-Key', () => {
  const create = (key: string, name = 'Shop') => api.post('/v1/clients', { name, channel: 'sandbox' }, { 'Idempotency-Key': key });

  it('gives the first answer again, and refuses another body under the same key', async () => {
    const first = await create('one');
    const again = await create('one');
    expect([first.status, again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, 201, first.body, 'true']);
    const other = await create('one', 'Another');
    expect([other.status, other.body.code]).toEqual([409, 'idempotency.mismatch']);
  });

  it('makes one row of fifty requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create('burst', 'Burst')));
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id));
    const { data } = (await api.get('/v1/clients?limit=200')).body;
    expect([ids.size, data.filter(({ name }: { name: string }) => name === 'Burst').length]).toEqual([1, 1]);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
  });

  it('is taken by a route without a body, and for one path whatever its spelling', async () => {
    const { id } = (await create('for-start', 'Start')).body;
    const start = () => api.post(`/v1/clients/${id}/start`, undefined, { 'Idempotency-Key': 'start' });
    expect([(await start()).status, (await start()).headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    const spellings = ['/v1/clients', '/v1/clients/', '/V1/clients'];
    const body = { name: 'Once', channel: 'sandbox' };
    const ids = await Promise.all(spellings.map(async (path) => (await api.post(path, body, { 'Idempotency-Key': 'spelt' })).body.id));
    expect(new Set(ids).size).toBe(1);
  });

  it('keeps nothing of a body from which its passwords could be tried out', async () => {
    const body = { name: 'Bea', email: `bea-${Date.now()}@example.com`, role: 'agent', password: TEST_PASSWORD };
    expect((await api.post('/v1/users', body, { 'Idempotency-Key': 'secret' })).status).toBe(201);
    const digest = createHash('sha256').update(canonicalJson(body)).digest();
    const kept = await server.db.asSystem('test', (tx) => tx.query<{ bodyMac: Buffer }>('select body_mac from idempotent_answers'));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.filter(({ bodyMac }) => bodyMac.equals(digest))).toEqual([]);
  });

  it('knows a body again while the master key is rotated', () => {
    const [old, fresh] = ['0'.repeat(63) + '1', '0'.repeat(63) + '2'];
    const kept = createFingerprints(parseMasterKeys(old)).of({ a: 1, b: 2 });
    const rotating = createFingerprints(parseMasterKeys(`${fresh},${old}`));
    expect([rotating.matches({ b: 2, a: 1 }, kept), rotating.matches({ a: 1 }, kept)]).toEqual([true, false]);
    expect(createFingerprints(parseMasterKeys(fresh)).matches({ a: 1, b: 2 }, kept)).toBe(false);
  });

  it('keeps nothing of a request that failed', async () => {
    expect((await create('late', '')).status).toBe(422);
    expect((await create('late', 'Late')).status).toBe(201);
  });
});

describe('a path', () => {
  it('that does not exist is 404 to a program, whatever it accepts', async () => {
    for (const path of ['//v1/clients', '/vi/clients', '/V1/nothing', '/assets/gone.js', '/.env', '/INTERNAL/x']) {
      const answer = await raw(path, { headers: { Accept: 'application/json, text/plain, */*' } });
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});

describe('a list', () => {
  it('goes on where it ended, whatever is added meanwhile', async () => {
    const other = await openApi(server).register();
    const add = async (name: string) => (await other.post('/v1/clients', { name, channel: 'sandbox' })).body.id;
    const ids = [await add('1'), await add('2'), await add('3')];
    const first = (await other.get('/v1/clients?limit=2')).body;
    await add('4');
    const second = (await other.get(`/v1/clients?limit=2&cursor=${first.nextCursor}`)).body;
    const seen = [...first.data, ...second.data].map(({ id }: { id: string }) => id);
    expect([seen, second.nextCursor]).toEqual([ids.toReversed(), null]);
  });

  it('refuses a cursor that it did not make, and limits out of range', async () => {
    expect((await api.get('/v1/clients?cursor=nonsense')).status).toBe(422);
    expect((await api.get('/v1/clients?limit=0')).status).toBe(422);
    expect((await api.get('/v1/clients?limit=201')).status).toBe(422);
  });
});

describe('whatever is sent', () => {
  const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'] as const;
  const paths = [
    '/v1/auth/login',
    '/v1/auth/register',
    '/v1/clients',
    '/v1/users',
    '/v1/organization',
    '/v1/invitations',
    '/v1/auth/reset',
    '/v1/auth/refresh',
  ];
  const credential = fc.oneof(
    fc.string(),
    fc.string().map((text) => `Bearer ${text}`),
    fc.string().map((text) => `Bearer wxw_${text}`),
    fc.constant(''),
  );

  it('is never an error of ours', async () => {
    const request = fc.record({
      method: fc.constantFrom(...methods),
      path: fc.constantFrom(...paths),
      tail: fc.string({ maxLength: 20 }),
      body: fc.oneof(fc.json(), fc.string(), fc.constant('')),
      credential,
      signedIn: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, tail, body, credential: text, signedIn }) => {
        const headers: Record<string, string> = { 'Content-Type': 'application/json' };
        const printable = text.replace(/[^\x20-\x7e]/g, '?').trim();
        if (printable !== '') headers.Authorization = printable;
        const target = tail === '' ? path : `${path}/${encodeURIComponent(tail)}`;
        const answer = signedIn
          ? await api[method === 'GET' ? 'get' : 'post'](target, method === 'GET' ? undefined : (body as never))
          : await raw(target, { method, headers, body: method === 'GET' ? undefined : body });
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });
});
