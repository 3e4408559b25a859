// Messages of 100 sandbox numbers without pacing and acks: accepted by API, queue to sandbox, idle wake-up, coming in; then
// the same with acks. So many messages are stored beforehand.
// node bench/messages.mjs [stored]   (after npm run build)
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import autocannon from 'autocannon';
import pg from 'pg';
import { startWaxwing } from './server.mjs';

const STORED = Number(process.argv[2] ?? 10_000);
const CLIENTS = Number(process.env.CLIENTS ?? 100);
const PEOPLE = 50;
const CONNECTIONS = 32;
const SECONDS = 8;
const WAKE_UPS = 200;
const INBOUND = 10_000;

const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
const waxwing = await startWaxwing({ dataDir, env: { LIMIT_USER_PER_MINUTE: '100000000' } });
try {
  const { accessToken } = await waxwing.register();
  const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' };
  const ask = async (method, path, body) => {
    const answer = await fetch(waxwing.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  const admin = await openAdmin(dataDir);
  const ids = [];
  for (let number = 0; number < CLIENTS; number += 1) ids.push(await linked(ask, number));
  await until(async () => (await count(admin, `select count(*) from clients where state = 'ready'`)) === CLIENTS);
  await fill(admin, ids, STORED);

  await each(ids, (id) => ask('POST', `/v1/clients/${id}/pause`, {}));
  let sent = 0;
  const result = await autocannon({
    url: `${waxwing.url}/v1/messages`,
    connections: CONNECTIONS,
    duration: SECONDS,
    method: 'POST',
    headers,
    requests: [
      {
        setupRequest: (request) => {
          sent += 1;
          return {
            ...request,
            body: JSON.stringify(message(ids[sent % CLIENTS], person(Math.floor(sent / CLIENTS) % PEOPLE), `Hello ${sent}`)),
          };
        },
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} wrong answers, ${result.errors} errors`);
  tell('POST /v1/messages, 32 connections', `${Math.round(result.requests.average)} accepted/s, p99 ${result.latency.p99} ms`);

  tell('queue to sandbox, acks off', `${await drained()} messages/s`);
  await each(ids, (id) => ask('POST', `/v1/clients/${id}/pause`, {}));
  await each(ids, (id) => ask('PUT', `/v1/clients/${id}/sandbox/faults`, { acks: true }));
  const many = Array.from({ length: 3_000 }, (_, index) =>
    message(ids[index % CLIENTS], person(Math.floor(index / CLIENTS) % PEOPLE), 'Hello'),
  );
  for (let from = 0; from < many.length; from += 1_000)
    await ask('POST', '/v1/messages/batch', { messages: many.slice(from, from + 1_000) });
  tell('queue to sandbox, with acks', `${await drained()} messages/s`);

  const waits = [];
  for (let round = 0; round < WAKE_UPS; round += 1) {
    const { id } = await ask('POST', '/v1/messages', message(ids[round % CLIENTS], person(0), 'Wake up'));
    let details;
    do {
      await pause(10);
      details = await ask('GET', `/v1/messages/${id}`);
    } while (!['sent', 'delivered'].includes(details.status));
    const at = (status) => Date.parse(details.history.find((entry) => entry.status === status).at);
    waits.push(at('sending') - at('queued'));
  }
  waits.sort((a, b) => a - b);
  tell('idle wake-up, queued until on its way', `median ${waits[WAKE_UPS / 2]} ms, p99 ${waits[Math.floor(WAKE_UPS * 0.99)]} ms`);
  tell('messages that come in', `${await cameIn(admin, ids)} events/s`);
  await admin.end();

  async function drained() {
    const before = await count(admin, `select count(*) from messages where due_at is not null`);
    const began = performance.now();
    await each(ids, (id) => ask('POST', `/v1/clients/${id}/resume`));
    await until(async () => (await count(admin, `select count(*) from messages where due_at is not null`)) === 0);
    return Math.round(before / ((performance.now() - began) / 1_000));
  }
} finally {
  await waxwing.stop();
  await rm(dataDir, { recursive: true, force: true });
}

function tell(what, value) {
  console.log(`${what.padEnd(42)} ${value}   (${STORED.toLocaleString('en')} stored before)`);
}

function person(index) {
  return `+1555123${String(index).padStart(4, '0')}`;
}

function message(clientId, to, body) {
  return { clientId, to, type: 'text', text: { body } };
}

async function linked(ask, number) {
  const { id } = await ask('POST', '/v1/clients', { name: `Number ${number}`, channel: 'sandbox' });
  await ask('PUT', `/v1/clients/${id}/safety`, { enabled: false });
  await ask('PUT', `/v1/clients/${id}/sandbox/faults`, { acks: false });
  await ask('POST', `/v1/clients/${id}/start`);
  while ((await ask('GET', `/v1/clients/${id}`)).state !== 'awaiting_scan') await pause(20);
  await ask('POST', `/v1/clients/${id}/sandbox/scan`, {});
  return id;
}

async function openAdmin(dir) {
  const password = (await readFile(join(dir, 'postgres', 'superuser-password'), 'utf8')).trim();
  const admin = new pg.Client({ host: join(dir, 'postgres', 'socket'), user: 'postgres', password, database: 'waxwing' });
  await admin.connect();
  return admin;
}

async function count(admin, statement) {
  return Number((await admin.query(statement)).rows[0].count);
}

/** Messages of the past, spread over the clients, in conversations of their own. */
async function fill(admin, ids, stored) {
  await admin.query(
    `insert into conversations (id, organization_id, client_id, chat_id)
     select uuidv7(), c.organization_id, c.id, '+1666' || lpad(n::text, 7, '0') from clients c, generate_series(1, 100) n where c.id = any ($1)`,
    [ids],
  );
  const { rows } = await admin.query('select count(*)::int as count from conversations');
  await admin.query(
    `with filled as (
       insert into messages (id, organization_id, client_id, conversation_id, direction, origin, chat_id, type, content, status, provider_id)
       select uuidv7(n * interval '-1 second'), v.organization_id, v.client_id, v.id, 'inbound', 'contact', v.chat_id, 'text',
         json_build_object('type', 'text', 'text', json_build_object('body', 'Message number ' || n)), 'delivered', 'filled_' || v.id || n
       from (select *, row_number() over () - 1 as place from conversations) v,
         generate_series(v.place, $1 - 1, $2) n
       returning id, organization_id, client_id, conversation_id, content)
     insert into message_words (message_id, organization_id, client_id, conversation_id, words)
     select id, organization_id, client_id, conversation_id, to_tsvector('simple', content -> 'text' ->> 'body') from filled`,
    [stored, rows[0].count],
  );
  await admin.query('analyze');
}

/** As channels would have written them, all at once. */
async function cameIn(admin, ids) {
  await admin.query(
    `insert into inbound_events (id, organization_id, client_id, type, event_key, chat_id, event)
     select uuidv7(), c.organization_id, c.id, 'message', 'bench' || n, '+1777' || lpad((n % 20)::text, 7, '0'), json_build_object(
       'type', 'message', 'providerId', 'bench_' || c.id || '_' || n, 'chatId', '+1777' || lpad((n % 20)::text, 7, '0'), 'fromMe', false,
       'from', json_build_object('phone', '+1777' || lpad((n % 20)::text, 7, '0'), 'name', 'Person'), 'at', '2026-01-01T00:00:00.000Z',
       'content', json_build_object('type', 'text', 'text', json_build_object('body', 'Hello ' || n)))
     from clients c, generate_series(1, $2) n where c.id = any ($1)`,
    [ids, INBOUND / ids.length],
  );
  await until(async () => (await count(admin, `select count(*) from inbound_events where state = 'queued'`)) === 0);
  const { rows } = await admin.query(
    `select count(*)::int as count, extract(epoch from max(created_at) - min(created_at)) as seconds from messages where provider_id like 'bench%'`,
  );
  return Math.round(rows[0].count / Number(rows[0].seconds));
}

async function each(items, work) {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let item = waiting.shift(); item; item = waiting.shift()) await work(item);
    }),
  );
}

async function until(holds) {
  while (!(await holds())) await pause(20);
}
