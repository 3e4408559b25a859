import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { fakeClock } from '../../platform/testing/fake-clock.ts';
import { openApi, TEST_PASSWORD } from '../../platform/testing/api.ts';
import type { Answer, Api } from '../../platform/testing/api.ts';
import { race } from '../../platform/testing/race.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';

// Enough connections for requests that wait for each other.
const env = { REGISTRATION: 'open', BCRYPT_COST: '10', DATABASE_CONNECTIONS: '20' };
const clock = fakeClock();

let server: TestServer;
let anyone: Api;
beforeAll(async () => {
  server = await startTestServer({ env, clock });
  anyone = openApi(server);
});
afterAll(() => server?.stop());

const cookieOf = ({ headers }: Answer) => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const refresh = (cookie: string, headers: Record<string, string> = {}) =>
  anyone.post('/v1/auth/refresh', undefined, { Cookie: cookie, ...headers });
const meWith = async (token: string) => (await anyone.as(token).get('/v1/auth/me')).status;

async function person() {
  const owner = await anyone.register();
  const { email } = owner.owner.user;
  const login = await anyone.post('/v1/auth/login', { email, password: TEST_PASSWORD });
  return { email, owner, login, cookie: cookieOf(login), token: login.body.accessToken as string };
}

describe('registering', () => {
  it('creates the organisation with its owner and signs them in', async () => {
    const answer = await anyone.post('/v1/auth/register', {
      organizationName: 'Acme',
      name: 'Ada',
      email: ' Ada@Example.com ',
      password: TEST_PASSWORD,
    });
    expect([answer.status, answer.body]).toMatchObject([
      201,
      { expiresIn: 900, user: { email: 'ada@example.com', role: 'admin', isOwner: true } },
    ]);
    expect(answer.headers.get('set-cookie')).toMatch(/^waxwing_refresh=.+Path=\/v1\/auth; HttpOnly; SameSite=Strict/);
    const me = await anyone.as(answer.body.accessToken).get('/v1/auth/me');
    expect(me.body).toMatchObject({
      user: { name: 'Ada' },
      organization: { name: 'Acme', plan: 'free' },
      permissions: expect.arrayContaining(['users.read']),
    });
  });

  it('refuses an address that someone has, and leaves no organisation behind', async () => {
    const count = () => server.db.asSystem('test', (tx) => tx.one<{ count: number }>('select count(*) from organizations'));
    const { email } = await person();
    const before = await count();
    const again = await anyone.post('/v1/auth/register', { organizationName: 'Twice', name: 'Ada', email, password: TEST_PASSWORD });
    expect([again.status, again.body.code, await count()]).toEqual([409, 'users.email_taken', before]);
  });

  it('says what a weak password lacks', async () => {
    const answer = await anyone.post('/v1/auth/register', {
      organizationName: 'A',
      name: 'B',
      email: 'weak@example.com',
      password: 'Password123!',
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'auth.weak_password']);
  });
});

describe('the first registration', () => {
  let fresh: TestServer;
  beforeAll(async () => {
    fresh = await startTestServer({ env: { BCRYPT_COST: '10', SETUP_CODE: 'the-setup-code' } });
  });
  afterAll(() => fresh?.stop());
  const fields = { organizationName: 'First', name: 'Ada', email: 'first@example.com', password: TEST_PASSWORD };
  const fromAfar = { 'X-Forwarded-For': '203.0.113.9' };

  it('needs the setup code unless it comes straight from the machine itself, and is the last', async () => {
    const api = openApi(fresh);
    expect((await api.get('/v1/auth/setup', fromAfar)).body).toMatchObject({
      needsSetup: true,
      setupCodeRequired: true,
      registration: 'first',
    });
    expect((await api.get('/v1/auth/setup')).body.setupCodeRequired).toBe(false);
    const without = await api.post('/v1/auth/register', fields, fromAfar);
    expect([without.status, without.body.code]).toEqual([403, 'auth.setup_code']);
    expect((await api.post('/v1/auth/register', { ...fields, setupCode: 'the-setup-code' }, fromAfar)).status).toBe(201);
    const second = await api.post('/v1/auth/register', { ...fields, email: 'second@example.com', setupCode: 'the-setup-code' });
    expect([second.status, second.body.code]).toEqual([403, 'auth.registration_closed']);
  });
});

describe('signing in', () => {
  it('gives the same answer to a wrong address and to a wrong password', async () => {
    const { email } = await person();
    const wrongPassword = await anyone.post('/v1/auth/login', { email, password: 'Wrong-1234' });
    const wrongAddress = await anyone.post('/v1/auth/login', { email: 'nobody@example.com', password: 'Wrong-1234' });
    expect(wrongPassword.status).toBe(401);
    expect({ ...wrongPassword.body, requestId: '' }).toEqual({ ...wrongAddress.body, requestId: '' });
  });

  it('ends with a logout, at once', async () => {
    const { token, cookie } = await person();
    expect((await anyone.as(token).post('/v1/auth/logout')).status).toBe(204);
    expect([await meWith(token), (await refresh(cookie)).status]).toEqual([401, 401]);
  });

  it('ends by its cookie when the access token has run out or is missing', async () => {
    for (const withToken of [true, false]) {
      const { token, cookie } = await person();
      clock.advance(16 * 60_000);
      const signOut = (headers: Record<string, string>) =>
        (withToken ? anyone.as(token) : anyone).post('/v1/auth/logout', undefined, headers);
      const fromPage = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
      expect((await signOut({})).status).toBe(401);
      expect((await signOut(fromPage)).body.code).toBe('auth.csrf');
      expect((await signOut({ ...fromPage, 'X-Waxwing-Csrf': '1', 'Sec-Fetch-Site': 'cross-site' })).body.code).toBe('auth.csrf');
      const done = await signOut({ ...fromPage, 'X-Waxwing-Csrf': '1' });
      expect([done.status, done.headers.get('set-cookie')]).toEqual([204, expect.stringMatching(/^waxwing_refresh=;.*Max-Age=0/)]);
      expect((await refresh(cookie)).status).toBe(401);
      expect((await signOut({ ...fromPage, 'X-Waxwing-Csrf': '1' })).status).toBe(204);
    }
  });

  it('is no API key’s to end', async () => {
    const { owner } = await person();
    const { key } = (await owner.post('/v1/api-keys', { name: 'Program' })).body;
    expect((await anyone.as(key).post('/v1/auth/logout')).body.code).toBe('auth.people_only');
  });

  it('lasts a quarter of an hour without a refresh', async () => {
    const { token } = await person();
    clock.advance(14 * 60_000);
    expect(await meWith(token)).toBe(200);
    clock.advance(2 * 60_000);
    expect(await meWith(token)).toBe(401);
  });

  it('refuses a token with another signature', async () => {
    const { token } = await person();
    const [head, body] = token.split('.');
    expect(await meWith(`${head}.${body}.${'A'.repeat(43)}`)).toBe(401);
    expect(await meWith(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`)).toBe(401);
  });
});

describe('a refresh token', () => {
  it('is exchanged for another pair', async () => {
    const { cookie } = await person();
    const next = await refresh(cookie);
    expect([next.status, await meWith(next.body.accessToken), cookieOf(next) === cookie]).toEqual([200, 200, false]);
    expect((await refresh(cookieOf(next))).status).toBe(200);
  });

  it('that comes back ends the whole sign-in, however soon', async () => {
    const { cookie, token } = await person();
    const next = await refresh(cookie);
    expect((await refresh(cookie)).body.code).toBe('auth.session_ended');
    expect([(await refresh(cookieOf(next))).status, await meWith(token), await meWith(next.body.accessToken)]).toEqual([401, 401, 401]);
  });

  it('gives the same successor again to a browser that lost the answer', async () => {
    const { cookie } = await person();
    const fromPage = { 'X-Waxwing-Csrf': '1', 'Sec-Fetch-Site': 'same-origin' };
    const answers = [await refresh(cookie, fromPage), await refresh(cookie, fromPage)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(answers.map(cookieOf)).size).toBe(1);
  });

  it('gives the same successor to requests that came together', async () => {
    const { cookie, token } = await person();
    const answers = await race({
      db: server.db,
      lock: (tx) => tx.query('select from refresh_tokens for update'),
      start: () => [1, 2].map(() => refresh(cookie)),
      waiting: 2,
    });
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect([new Set(answers.map(cookieOf)).size, await meWith(token)]).toEqual([1, 200]);
  });

  it('that comes back to a browser after its successor was used ends the whole sign-in, and that is written down', async () => {
    const { cookie, token, owner } = await person();
    const next = await refresh(cookie);
    const afterNext = await refresh(cookieOf(next));
    expect((await refresh(cookie, { 'X-Waxwing-Csrf': '1', 'Sec-Fetch-Site': 'same-origin' })).status).toBe(401);
    expect([(await refresh(cookieOf(afterNext))).status, await meWith(token)]).toEqual([401, 401]);
    const organizationId = owner.owner.organization.id;
    const actions = await server.db.inOrganization(organizationId, (tx) => tx.query<{ action: string }>('select action from audit_logs'));
    expect(actions.map(({ action }) => action)).toContain('auth.token_reused');
  });

  it('is not taken from a page of another site, nor from a page without the header', async () => {
    const { cookie } = await person();
    const csrf = { 'X-Waxwing-Csrf': '1' };
    expect((await refresh(cookie, { ...csrf, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' })).body.code).toBe(
      'auth.csrf',
    );
    expect((await refresh(cookie, { ...csrf, 'Sec-Fetch-Site': 'same-site' })).body.code).toBe('auth.csrf');
    expect((await refresh(cookie, { 'Sec-Fetch-Site': 'same-origin' })).body.code).toBe('auth.csrf');
    expect((await refresh(cookie, { ...csrf, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
  });

  it('is taken over plain http, where a browser tells no more than the origin, from a page of the very host', async () => {
    const { cookie } = await person();
    const from = (Origin: string) => refresh(cookie, { 'X-Waxwing-Csrf': '1', Origin });
    for (const origin of ['http://evil.example', 'null', 'nonsense']) expect((await from(origin)).body.code).toBe('auth.csrf');
    expect((await from(server.url)).status).toBe(200);
  });
});

describe('a new password', () => {
  it('needs the old one and ends every other sign-in', async () => {
    const { email, token, owner } = await person();
    const me = anyone.as(token);
    const wrong = await me.post('/v1/auth/password', { currentPassword: 'Nope-1234', newPassword: 'An0ther!unusual' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'auth.wrong_password']);
    expect((await me.post('/v1/auth/password', { currentPassword: TEST_PASSWORD, newPassword: 'An0ther!unusual' })).status).toBe(204);
    expect([await meWith(token), (await owner.get('/v1/auth/me')).status]).toEqual([200, 401]);
    expect((await anyone.post('/v1/auth/login', { email, password: TEST_PASSWORD })).status).toBe(401);
  });
});

describe('the second factor', () => {
  const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });

  it('once confirmed is asked for, takes each code once, and each recovery code once', async () => {
    const { email, token } = await person();
    const me = anyone.as(token);
    const { secret, uri, image } = (await me.post('/v1/auth/totp', { password: TEST_PASSWORD })).body;
    expect([uri, image]).toEqual([expect.stringContaining('otpauth://totp/'), expect.stringMatching(/^data:image\/png/)]);
    expect((await me.post('/v1/auth/totp/confirm', { code: '000000' })).body.code).toBe('auth.totp_invalid');
    const { recoveryCodes } = (await me.post('/v1/auth/totp/confirm', { code: codeOf(secret) })).body;
    const login = (totp?: string) => anyone.post('/v1/auth/login', { email, password: TEST_PASSWORD, totp });
    expect((await login()).body.code).toBe('auth.totp_required');
    expect((await login(codeOf(secret))).body.code).toBe('auth.totp_invalid');
    clock.advance(30_000);
    const both = await Promise.all([login(codeOf(secret)), login(codeOf(secret))]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    expect([(await login(recoveryCodes[0])).status, (await login(recoveryCodes[0])).status]).toEqual([200, 401]);
  });

  it('is begun with the password only', async () => {
    const me = anyone.as((await person()).token);
    const codes = [await me.post('/v1/auth/totp'), await me.post('/v1/auth/totp', { password: 'Wrong-1234' })];
    expect(codes.map(({ status, body }) => [status, body.code])).toEqual([
      [422, 'auth.password_required'],
      [422, 'auth.wrong_password'],
    ]);
    expect((await me.post('/v1/auth/totp/confirm', { code: '123456' })).body.code).toBe('auth.totp_not_started');
  });

  it('goes with the password only', async () => {
    const { token } = await person();
    const me = anyone.as(token);
    const { secret } = (await me.post('/v1/auth/totp', { password: TEST_PASSWORD })).body;
    await me.post('/v1/auth/totp/confirm', { code: codeOf(secret) });
    expect((await me.delete('/v1/auth/totp', { password: 'Wrong-1234' })).status).toBe(422);
    expect((await me.delete('/v1/auth/totp', { password: TEST_PASSWORD })).status).toBe(204);
    expect((await me.get('/v1/auth/me')).body.user.totpEnabled).toBe(false);
  });

  it('may be asked of everyone: until it is set up there is nothing else to do', async () => {
    const { token } = await person();
    const me = anyone.as(token);
    expect((await me.patch('/v1/organization', { settings: { requireTotp: true } })).status).toBe(200);
    expect((await me.get('/v1/auth/me')).body).toMatchObject({ permissions: [], mustEnrolTotp: true });
    expect((await me.get('/v1/users')).status).toBe(403);
  });
});

describe("one's own sign-ins", () => {
  it('are listed, and can be ended one by one', async () => {
    const { token, owner } = await person();
    const me = anyone.as(token);
    const { data } = (await me.get('/v1/auth/logins')).body;
    const other = data.find(({ current }: { current: boolean }) => !current);
    expect(data).toHaveLength(2);
    expect((await me.delete(`/v1/auth/logins/${other.id}`)).status).toBe(204);
    expect([(await owner.get('/v1/auth/me')).status, await meWith(token)]).toEqual([401, 200]);
  });
});
