import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { openApi, until } from '../platform/testing/api.ts';
import type { Api } from '../platform/testing/api.ts';
import { cloneDatabase } from '../platform/testing/database.ts';
import type { TestDatabase } from '../platform/testing/database.ts';
import { startTestServer } from '../platform/testing/server.ts';
import type { TestServer } from '../platform/testing/server.ts';
import { talkOf } from './testing/talk.ts';

// Few enough to be made quickly, enough that reading them all is no plan.
const STORED = 20_000;

const ENV = { REGISTRATION: 'open', BCRYPT_COST: '10' };

let database: TestDatabase;
let server: TestServer;
let api: Api;
let admin: pg.Client;
let client: string;
beforeAll(async () => {
  database = await cloneDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  // Small tables are read from end to end, rightly; with its connections, the first server's counts are all told.
  const first = await startTestServer({ env: ENV, database });
  const registered = await openApi(first).register();
  client = await talkOf(registered, first.db).linked();
  await fill(client);
  await first.stop();
  await admin.query('select pg_stat_force_next_flush()');
  server = await startTestServer({ env: ENV, database });
  api = openApi(server, registered.owner.accessToken);
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await admin?.end();
  await database?.drop();
});

/** How often each of the large tables was read from end to end so far. */
async function fullReads(): Promise<Record<string, number>> {
  const { rows } = await admin.query<{ name: string; count: string }>(
    `select relname as name, seq_scan as count from pg_stat_user_tables
     where relname in ('messages', 'message_words', 'conversations', 'inbound_events') or relname like 'events%'`,
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]));
}

async function fill(clientId: string): Promise<void> {
  await admin.query(
    `insert into conversations (id, organization_id, client_id, chat_id)
     select gen_random_uuid(), organization_id, id, '+1666' || lpad(n::text, 7, '0') from clients, generate_series(1, 500) n where id = $1`,
    [clientId],
  );
  await admin.query(
    `with filled as (
       insert into messages (id, organization_id, client_id, conversation_id, direction, origin, chat_id, type, content, status, provider_id)
       select gen_random_uuid(), organization_id, client_id, id, 'inbound', 'contact', chat_id, 'text',
         '{"type":"text","text":{"body":"Old words"}}', 'delivered', 'old_' || id || n
       from conversations, generate_series(1, $2::int) n where client_id = $1 returning *)
     insert into message_words (message_id, organization_id, client_id, conversation_id, words)
     select id, organization_id, client_id, conversation_id, to_tsvector('simple', 'old words ' || provider_id) from filled`,
    [clientId, STORED / 500],
  );
  await admin.query(
    `insert into events (id, organization_id, client_id, type, order_key, data)
     select gen_random_uuid(), organization_id, client_id, 'message.received', conversation_id::text, '{}' from messages`,
  );
  await admin.query(
    `insert into inbound_events (id, organization_id, client_id, type, event_key, event, state)
     select gen_random_uuid(), organization_id, client_id, 'message', id::text, '{}', 'done' from messages`,
  );
  await admin.query('analyze');
}

it('no request reads a large table from end to end, nor does anything behind it', async () => {
  const talk = talkOf(api, server.db);
  await talk.numbers.reaches(client, 'ready');
  const before = await fullReads();

  const { body } = await talk.text(client, '+15557770001', 'Hello there');
  await talk.reaches(body.id, 'delivered');
  await talk.arrives(client, { from: '+15557770001', type: 'text', text: { body: 'Hello back' } });
  await until(async () => (await api.get(`/v1/conversations/${body.conversationId}/messages`)).body.data.length === 2);
  for (const path of [
    '/v1/messages',
    `/v1/messages?clientId=${client}`,
    `/v1/messages?conversationId=${body.conversationId}`,
    '/v1/messages?status=queued',
    '/v1/messages?status=failed',
    `/v1/messages?from=${new Date(Date.now() - 60_000).toISOString()}`,
    '/v1/messages/search?query=hello',
    `/v1/messages/${body.id}`,
    '/v1/conversations',
    `/v1/conversations?clientId=${client}`,
    `/v1/conversations/${body.conversationId}`,
    `/v1/clients/${client}/safety`,
    '/v1/inbound-events',
  ])
    expect([path, (await api.get(path)).status]).toEqual([path, 200]);
  await api.post(`/v1/conversations/${body.conversationId}/read`);

  // What connections have counted is told at most a second later.
  await until(
    async () =>
      Number((await admin.query(`select idx_scan from pg_stat_user_tables where relname = 'message_words'`)).rows[0].idx_scan) > 0,
  );
  const after = await fullReads();
  const grown = Object.entries(after).filter(([name, count]) => count > (before[name] ?? 0));
  expect(grown).toEqual([]);
}, 120_000);
