import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { seededRandom } from '../../platform/clock.ts';
import { cloneDatabase } from '../../platform/testing/database.ts';
import type { TestDatabase } from '../../platform/testing/database.ts';
import { fakeClock } from '../../platform/testing/fake-clock.ts';
import { addPerson, registerOwner, signIn, stranger } from '../../platform/testing/people.ts';
import type { Answer, Person } from '../../platform/testing/people.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';

type Key = { id: string; key: string; prefix: string } & Record<string, unknown>;

const clock = fakeClock(new Date());
const UNKNOWN_ID = '018f0000-0000-7000-8000-000000000000';

let database: TestDatabase;
let server: TestServer;
let owner: Person;

const start = () => startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10', TRUST_PROXY: '1' }, clock, database });

beforeAll(async () => {
  database = await cloneDatabase();
  server = await start();
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});
beforeEach(async () => {
  owner = await registerOwner(server.url);
});

const newClient = async () => (await owner.send('POST', '/v1/clients', { name: 'Shop', channel: 'sandbox' })).body['id'] as string;

async function make(body: object = {}, by = owner): Promise<Key> {
  const answer = await by.send('POST', '/v1/api-keys', { name: 'Shop', ...body });
  expect([answer.status, answer.body]).toMatchObject([201, { key: expect.any(String) }]);
  return answer.body as Key;
}

const withKey = ({ key }: { key: string }): Person => {
  const nobody = stranger(server.url);
  return { ...nobody, send: (method, path, body, headers) => nobody.send(method, path, body, { 'X-Api-Key': key, ...headers }) };
};
const me = (key: { key: string }, headers?: Record<string, string>) => withKey(key).send('GET', '/v1/auth/me', undefined, headers);
const permissionsOf = async (key: Key) => (await me(key)).body['permissions'] as string[];
const statusAndCode = ({ status, body }: Answer) => [status, body.code];
const REFUSED = [401, 'auth.invalid_credential'];

describe('an API key', () => {
  it('is shown once, works in both headers, and is never shown again', async () => {
    const key = await make();
    expect(key.key).toMatch(/^wxw_[0-9A-Za-z]{12,}_[0-9A-Za-z]{36,}$/);
    expect(key.key.startsWith(`${key.prefix}_`)).toBe(true);
    expect((await me(key)).body).toMatchObject({ user: null, apiKey: { id: key.id, name: 'Shop' }, organization: { name: 'Acme' } });
    const bearer = await stranger(server.url).send('GET', '/v1/auth/me', undefined, { Authorization: `Bearer ${key.key}` });
    expect(bearer.status).toBe(200);
    const { key: _key, ...rest } = key;
    expect((await owner.send('GET', `/v1/api-keys/${key.id}`)).body).toEqual(rest);
    const list = await owner.send('GET', '/v1/api-keys');
    expect(list.body).toEqual({ data: [rest], nextCursor: null });
    const { rows } = await stored('select secret_hash, row_to_json(api_keys)::text as row from api_keys where id = $1', [key.id]);
    expect(rows[0]?.['secret_hash']).toMatch(/^\$2b\$10\$/);
    expect(rows[0]?.['row']).not.toContain(key.key.split('_')[2]?.slice(0, 20));
  });

  it('is refused alike whatever is wrong with it', async () => {
    const key = await make();
    const other = await make();
    const [, id] = key.key.split('_');
    const wrong = ['wxw_x', 'wxw_', `${key.key}x`, key.key.slice(0, -1), key.key.replace(`${id}`, `${other.key.split('_')[1]}`), 'wxw_é'];
    const answers = await Promise.all(
      wrong.map((text) => stranger(server.url).send('GET', '/v1/auth/me', undefined, { Authorization: `Bearer ${encodeURI(text)}` })),
    );
    expect(answers.map(statusAndCode)).toEqual(wrong.map(() => REFUSED));
    expect(new Set(answers.map(({ body }) => JSON.stringify({ ...body, requestId: '' }))).size).toBe(1);
  });

  it('is refused, and nothing breaks, for two hundred credentials that are none', async () => {
    const { key } = await make();
    const random = seededRandom(7);
    const letter = () => String.fromCharCode(0x21 + Math.floor(random() * 0x5e));
    const damaged = () => {
      const at = Math.floor(random() * key.length);
      return `${key.slice(0, at)}${letter()}${key.slice(at + Math.floor(random() * 3))}`;
    };
    const statuses = new Set<number>();
    for (let index = 0; index < 200; index += 1) {
      const text = index % 2 === 0 ? damaged() : Array.from({ length: 1 + Math.floor(random() * 90) }, letter).join('');
      const header: Record<string, string> = index % 3 === 0 ? { Authorization: `Bearer ${text}` } : { 'X-Api-Key': text };
      if (text !== key) statuses.add((await stranger(server.url).send('GET', '/v1/auth/me', undefined, header)).status);
    }
    expect([...statuses]).toEqual([401]);
  });

  it('can do what its maker can do today, and no more than its scopes', async () => {
    const everything = await make();
    const scoped = await make({ scopes: ['users.read', 'apiKeys.read', 'users.read'] });
    expect(scoped['scopes']).toEqual(['apiKeys.read', 'users.read']);
    expect(await permissionsOf(everything)).toContain('apiKeys.manage');
    expect(await permissionsOf(scoped)).toEqual(['apiKeys.read', 'users.read']);
    expect(statusAndCode(await withKey(scoped).send('POST', '/v1/api-keys', { name: 'x' }))).toEqual([403, 'auth.forbidden']);

    const admin = await addPerson(server.url, owner, 'admin');
    const theirs = await make({}, admin);
    await owner.send('PATCH', `/v1/users/${admin.id}`, { role: 'viewer' });
    expect(await permissionsOf(theirs)).not.toContain('apiKeys.manage');
    await owner.send('DELETE', `/v1/users/${admin.id}`);
    expect(statusAndCode(await me(theirs))).toEqual(REFUSED);
  });

  it('obeys a change of its scopes, name and end from the next request on', async () => {
    const key = await make({ scopes: ['users.read'] });
    expect((await withKey(key).send('GET', '/v1/users')).status).toBe(200);
    const changed = await owner.send('PATCH', `/v1/api-keys/${key.id}`, { name: 'Till', scopes: ['audit.read'] });
    expect(changed.body).toMatchObject({ name: 'Till', scopes: ['audit.read'], expiresAt: null });
    expect((await withKey(key).send('GET', '/v1/users')).status).toBe(403);
    await owner.send('PATCH', `/v1/api-keys/${key.id}`, {
      scopes: null,
      expiresAt: new Date(clock.now().getTime() + 60_000).toISOString(),
    });
    expect((await withKey(key).send('GET', '/v1/users')).status).toBe(200);
    clock.advance(60_001);
    expect(statusAndCode(await me(key))).toEqual(REFUSED);
  });

  it('is dead from the next request on when it is revoked, and stays in the list', async () => {
    const key = await make();
    expect((await me(key)).status).toBe(200);
    expect((await owner.send('DELETE', `/v1/api-keys/${key.id}`)).status).toBe(204);
    expect(statusAndCode(await me(key))).toEqual(REFUSED);
    expect((await owner.send('DELETE', `/v1/api-keys/${key.id}`)).status).toBe(204);
    const ids = async (query: string) =>
      ((await owner.send('GET', `/v1/api-keys${query}`)).body['data'] as { id: string }[]).map(({ id }) => id);
    expect([await ids(''), await ids('?revoked=true'), await ids('?revoked=false')]).toEqual([[key.id], [key.id], []]);
    expect(statusAndCode(await owner.send('PATCH', `/v1/api-keys/${key.id}`, { name: 'x' }))).toEqual([409, 'apiKeys.revoked']);
    expect(statusAndCode(await owner.send('POST', `/v1/api-keys/${key.id}/rotate`))).toEqual([409, 'apiKeys.revoked']);
  });

  it('works from its addresses only', async () => {
    const key = await make({ addresses: ['198.51.100.77/24', '2001:db8::1'] });
    expect(key['addresses']).toEqual(['198.51.100.0/24', '2001:db8::1/128']);
    const from = async (address: string) => (await me(key, { 'X-Forwarded-For': address })).status;
    expect([await from('198.51.100.9'), await from('2001:db8::1'), await from('198.51.101.9'), await from('2001:db8::2')]).toEqual([
      200, 200, 401, 401,
    ]);
    await owner.send('PATCH', `/v1/api-keys/${key.id}`, { addresses: null });
    expect(await from('198.51.101.9')).toBe(200);
  });

  it.each([
    ['no name', { name: '' }, 'name'],
    ['an unknown scope', { scopes: ['users.read', 'users.fly'] }, 'scopes.1'],
    ['no scope at all', { scopes: [] }, 'scopes'],
    ['an end that is over', { expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['an address that is none', { addresses: ['office'] }, 'addresses.0'],
    ['a client that is no id', { clientIds: ['x'] }, 'clientIds.0'],
    ['a field that is not there', { secret: 'x' }, 'secret'],
  ])('is not made with %s', async (_, body, path) => {
    const answer = await owner.send('POST', '/v1/api-keys', { name: 'Shop', ...body });
    expect([answer.status, answer.body['errors']]).toMatchObject([422, [{ path }]]);
  });

  it('answers a repeated Idempotency-Key with the same key, which is kept sealed', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const first = await owner.send('POST', '/v1/api-keys', { name: 'Shop' }, headers);
    const second = await owner.send('POST', '/v1/api-keys', { name: 'Shop' }, headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    const { rows } = await stored('select body from idempotent_answers where key = $1 and sealed', ['once']);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.['body']).not.toContain('wxw_');
  });

  it('is nobody else’s business', async () => {
    const key = await make();
    const foreign = await registerOwner(server.url, 'Other');
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/rotate'],
      ['GET', '/usage'],
    ] as const) {
      for (const id of [key.id, UNKNOWN_ID]) {
        const answer = await foreign.send(method, `/v1/api-keys/${id}${path}`, method === 'PATCH' ? { name: 'x' } : undefined);
        expect([method, path, ...statusAndCode(answer)]).toEqual([method, path, 404, 'apiKeys.not_found']);
      }
    }
    expect((await me(key)).status).toBe(200);
  });
});

describe('rotating a key', () => {
  it('gives a new secret and lets the one before go on for the overlap', async () => {
    const key = await make();
    const answer = await owner.send('POST', `/v1/api-keys/${key.id}/rotate`, { overlapSeconds: 60 });
    const renewed = answer.body as Key;
    expect([answer.status, renewed.id, renewed.prefix]).toEqual([200, key.id, key.prefix]);
    expect([(await me(key)).status, (await me(renewed)).status]).toEqual([200, 200]);
    clock.advance(60_001);
    expect([(await me(key)).status, (await me(renewed)).status]).toEqual([401, 200]);
  });

  it('ends the secret before last at once, and with no overlap the last one too', async () => {
    const first = await make();
    const second = (await owner.send('POST', `/v1/api-keys/${first.id}/rotate`)).body as Key;
    const third = (await owner.send('POST', `/v1/api-keys/${first.id}/rotate`)).body as Key;
    expect([(await me(first)).status, (await me(second)).status, (await me(third)).status]).toEqual([401, 200, 200]);
    const fourth = (await owner.send('POST', `/v1/api-keys/${first.id}/rotate`, { overlapSeconds: 0 })).body as Key;
    expect([(await me(third)).status, (await me(fourth)).status]).toEqual([401, 200]);
    expect((await owner.send('POST', `/v1/api-keys/${first.id}/rotate`, { overlapSeconds: 8 * 86_400 })).status).toBe(422);
  });

  it('revives no key that has expired', async () => {
    const key = await make({ expiresAt: new Date(clock.now().getTime() + 1_000).toISOString() });
    clock.advance(1_001);
    expect(statusAndCode(await owner.send('POST', `/v1/api-keys/${key.id}/rotate`))).toEqual([409, 'apiKeys.expired']);
  });
});

describe('nobody goes beyond themself by a key', () => {
  const BEYOND = [403, 'apiKeys.beyond_own'];

  it('a manager who may manage keys makes none with more, and takes over none of an admin', async () => {
    const key = await make();
    await owner.send('PUT', '/v1/roles/manager', { permissions: { 'apiKeys.manage': true, 'apiKeys.read': true } });
    const manager = await addPerson(server.url, owner, 'manager');
    expect(statusAndCode(await manager.send('POST', '/v1/api-keys', { name: 'x', scopes: ['audit.export'] }))).toEqual(BEYOND);
    expect(statusAndCode(await manager.send('POST', `/v1/api-keys/${key.id}/rotate`))).toEqual(BEYOND);
    const own = await make({ scopes: ['users.read'] }, manager);
    expect((await manager.send('PATCH', `/v1/api-keys/${own.id}`, { scopes: null })).status).toBe(200);
    expect(await permissionsOf(own)).not.toContain('audit.export');
    const narrow = await make({ scopes: ['users.read'] });
    expect(statusAndCode(await manager.send('PATCH', `/v1/api-keys/${narrow.id}`, { scopes: null }))).toEqual(BEYOND);
    expect((await manager.send('PATCH', `/v1/api-keys/${key.id}`, { scopes: ['audit.export'] })).status).toBe(200);
    expect((await manager.send('DELETE', `/v1/api-keys/${key.id}`)).status).toBe(204);
  });

  it('a key hands down its own scopes, clients, addresses and end, and widens none of them', async () => {
    const expiresAt = new Date(clock.now().getTime() + 3_600_000).toISOString();
    const limits = {
      scopes: ['apiKeys.manage', 'users.read'],
      clientIds: [await newClient()],
      addresses: ['127.0.0.0/8', '::1'],
      expiresAt,
    };
    const parent = await make(limits);
    const program = withKey(parent);
    const child = await make({ scopes: null }, program);
    const { scopes, clientIds, addresses, createdBy } = parent;
    expect(child).toMatchObject({ scopes, clientIds, addresses, expiresAt, createdBy });
    for (const wider of [
      { scopes: ['clients.read'] },
      { clientIds: [UNKNOWN_ID] },
      { addresses: ['0.0.0.0/0'] },
      { expiresAt: new Date(clock.now().getTime() + 7_200_000).toISOString() },
    ]) {
      expect(statusAndCode(await program.send('POST', '/v1/api-keys', { name: 'x', ...wider }))).toEqual(BEYOND);
      expect(statusAndCode(await program.send('PATCH', `/v1/api-keys/${parent.id}`, wider))).toEqual(BEYOND);
    }
    for (const field of Object.keys(limits)) {
      expect(statusAndCode(await program.send('PATCH', `/v1/api-keys/${parent.id}`, { [field]: null }))).toEqual(BEYOND);
    }
    expect((await make({ addresses: ['127.0.0.1'] }, program))['addresses']).toEqual(['127.0.0.1/32']);
  });
});

describe('what a key did', () => {
  it('is in the audit log in its name, with settings and without secrets', async () => {
    const key = await make({ scopes: ['apiKeys.manage'], addresses: ['127.0.0.0/8', '::1/128'] });
    const child = await make({ name: 'Child' }, withKey(key));
    await owner.send('PATCH', `/v1/api-keys/${child.id}`, { name: 'Kind', scopes: ['apiKeys.manage', 'users.read'] });
    await owner.send('PATCH', `/v1/api-keys/${child.id}`, { name: 'Kind' });
    await owner.send('POST', `/v1/api-keys/${child.id}/rotate`, { overlapSeconds: 5 });
    await owner.send('DELETE', `/v1/api-keys/${child.id}`);
    const { rows } = await stored('select action, actor_type, actor_id, changes from audit_logs where target_id = $1 order by id', [
      child.id,
    ]);
    expect(rows).toMatchObject([
      { action: 'apiKeys.create', actor_type: 'api_key', actor_id: key.id, changes: { scopes: { to: ['apiKeys.manage'] }, addresses: {} } },
      { action: 'apiKeys.update', actor_type: 'user', actor_id: owner.id, changes: { name: {}, scopes: { from: ['apiKeys.manage'] } } },
      { action: 'apiKeys.rotate', changes: { overlapSeconds: { to: 5 } } },
      { action: 'apiKeys.revoke', changes: { state: { from: 'active', to: 'revoked' } } },
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/wxw_|\$2b\$|127\.0\.0|Kind/);
  });

  it('is counted by the time somebody asks', async () => {
    const key = await make({ scopes: ['users.read'] });
    await me(key);
    const usage = await owner.send('GET', `/v1/api-keys/${key.id}/usage`);
    expect(usage.body).toMatchObject({ requests: 1, failures: 0, lastUsedAt: clock.now().toISOString(), data: [{ requests: 1 }] });
  });

  it('is counted by hour and day', async () => {
    const key = await make({ scopes: ['users.read'] });
    const hour = new Date(Math.floor(clock.now().getTime() / 3_600_000) * 3_600_000).toISOString();
    await me(key);
    await me(key);
    await withKey(key).send('GET', '/v1/nothing');
    await withKey(key).send('GET', '/v1/organization');
    await server.stop();
    server = await start();
    const again = await signIn(server.url, owner.email);
    const usage = await again.send('GET', `/v1/api-keys/${key.id}/usage?from=${new Date(clock.now().getTime() - 3_600_000).toISOString()}`);
    expect(usage.body).toMatchObject({ interval: 'hour', requests: 3, failures: 1, data: [{ at: hour, requests: 3, failures: 1 }] });
    expect(usage.body['lastUsedAt']).toBe(clock.now().toISOString());
    expect(usage.body['lastAddress']).toMatch(/127\.0\.0\.1|::1/);
    const byDay = await again.send('GET', `/v1/api-keys/${key.id}/usage?interval=day`);
    expect(byDay.body['data']).toEqual([{ at: `${hour.slice(0, 10)}T00:00:00.000Z`, requests: 3, failures: 1 }]);
    const long = `/v1/api-keys/${key.id}/usage?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z`;
    expect([(await again.send('GET', long)).status, (await again.send('GET', `${long}&interval=day`)).status]).toEqual([422, 200]);
  });
});

async function stored(text: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }> {
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  try {
    return await admin.query(text, values);
  } finally {
    await admin.end();
  }
}

describe('a narrow key', () => {
  const viewerPermissions = async () => {
    const viewer = await addPerson(server.url, owner, 'viewer');
    return (await viewer.send('GET', '/v1/auth/me')).body['permissions'] as string[];
  };

  it('makes nobody who may do more than itself', async () => {
    const inviter = withKey(await make({ scopes: ['users.invite', 'users.read'] }));
    const person = { name: 'More', email: `more-${Date.now()}@example.com`, role: 'admin', password: 'Zq7!unusual-Wing' };
    for (const role of ['admin', 'viewer']) {
      expect(statusAndCode(await inviter.send('POST', '/v1/users', { ...person, role }))).toEqual([403, 'users.key_too_narrow']);
    }
    const wider = withKey(await make({ scopes: [...(await viewerPermissions()), 'users.invite'] }));
    expect(statusAndCode(await wider.send('POST', '/v1/users', person))).toEqual([403, 'users.role_above_own']);
    expect((await wider.send('POST', '/v1/users', { ...person, role: 'viewer' })).status).toBe(201);
  });

  it('changes nobody above itself, not even whoever made it', async () => {
    const admin = await addPerson(server.url, owner, 'admin');
    const program = withKey(await make({ scopes: [...(await viewerPermissions()), 'users.manage'] }, admin));
    for (const change of [{ role: 'viewer' }, { name: 'Renamed' }])
      expect(statusAndCode(await program.send('PATCH', `/v1/users/${admin.id}`, change))).toEqual([403, 'users.admin_protected']);
    expect((await withKey(await make({}, admin)).send('PATCH', `/v1/users/${admin.id}`, { role: 'viewer' })).status).toBe(200);
  });

  it('is given no client that does not exist here', async () => {
    const answer = await owner.send('POST', '/v1/api-keys', { name: 'x', clientIds: ['018f0000-0000-7000-8000-00000000000c'] });
    expect([answer.status, answer.body['errors']]).toEqual([422, [expect.objectContaining({ path: 'clientIds' })]]);
  });
});
