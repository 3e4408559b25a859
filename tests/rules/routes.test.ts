import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERMISSIONS, permissionsOf, ROLES } from '../../src/access/permissions.ts';
import type { Role } from '../../src/access/permissions.ts';
import { openApi, TEST_PASSWORD } from '../../src/platform/testing/api.ts';
import type { Answer, Api } from '../../src/platform/testing/api.ts';
import { startTestServer } from '../../src/platform/testing/server.ts';
import type { TestServer } from '../../src/platform/testing/server.ts';

type Operation = { method: string; path: string; permission: string };
type Document = { paths: Record<string, Record<string, { 'x-permission': string }>> };

// Ends the sign-in it is called with, so it is asked about last.
const LAST = 'POST /v1/auth/logout';

let server: TestServer;
let owner: Awaited<ReturnType<Api['register']>>;
let stranger: Api;
let narrowKey: Api;
let operations: Operation[] = [];
const people = new Map<Role, Api>();
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  const anyone = openApi(server);
  owner = await anyone.register();
  stranger = await anyone.register({ organizationName: 'Other' });
  people.set('admin', owner);
  for (const role of ['manager', 'agent', 'viewer'] as const) people.set(role, await addPerson(role));
  const key = await owner.post('/v1/api-keys', { name: 'Narrow', scopes: ['organization.read'] });
  ids['/v1/api-keys'] = key.body.id;
  narrowKey = anyone.as(key.body.key);
  ids['/v1/clients'] = (await owner.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body.id;
  const file = await fetch(`${server.url}/v1/media`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${owner.owner.accessToken}` },
    body: 'ours',
  });
  ids['/v1/media'] = ((await file.json()) as { id: string }).id;
  const hello = { clientId: ids['/v1/clients'], to: '+15551230009', type: 'text', text: { body: 'Hello' } };
  const message = (await owner.post('/v1/messages', hello)).body;
  ids['/v1/messages'] = message.id;
  ids['/v1/conversations'] = message.conversationId;
  ids['/v1/canned-replies'] = (await owner.post('/v1/canned-replies', { shortcut: 'hi', text: 'Hello' })).body.id;
  ids['/v1/inbound-events'] = await parkedEvent();
  const webhook = await owner.post('/v1/webhooks', { url: 'https://hook.invalid/', events: ['client.*'] });
  ids['/v1/webhooks'] = webhook.body.id;
  ids['/v1/webhook-deliveries'] = await firstDelivery(webhook.body.id);
  ids['/v1/contacts'] = (await owner.post('/v1/contacts', { phone: '+15551230001' })).body.id;
  ids['/v1/segments'] = (await owner.post('/v1/segments', { name: 'All', filter: { all: [] } })).body.id;
  ids['/v1/invitations'] = (await owner.post('/v1/invitations', { email: 'late@example.com', role: 'agent' })).body.id;
  ids['/v1/auth/logins'] = (await owner.get('/v1/auth/logins')).body.data[0].id;
  const document = (await anyone.get('/openapi.json')).body as Document;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { 'x-permission': permission }]) => ({ method: method.toUpperCase(), path, permission })),
  );
  operations.sort((a, b) => Number(nameOf(a) === LAST) - Number(nameOf(b) === LAST));
});
afterAll(() => server?.stop());

/** Of something that happens to a client; wherever it goes, nothing is there. */
async function firstDelivery(webhookId: string): Promise<string> {
  await owner.post(`/v1/clients/${ids['/v1/clients']}/pause`, {});
  return (await owner.get(`/v1/webhooks/${webhookId}/deliveries`)).body.data[0].id;
}

async function addPerson(role: Role): Promise<Api> {
  const email = `${role}-${randomUUID()}@example.com`;
  const { body } = await owner.post('/v1/users', { name: role, email, role, password: TEST_PASSWORD });
  ids['/v1/users'] = body.id;
  const login = await openApi(server).post('/v1/auth/login', { email, password: TEST_PASSWORD });
  return openApi(server, login.body.accessToken);
}

/** Nothing that a person can do makes one. */
async function parkedEvent(): Promise<string> {
  const id = randomUUID();
  await server.db.asSystem('test', (tx) =>
    tx.execute(
      `insert into inbound_events (id, organization_id, client_id, type, event, state)
       select $1, organization_id, id, 'message', '{}', 'parked' from clients where id = $2`,
      [id, ids['/v1/clients']],
    ),
  );
  return id;
}

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;

function ask(api: Api, { method, path }: Operation, id: string = randomUUID(), body: unknown = {}): Promise<Answer> {
  const target = path
    .replace('{id}', id)
    .replace('{role}', 'agent')
    .replace('{groupId}', '120363025246125486@g.us')
    .replace('{tag}', 'vip')
    .replace('{noteId}', randomUUID());
  if (method === 'GET') return api.get(target);
  const verb = method.toLowerCase() as 'post' | 'put' | 'patch' | 'delete';
  return api[verb](target, body);
}

const outcome = ({ status, body }: Answer) => (status === 401 ? 401 : body?.code === 'auth.forbidden' ? 403 : 'let in');

// A valid body for each route with an id, so that only whose row it is decides the answer.
const BODIES: Record<string, unknown> = {
  'PATCH /v1/users/{id}': { name: 'Mine now' },
  'PUT /v1/users/{id}/clients': { clientIds: [] },
  'POST /v1/users/{id}/transfer-ownership': { password: TEST_PASSWORD },
  'PATCH /v1/api-keys/{id}': { name: 'Mine now' },
  'POST /v1/api-keys/{id}/rotate': {},
  'PATCH /v1/webhooks/{id}': { description: 'Mine now' },
  'POST /v1/webhooks/{id}/rotate-secret': {},
  'POST /v1/webhooks/{id}/replay': { from: '2026-01-01T00:00:00Z' },
  'PATCH /v1/clients/{id}': { name: 'Mine now' },
  'POST /v1/clients/{id}/pairing-code': { phoneNumber: '+15551230001' },
  'POST /v1/clients/{id}/check-numbers': { numbers: ['+15551230001'] },
  'POST /v1/clients/{id}/pause': {},
  'POST /v1/clients/{id}/groups': { subject: 'Ours', participants: ['+15551230001'] },
  'POST /v1/clients/{id}/groups/join': { inviteLink: 'https://chat.whatsapp.com/x' },
  'PATCH /v1/clients/{id}/groups/{groupId}': { subject: 'Mine now' },
  'POST /v1/clients/{id}/groups/{groupId}/participants': { change: 'add', participants: ['+15551230001'] },
  'POST /v1/clients/{id}/groups/{groupId}/join-requests': { answer: 'approve', participants: ['+15551230001'] },
  'POST /v1/clients/{id}/sandbox/scan': {},
  'POST /v1/clients/{id}/sandbox/messages': { from: '+15551230001', type: 'text', text: { body: 'hello' } },
  'PUT /v1/clients/{id}/sandbox/faults': { failRate: 1 },
  'PUT /v1/clients/{id}/safety': { enabled: false },
  'POST /v1/messages/{id}/reorder': { position: 'first' },
  'POST /v1/messages/{id}/forward': { to: '+15551230002' },
  'PATCH /v1/messages/{id}': { text: { body: 'Mine now' } },
  'PUT /v1/messages/{id}/reaction': { emoji: '👍' },
  'POST /v1/messages/{id}/resolve': { outcome: 'failed' },
  'PATCH /v1/conversations/{id}': { status: 'closed' },
  'POST /v1/conversations/{id}/typing': {},
  'POST /v1/conversations/{id}/notes': { text: 'Mine now' },
  'PATCH /v1/canned-replies/{id}': { text: 'Mine now' },
  'PUT /v1/clients/{id}/assignment-rule': { rule: 'manual' },
  'PATCH /v1/contacts/{id}': { name: 'Mine now' },
  'POST /v1/contacts/{id}/tags': { tags: ['mine'] },
  'PUT /v1/contacts/{id}/tags': { tags: ['mine'] },
  'POST /v1/contacts/{id}/merge': { contactId: randomUUID() },
  'POST /v1/contacts/{id}/notes': { body: 'Mine now' },
  'POST /v1/contacts/{id}/opt-out': {},
  'POST /v1/contacts/{id}/opt-in': {},
  'PATCH /v1/segments/{id}': { name: 'Mine now' },
};
const WITHOUT_BODY = new Set([
  'DELETE /v1/contacts/{id}',
  'DELETE /v1/contacts/{id}/tags/{tag}',
  'DELETE /v1/contacts/{id}/notes/{noteId}',
  'POST /v1/contacts/{id}/block',
  'POST /v1/contacts/{id}/unblock',
  'DELETE /v1/segments/{id}',
  'DELETE /v1/auth/logins/{id}',
  'DELETE /v1/users/{id}',
  'POST /v1/users/{id}/restore',
  'POST /v1/users/{id}/reset-password',
  'DELETE /v1/users/{id}/totp',
  'DELETE /v1/invitations/{id}',
  'POST /v1/invitations/{id}/resend',
  'DELETE /v1/api-keys/{id}',
  'DELETE /v1/clients/{id}',
  'DELETE /v1/webhooks/{id}',
  'POST /v1/webhooks/{id}/test',
  'POST /v1/webhook-deliveries/{id}/retry',
  'DELETE /v1/media/{id}',
  'POST /v1/clients/{id}/start',
  'POST /v1/clients/{id}/stop',
  'POST /v1/clients/{id}/restart',
  'POST /v1/clients/{id}/logout',
  'POST /v1/clients/{id}/resume',
  'POST /v1/clients/{id}/groups/{groupId}/invite-link',
  'POST /v1/clients/{id}/groups/{groupId}/leave',
  'POST /v1/messages/{id}/cancel',
  'DELETE /v1/messages/{id}',
  'DELETE /v1/messages/{id}/reaction',
  'PUT /v1/messages/{id}/star',
  'DELETE /v1/messages/{id}/star',
  'POST /v1/conversations/{id}/read',
  'DELETE /v1/canned-replies/{id}',
  'POST /v1/inbound-events/{id}/retry',
]);

// These guard a field of a body rather than a route of their own.
const OF_A_FIELD = new Set(['messages.overrideConsent']);

describe('every route', () => {
  it('says public, or names a permission of the matrix', () => {
    const known = new Set(['public', 'signedIn', ...Object.keys(PERMISSIONS)]);
    expect(operations.filter(({ permission }) => !known.has(permission))).toEqual([]);
    expect(operations.length).toBeGreaterThan(40);
  });

  it('has each permission of the matrix guard at least one', () => {
    const used = new Set(operations.map(({ permission }) => permission));
    expect(Object.keys(PERMISSIONS).filter((permission) => !used.has(permission) && !OF_A_FIELD.has(permission))).toEqual([]);
  });

  it('lets nobody in without a credential, except where it says public', async () => {
    for (const operation of operations.filter(({ permission }) => permission !== 'public')) {
      const answer = await ask(openApi(server), operation);
      expect([nameOf(operation), answer.status, answer.body.code]).toEqual([nameOf(operation), 401, 'auth.required']);
    }
  });

  it('lets in an API key for what its scopes name and nothing else', async () => {
    for (const operation of operations.filter(({ permission }) => permission !== 'public' && permission !== 'signedIn')) {
      const expected = operation.permission === 'organization.read' ? 'let in' : 403;
      expect([nameOf(operation), outcome(await ask(narrowKey, operation))]).toEqual([nameOf(operation), expected]);
    }
  });

  it('shows another organisation nothing under an id and lets it change nothing', async () => {
    for (const operation of operations.filter(({ path, permission }) => path.includes('{id}') && permission !== 'public')) {
      const name = nameOf(operation);
      if (operation.method !== 'GET' && !(name in BODIES) && !WITHOUT_BODY.has(name)) throw new Error(`${name} has no entry here`);
      const id = ids[Object.keys(ids).find((prefix) => operation.path.startsWith(`${prefix}/`)) ?? ''];
      if (!id) throw new Error(`${name} has no row here to be kept from others`);
      expect([name, (await ask(stranger, operation, id, BODIES[name])).status]).toEqual([name, 404]);
    }
  });

  it.each(ROLES)('lets in %s for what the matrix says and nothing else', async (role) => {
    const allowed = new Set<string>(permissionsOf(role, []));
    for (const operation of operations.filter(({ permission }) => permission !== 'public')) {
      const expected = operation.permission === 'signedIn' || allowed.has(operation.permission) ? 'let in' : 403;
      const answer = await ask(people.get(role) as Api, operation);
      expect([nameOf(operation), outcome(answer)]).toEqual([nameOf(operation), expected]);
      expect([nameOf(operation), answer.status]).not.toEqual([nameOf(operation), 500]);
    }
  });
});
