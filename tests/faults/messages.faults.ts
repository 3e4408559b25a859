import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { seededRandom } from '../../src/platform/clock.ts';
import { openApi, until } from '../../src/platform/testing/api.ts';
import type { Answer, Api } from '../../src/platform/testing/api.ts';
import { NO_LIMITS } from '../../src/platform/testing/server.ts';
import { makeFolder, processesOf, startServerProcess } from '../slow/server-process.ts';
import type { ServerProcess } from '../slow/server-process.ts';

jest.setTimeout(60 * 60_000);

const SENDS = Number(process.env['SENDS'] ?? 2_000);
const INBOUND = Number(process.env['INBOUND'] ?? 5_000);
const KILLS = Number(process.env['KILLS'] ?? 50);
const RESTARTS = Number(process.env['RESTARTS'] ?? 10);
const CLIENTS = 5;
const PEOPLE = 8;
const SETTLED_WITHIN_MS = 10 * 60_000;
const ENV = { REGISTRATION: 'open', LOG_LEVEL: 'fatal', ...NO_LIMITS };

const seed = Number(process.env['SEED'] ?? Date.now());
const random = seededRandom(seed);
type Loose = Answer['body'];
type Copy = { ownId: string; to: string; text: { body: string } };

let root: string;
let dataDir: string;
let running: ServerProcess;
let key: string;

beforeEach(async () => {
  root = await makeFolder();
  dataDir = join(root, 'data');
  begin();
  const owner = await openApi({ url: await running.url }).register();
  key = (await owner.post('/v1/api-keys', { name: 'Faults' })).body.key;
});

afterEach(async () => {
  for (const pid of processesOf(root)) process.kill(pid, 'SIGKILL');
  await running.ended;
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

function begin(): void {
  running = startServerProcess({ dataDir, env: ENV });
}

/** Asks until somebody answers that it was done; what a caller does who got no answer. */
async function ask(work: (api: Api) => Promise<Answer>): Promise<Loose> {
  for (;;) {
    const answer = await running.url.then((url) => work(openApi({ url }, key))).catch(() => null);
    if (answer && answer.status < 300) return answer.body;
    if (answer && answer.status < 500 && answer.status !== 409 && answer.status !== 429) throw new Error(JSON.stringify(answer.body));
    await pause(20 + random() * 100);
  }
}

/** Sandbox numbers that nothing holds back and that lose the answer to every tenth send. */
async function numbers(faults: object): Promise<string[]> {
  const ids = await Promise.all(
    Array.from({ length: CLIENTS }, async () => (await ask((api) => api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' }))).id),
  );
  for (const id of ids) {
    await ask((api) => api.put(`/v1/clients/${id}/safety`, { enabled: false }));
    await ask((api) => api.put(`/v1/clients/${id}/sandbox/faults`, faults));
    await ask((api) => api.post(`/v1/clients/${id}/start`));
    await until(async () => (await ask((api) => api.get(`/v1/clients/${id}`))).state === 'awaiting_scan', 60_000);
    await ask((api) => api.post(`/v1/clients/${id}/sandbox/scan`, {}));
  }
  return ids;
}

/** Kills the server, or its database alone, at random moments for as long as the work lasts, and so many times at least. */
async function amidKills(work: Promise<unknown>, every: { kills: number; restarts: number; spanMs: number }): Promise<void> {
  const { kills, restarts, spanMs } = every;
  const victims = [...Array.from({ length: kills }, () => 'server'), ...Array.from({ length: restarts }, () => 'database')];
  victims.sort(() => random() - 0.5);
  for (const victim of victims) {
    await pause(random() * spanMs);
    if (victim === 'database') {
      // It may just be starting again from the last time.
      await until(() => postmaster() > 0, 60_000);
      process.kill(postmaster(), 'SIGQUIT');
      continue;
    }
    running.signal('SIGKILL');
    await running.ended;
    begin();
    await running.url;
  }
  await work;
}

/** SIGQUIT is what `pg_ctl stop -m immediate` sends; the server starts it again. */
function postmaster(): number {
  try {
    return Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return 0;
  }
}

async function everyMessage(clientId: string): Promise<Loose[]> {
  const all: Loose[] = [];
  for (let cursor = ''; ;) {
    const page = await ask((api) => api.get(`/v1/messages?clientId=${clientId}&limit=200${cursor}`));
    all.push(...page.data);
    if (page.nextCursor === null) return all;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

const person = (index: number) => `+1555123${String(index).padStart(4, '0')}`;

describe('messages under kill -9', () => {
  it('each reach their person once, in order, or end with a reason', async () => {
    process.stdout.write(`note: SEED=${seed}\n`);
    const clients = await numbers({ loseAnswerRate: 0.1, ackDelayMs: 50 });
    const ledger = new Map<string, { clientId: string; to: string; number: number }>();
    const perChat = Math.ceil(SENDS / (clients.length * PEOPLE));
    const chats = clients.flatMap((clientId) => Array.from({ length: PEOPLE }, (_, index) => ({ clientId, to: person(index) })));
    const began = performance.now();
    const writing = Promise.all(
      chats.map(async ({ clientId, to }) => {
        for (let number = 0; number < perChat; number += 1) {
          const body = { clientId, to, type: 'text', text: { body: String(number) } };
          const { id } = await ask((api) => api.post('/v1/messages', body, { 'Idempotency-Key': `${clientId}-${to}-${number}` }));
          ledger.set(id, { clientId, to, number });
          await pause(random() * 400);
        }
      }),
    );
    await amidKills(writing, { kills: KILLS, restarts: RESTARTS, spanMs: 1_500 });

    const wrong: string[] = [];
    const counts: Record<string, number> = {};
    for (const clientId of clients) {
      let messages: Loose[] = [];
      const undone = ({ status }: Loose) => ['queued', 'sending', 'unknown'].includes(status);
      await until(async () => !(messages = await everyMessage(clientId)).some(undone), SETTLED_WITHIN_MS).catch(() => undefined);
      wrong.push(...messages.filter(undone).map(({ id, status }) => `${id} is still ${status}`));
      const copies: Copy[] = (await ask((api) => api.get(`/v1/clients/${clientId}/sandbox/sent`))).data;
      const copiesOf = new Map<string, number>();
      for (const { ownId } of copies) copiesOf.set(ownId, (copiesOf.get(ownId) ?? 0) + 1);
      for (const { id, status } of messages) {
        counts[status] = (counts[status] ?? 0) + 1;
        const count = copiesOf.get(id) ?? 0;
        const went = ['sent', 'delivered', 'read'].includes(status);
        if (count !== (went ? 1 : 0)) wrong.push(`${id} is ${status} and has ${count} copies`);
      }
      const stored = new Set(messages.map(({ id }) => id));
      for (const [id, entry] of ledger) if (entry.clientId === clientId && !stored.has(id)) wrong.push(`${id} was accepted and is lost`);
      if (stored.size !== perChat * PEOPLE) wrong.push(`${stored.size} are stored of ${perChat * PEOPLE} that were asked for`);
      for (let index = 0; index < PEOPLE; index += 1) {
        const told = copies.filter(({ to }) => to === person(index)).map(({ text }) => Number(text.body));
        if (told.some((number, at) => at > 0 && number < (told[at - 1] ?? 0))) wrong.push(`${person(index)} got ${told.join(' ')}`);
      }
    }
    const seconds = Math.round((performance.now() - began) / 1_000);
    process.stdout.write(
      `note: ${ledger.size} messages, ${KILLS} kills of the server and ${RESTARTS} of the database in ${seconds} s: ${JSON.stringify(counts)}, ${wrong.length} wrong\n`,
    );
    expect(wrong).toEqual([]);
  });

  it('that come in are stored once each, in their order', async () => {
    process.stdout.write(`note: SEED=${seed}\n`);
    const clients = await numbers({});
    const chats = clients.flatMap((clientId) => Array.from({ length: PEOPLE }, (_, index) => ({ clientId, from: person(index) })));
    const perChat = Math.ceil(INBOUND / chats.length);
    const began = performance.now();
    const arriving = Promise.all(
      chats.map(async ({ clientId, from }) => {
        for (let number = 0; number < perChat; number += 1) {
          const message = { from, type: 'text', text: { body: String(number) }, providerId: `false_${from}_${number}` };
          await ask((api) => api.post(`/v1/clients/${clientId}/sandbox/messages`, message));
        }
      }),
    );
    await amidKills(arriving, { kills: Math.ceil(KILLS / 5), restarts: Math.ceil(RESTARTS / 5), spanMs: 4_000 });

    const wrong: string[] = [];
    for (const clientId of clients) {
      let messages: Loose[] = [];
      await until(async () => (messages = await everyMessage(clientId)).length >= perChat * PEOPLE, SETTLED_WITHIN_MS).catch(
        () => undefined,
      );
      const ids = new Set(messages.map(({ providerId }) => providerId));
      if (messages.length !== perChat * PEOPLE || ids.size !== messages.length)
        wrong.push(`${messages.length} messages with ${ids.size} ids are stored of ${perChat * PEOPLE}`);
      const unread = (await ask((api) => api.get(`/v1/conversations?clientId=${clientId}&limit=200`))).data.map(
        (each: Loose) => each.unread,
      );
      if (unread.some((count: number) => count !== perChat)) wrong.push(`unread are ${unread.join(' ')}`);
    }
    const parked = (await ask((api) => api.get('/v1/inbound-events?status=parked'))).data;
    const seconds = Math.round((performance.now() - began) / 1_000);
    process.stdout.write(
      `note: ${perChat * chats.length} messages came in in ${seconds} s, ${parked.length} parked, ${wrong.length} wrong\n`,
    );
    expect([wrong, parked]).toEqual([[], []]);
  });
});
