import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';

const PASSWORD = 'Zq7!unusual-Wing';
const owner = { organizationName: 'Acme', name: 'Ada', email: 'Ada@Example.com', password: PASSWORD };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
});
afterAll(() => server?.stop());

const send = (path: string, body?: unknown, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(`${server.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

describe('registering and signing in', () => {
  it('creates the organisation with its owner and signs them in', async () => {
    const answer = await send('/v1/auth/register', owner);
    const body = (await answer.json()) as { accessToken: string };
    expect([answer.status, body]).toMatchObject([
      201,
      { expiresIn: 900, user: { email: 'ada@example.com', role: 'admin', isOwner: true } },
    ]);
    expect(answer.headers.get('set-cookie')).toMatch(/waxwing_refresh=.+HttpOnly; SameSite=Strict/);
    const me = await send('/v1/auth/me', undefined, { Authorization: `Bearer ${body.accessToken}` }, 'GET');
    expect(await me.json()).toMatchObject({
      user: { name: 'Ada' },
      organization: { name: 'Acme', plan: 'free' },
      permissions: expect.arrayContaining(['users.read']),
    });
  });

  it('gives the same answer to a wrong address and to a wrong password', async () => {
    const wrongPassword = await send('/v1/auth/login', { email: owner.email, password: 'Wrong-1234' });
    const wrongAddress = await send('/v1/auth/login', { email: 'nobody@example.com', password: 'Wrong-1234' });
    const withoutId = async (answer: Response) => ({ ...((await answer.json()) as object), requestId: '' });
    expect(wrongPassword.status).toBe(401);
    expect(await withoutId(wrongPassword)).toEqual(await withoutId(wrongAddress));
  });
});
