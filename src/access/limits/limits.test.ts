import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { cloneDatabase } from '../../platform/testing/database.ts';
import type { TestDatabase } from '../../platform/testing/database.ts';
import { registerOwner, stranger } from '../../platform/testing/people.ts';
import type { Answer, Person } from '../../platform/testing/people.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';

let database: TestDatabase;
let admin: Client;
const servers: TestServer[] = [];
let nextAddress = 1;

beforeAll(async () => {
  database = await cloneDatabase();
  admin = new Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await database?.drop();
});
beforeEach(() => admin.query('delete from rate_limits'));
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(env: Record<string, string>): Promise<TestServer> {
  const server = await startTestServer({ database, env: { REGISTRATION: 'open', BCRYPT_COST: '10', TRUST_PROXY: '1', ...env } });
  servers.push(server);
  return server;
}

const freshAddress = () => `198.51.100.${nextAddress++}`;
const from = (address: string) => ({ 'X-Forwarded-For': address });
const EXCEEDED = [429, 'limits.exceeded'];
const statusAndCode = ({ status, body }: Answer) => [status, body.code];

async function repeat(times: number, send: (index: number) => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < times; index += 1) statuses.push((await send(index)).status);
  return statuses;
}

describe('who calls without a credential', () => {
  it('has a limit for each address, with headers that tell how it stands', async () => {
    const { url } = await start({ LIMIT_ANONYMOUS_PER_MINUTE: '3' });
    const nobody = stranger(url);
    const here = from(freshAddress());
    const send = (headers = here) => nobody.send('GET', '/v1/auth/setup', undefined, headers);
    const first = await send();
    const header = (name: string) => first.headers.get(name);
    expect([header('RateLimit-Limit'), header('RateLimit-Remaining'), header('RateLimit-Reset')]).toEqual(['3', '2', '60']);
    expect([header('X-RateLimit-Limit'), header('X-RateLimit-Remaining')]).toEqual(['3', '2']);
    expect(Number(header('X-RateLimit-Reset')) * 1000).toBeGreaterThan(Date.now());
    expect(await repeat(2, () => send())).toEqual([200, 200]);
    const refused = await send();
    expect(statusAndCode(refused)).toEqual(EXCEEDED);
    expect(refused.headers.get('RateLimit-Remaining')).toBe('0');
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(50);
    expect((await send(from(freshAddress()))).status).toBe(200);
    expect(statusAndCode(await nobody.send('GET', '/v1/users', undefined, here))).toEqual(EXCEEDED);
    expect(await repeat(5, () => nobody.send('GET', '/health/live', undefined, here))).toEqual([200, 200, 200, 200, 200]);
  });

  it('has one limit for the whole /64 of an IPv6 address', async () => {
    const { url } = await start({ LIMIT_ANONYMOUS_PER_MINUTE: '2' });
    const send = (address: string) => stranger(url).send('GET', '/v1/auth/setup', undefined, from(address));
    const statuses = [await send('2001:db8:0:1::1'), await send('2001:db8:0:1::2'), await send('2001:db8:0:1:ffff::3')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect((await send('2001:db8:0:2::1')).status).toBe(200);
  });

  it('is slowed down when guessing credentials, which stops nobody with a right one', async () => {
    const { url } = await start({ LIMIT_ANONYMOUS_PER_MINUTE: '4' });
    const here = from(freshAddress());
    const owner = await registerOwner(url);
    const guess = (authorization: string) => stranger(url).send('GET', '/v1/auth/me', undefined, { ...here, Authorization: authorization });
    const guesses = ['Bearer nonsense', 'Basic x', `Bearer wxw_${'a'.repeat(14)}_${'b'.repeat(38)}`, 'Bearer a.b.c', 'Bearer nonsense'];
    const statuses = [];
    for (const each of guesses) statuses.push((await guess(each)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
    expect((await owner.send('GET', '/v1/auth/me', undefined, here)).status).toBe(200);
  });
});

describe('signing in and registering', () => {
  const wrong = { email: 'nobody@example.com', password: 'Wrong-1234' };
  const login = (url: string, address: string, email = wrong.email) =>
    stranger(url).send('POST', '/v1/auth/login', { ...wrong, email }, from(address));

  it('refuses the sixth attempt from one address, whichever node it comes to', async () => {
    const [one, other] = [await start({ LIMIT_LOGIN_PER_MINUTE: '5' }), await start({ LIMIT_LOGIN_PER_MINUTE: '5' })];
    const address = freshAddress();
    const attempt = (index: number) => login((index % 2 === 0 ? one : other).url, address, `person-${index}@example.com`);
    expect(await repeat(5, attempt)).toEqual([401, 401, 401, 401, 401]);
    const sixth = await attempt(5);
    expect(statusAndCode(sixth)).toEqual(EXCEEDED);
    expect(Number(sixth.headers.get('Retry-After'))).toBeGreaterThan(50);
    expect(sixth.headers.get('RateLimit-Limit')).toBe('5');
    expect((await login(one.url, freshAddress(), 'person-6@example.com')).status).toBe(401);
  });

  it('refuses the sixth attempt to one account, whatever address it comes from', async () => {
    const { url } = await start({ LIMIT_LOGIN_PER_MINUTE: '5' });
    expect(await repeat(5, () => login(url, freshAddress(), 'Victim@Example.com'))).toEqual([401, 401, 401, 401, 401]);
    const sixth = await login(url, freshAddress(), 'victim@example.com');
    expect([...statusAndCode(sixth), sixth.headers.get('Retry-After')]).toEqual([...EXCEEDED, expect.stringMatching(/^\d+$/)]);
    expect((await login(url, freshAddress(), 'other@example.com')).status).toBe(401);
    const { rows } = await admin.query('select key from rate_limits');
    expect(JSON.stringify(rows)).not.toContain('victim');
  });

  it('counts a few registrations an hour, and no form that was filled in wrongly', async () => {
    const { url } = await start({ LIMIT_REGISTER_PER_HOUR: '3' });
    const address = freshAddress();
    const register = (password: string, index: number) =>
      stranger(url).send(
        'POST',
        '/v1/auth/register',
        { organizationName: 'Acme', name: 'Ada', email: `ada-${index}@example.com`, password },
        from(address),
      );
    expect(await repeat(4, (index) => register('weak', index))).toEqual([422, 422, 422, 422]);
    expect(await repeat(4, (index) => register('Zq7!unusual-Wing', index))).toEqual([201, 201, 201, 429]);
  });

  it('sends few mails for one address', async () => {
    const { url } = await start({ LIMIT_RESET_PER_HOUR: '2' });
    const address = freshAddress();
    const forgot = () => stranger(url).send('POST', '/v1/auth/forgot', { email: 'ada@example.com' }, from(address));
    expect(await repeat(3, forgot)).toEqual([202, 202, 429]);
  });
});

describe('who calls with a credential', () => {
  const limits = { LIMIT_PLAN_FREE_PER_MINUTE: '3', LIMIT_PLAN_PRO_PER_MINUTE: '5', LIMIT_USER_PER_MINUTE: '6' };

  async function keyOf(owner: Person): Promise<string> {
    return String((await owner.send('POST', '/v1/api-keys', { name: 'Shop' })).body['key']);
  }

  it('shares a limit by plan with all keys of the organisation, which no other organisation feels', async () => {
    const { url } = await start(limits);
    const [noisy, quiet] = [await registerOwner(url), await registerOwner(url)];
    const [first, second, other] = [await keyOf(noisy), await keyOf(noisy), await keyOf(quiet)];
    const use = (key: string) => stranger(url).send('GET', '/v1/auth/me', undefined, { 'X-Api-Key': key });
    expect(await repeat(4, (index) => use(index % 2 === 0 ? first : second))).toEqual([200, 200, 200, 429]);
    const answer = await use(other);
    expect([answer.status, answer.headers.get('RateLimit-Remaining')]).toEqual([200, '2']);
    expect((await noisy.send('GET', '/v1/auth/me')).status).toBe(200);
    await admin.query(`update organizations set plan = 'pro' where organization_id = (select organization_id from users where id = $1)`, [
      noisy.id,
    ]);
    expect(await repeat(2, () => use(first))).toEqual([200, 429]);
  });

  it('has a limit of their own as a person', async () => {
    const { url } = await start(limits);
    const [one, other] = [await registerOwner(url), await registerOwner(url)];
    expect(await repeat(7, () => one.send('GET', '/v1/auth/me'))).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect((await other.send('GET', '/v1/auth/me')).headers.get('RateLimit-Limit')).toBe('6');
  });
});
