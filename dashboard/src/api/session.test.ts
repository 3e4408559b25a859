import { describe, expect, it } from '@jest/globals';
import { ApiError } from './api-error.ts';
import { createSession } from './session.ts';

const origin = 'http://dashboard.test';
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

/** A server whose access tokens are t1, t2 …, of which only the newest is good. */
function fakeServer({ refreshable = true } = {}) {
  const server = { good: 0, refreshes: 0, requests: [] as Request[] };
  const fetch = async (request: Request) => {
    server.requests.push(request);
    const said = await request.text();
    if (new URL(request.url).pathname === '/v1/auth/refresh') {
      server.refreshes += 1;
      return refreshable ? json(200, { accessToken: `t${(server.good += 1)}` }) : json(401, { code: 'auth.no_login', detail: 'Sign in.' });
    }
    const allowed = request.headers.get('authorization') === `Bearer t${server.good}`;
    return allowed ? json(200, { said }) : json(401, { code: 'auth.expired', detail: 'Expired.' });
  };
  return { server, session: createSession(fetch, origin) };
}

const get = () => new Request(`${origin}/v1/clients`);

describe('the session', () => {
  it('gets its token from the cookie and sends it along', async () => {
    const { session } = fakeServer();
    expect(session.isOpen()).toBe(false);
    await session.refresh();
    expect(session.isOpen()).toBe(true);
    expect((await session.send(get())).status).toBe(200);
  });

  it('renews an expired token once for all requests that wait for it', async () => {
    const { server, session } = fakeServer();
    await session.refresh();
    server.good += 1;
    const answers = await Promise.all([session.send(get()), session.send(get()), session.send(get())]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.refreshes).toBe(2);
  });

  it('sends the body again with the new token', async () => {
    const { server, session } = fakeServer();
    await session.refresh();
    server.good += 1;
    const answer = await session.send(new Request(`${origin}/v1/clients`, { method: 'POST', body: 'hello' }));
    expect(await answer.json()).toEqual({ said: 'hello' });
  });

  it('ends when the cookie is no longer good, and says so once', async () => {
    const { server, session } = fakeServer({ refreshable: false });
    session.begin('t-old');
    const ended: boolean[] = [];
    session.onEnd((lost) => ended.push(lost));
    expect((await session.send(get())).status).toBe(401);
    expect(session.isOpen()).toBe(false);
    expect(ended).toEqual([true]);
    expect(server.refreshes).toBe(1);
  });

  it('tells leaving apart from being shut out', () => {
    const { session } = fakeServer();
    const ended: boolean[] = [];
    const forget = session.onEnd((lost) => ended.push(lost));
    session.end();
    forget();
    session.end();
    expect(ended).toEqual([false]);
  });

  it('takes a refused sign-in for what it is and renews nothing', async () => {
    const { server, session } = fakeServer();
    session.begin('t-old');
    expect((await session.send(new Request(`${origin}/v1/auth/login`, { method: 'POST' }))).status).toBe(401);
    expect(server.refreshes).toBe(0);
  });

  it('marks every change against forgery from other sites', async () => {
    const { server, session } = fakeServer();
    await session.refresh();
    await session.send(get());
    expect(server.requests.map((request) => request.headers.get('x-waxwing-csrf'))).toEqual(['1', null]);
  });

  it('keeps the token when the server cannot be reached', async () => {
    const session = createSession(() => Promise.reject(new TypeError('fetch failed')), origin);
    session.begin('t1');
    await expect(session.send(get())).rejects.toMatchObject({ code: 'network' });
    await expect(session.refresh()).rejects.toBeInstanceOf(ApiError);
    expect(session.isOpen()).toBe(true);
  });
});
