// Webhooks and the live stream: how many deliveries a second to a receiver on this machine, how long from the commit of an event to
// its receiver, what one endpoint that hangs does to 99 good ones, and how long to 200 listeners of the stream.
// node bench/webhooks.mjs [deliveries]   (after npm run build)
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startWaxwing } from './server.mjs';

const DELIVERIES = Number(process.argv[2] ?? 10_000);
const RATE = 50;
const SECONDS = 20;
const ENDPOINTS = 100;
const LISTENERS = 200;
const KEY = '11'.repeat(32);

if (process.argv[2] === '--receiver') runReceiver();
else await runBench();

/** In a process of its own, as a customer's would be: counts, and says when the first and the last so many came. */
function runReceiver() {
  let count = 0;
  let firstAt = 0;
  const wanted = Number(process.argv[3]);
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.end();
      count += 1;
      if (count === 1) firstAt = performance.now();
      if (count === wanted) process.send({ seconds: (performance.now() - firstAt) / 1_000 });
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}

async function runBench() {
  const [{ startEmbedded }, { createLog }, { parseMasterKeys }, { openDb }, { rolesFor }, { createPublisher }, { fanOut }] =
    await Promise.all(
      [
        'platform/embedded/embedded',
        'platform/log',
        'platform/crypto/master-key',
        'platform/db/db',
        'platform/db/roles',
        'events/events',
        'webhooks/webhooks',
      ].map((name) => import(`../dist/${name}.js`)),
    );
  const log = createLog({ level: 'error' });
  const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
  const database = await startEmbedded({ dataDir: join(dataDir, 'database'), log });
  const env = { DATABASE_URL: database.adminUrl, TOKEN_MASTER_KEY: KEY, OUTBOUND_ALLOW: '127.0.0.1', LIMIT_USER_PER_MINUTE: '100000000' };
  const start = () => startWaxwing({ dataDir: join(dataDir, 'server'), env });
  let waxwing = await start();
  const { organization, accessToken } = await waxwing.register();
  const headers = { Authorization: `Bearer ${accessToken}` };
  const { deriveKey } = parseMasterKeys(KEY).current;
  const db = openDb({ url: database.adminUrl, roles: rolesFor(new URL(database.adminUrl).pathname.slice(1)), deriveKey, log });
  const publish = createPublisher([fanOut]);
  const tell = (...events) =>
    db.inOrganization(organization.id, async (tx) => {
      for (const event of events) await publish(tx, event);
    });
  const addEndpoint = (url, more) => waxwing.post('/v1/webhooks', { url, ...more }, headers);
  const message = (type, index) => ({ type, orderKey: String(index % 20), data: { index, text: 'x'.repeat(500), sentAt: 0 } });

  try {
    console.log(`${cpus().length} cores (${cpus()[0].model.trim()}), Node ${process.version}, server, database, receiver and this on them`);
    const bare = await bareRequestsPerSecond();
    console.log(`bare requests by the same client, 10 at once  ${Math.round(bare)} /s`);
    for (const [words, more] of [
      ['10 in flight', {}],
      ['100 in flight', { maxInFlight: 100 }],
      ['10 in flight, in order', { ordered: true }],
    ])
      console.log(`deliveries, ${words.padEnd(28)}${await deliveriesPerSecond(more)}`);
    const { url: receiver, arrivals } = await startTimedReceiver();
    const single = await addEndpoint(`${receiver}/single`, { events: ['bench.single'] });
    report('commit → receiver', await commitToReceiver(() => 'bench.single'));
    await fetch(`${waxwing.url}/v1/webhooks/${single.id}`, { method: 'DELETE', headers });
    await oneThatHangs();
    await listeners();

    /** The same body by the same guarded client, with neither a signature nor a database: what this machine can do at best. */
    async function bareRequestsPerSecond() {
      const { createOutbound } = await import('../dist/platform/outbound/outbound.js');
      const child = fork(fileURLToPath(import.meta.url), ['--receiver', String(DELIVERIES)]);
      const [{ port }] = await once(child, 'message');
      const done = once(child, 'message');
      const outbound = createOutbound({ allow: ['127.0.0.1'], allowHttp: true, log });
      const body = JSON.stringify(message('bench.many', 0));
      let left = DELIVERIES;
      const lane = async () => {
        while (left-- > 0)
          await outbound.request({ method: 'POST', url: `http://127.0.0.1:${port}/`, body, timeoutMs: 15_000, maxBytes: 65_536 });
      };
      await Promise.all(Array.from({ length: 10 }, lane));
      const [{ seconds }] = await done;
      outbound.close();
      child.kill();
      return DELIVERIES / seconds;
    }

    async function deliveriesPerSecond(more) {
      const child = fork(fileURLToPath(import.meta.url), ['--receiver', String(DELIVERIES)]);
      const [{ port }] = await once(child, 'message');
      const { id } = await addEndpoint(`http://127.0.0.1:${port}/`, { events: ['bench.many'], ...more });
      await waxwing.stop();
      for (let index = 0; index < DELIVERIES; index += 100)
        await tell(...Array.from({ length: 100 }, (_, offset) => message('bench.many', index + offset)));
      const done = once(child, 'message');
      waxwing = await start();
      const [{ seconds }] = await done;
      child.kill();
      await fetch(`${waxwing.url}/v1/webhooks/${id}`, { method: 'DELETE', headers });
      return `${Math.round(DELIVERIES / seconds)} /s, ${((DELIVERIES / seconds / bare) * 100).toFixed(0)}% of bare requests`;
    }

    async function startTimedReceiver() {
      const seen = new Map();
      const server = createServer((request, response) => {
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
          if (request.url === '/hangs') return;
          seen.set(JSON.parse(body).data.index, performance.now());
          response.end();
        });
      });
      server.keepAliveTimeout = 60_000;
      server.listen(0, '127.0.0.1').unref();
      await once(server, 'listening');
      return { url: `http://127.0.0.1:${server.address().port}`, arrivals: seen };
    }

    /** Milliseconds from each commit to its arrival, at a steady rate; an event that nobody is to take counts for nothing. */
    async function commitToReceiver(typeOf, rate = RATE, isCounted = () => true) {
      arrivals.clear();
      const committed = await steadily(rate, typeOf);
      await pause(1_000);
      const counted = [...committed.keys()].filter(isCounted);
      if (counted.some((index) => !arrivals.has(index))) console.log('some never arrived');
      return counted.map((index) => Math.max(0, arrivals.get(index) - committed.get(index)));
    }

    async function steadily(rate, typeOf) {
      const committed = new Map();
      const running = [];
      const began = performance.now();
      for (let index = 0; index < rate * SECONDS; index += 1) {
        await pause(Math.max(0, began + (index * 1_000) / rate - performance.now()));
        running.push(tell(message(typeOf(index), index)).then(() => committed.set(index, performance.now())));
      }
      await Promise.all(running);
      return committed;
    }

    async function oneThatHangs() {
      for (let number = 0; number < ENDPOINTS; number += 1)
        await addEndpoint(`${receiver}/${number}`, { events: [`bench.to_${letters(number)}`] });
      const hanging = await addEndpoint(`${receiver}/hangs`, { events: [`bench.to_${letters(0)}`] });
      const set = (state) =>
        fetch(`${waxwing.url}/v1/webhooks/${hanging.id}`, {
          method: 'PATCH',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify({ state }),
        });
      const rounds = { active: [], disabled: [] };
      for (const state of ['disabled', 'active', 'disabled', 'active']) {
        await set(state);
        const times = await commitToReceiver(
          (index) => `bench.to_${letters(index % ENDPOINTS)}`,
          100,
          (index) => index % ENDPOINTS !== 0,
        );
        rounds[state].push(...times);
      }
      await set('disabled');
      const [without, beside] = [report('99 good endpoints alone', rounds.disabled), report('… beside one that hangs', rounds.active)];
      console.log(`… their p99 changes by            ${((beside / without - 1) * 100).toFixed(0)}%`);
    }

    async function listeners() {
      const arrived = new Map();
      const leaving = new AbortController();
      for (let number = 0; number < LISTENERS; number += 1) void listen(arrived, leaving.signal);
      await pause(2_000);
      const committed = await steadily(RATE, () => 'bench.streamed');
      await pause(1_000);
      leaving.abort();
      const times = [...arrived].flatMap(([index, moments]) => moments.map((moment) => Math.max(0, moment - committed.get(index))));
      report(`commit → ${LISTENERS} listeners`, times);
      console.log(`… of ${RATE * SECONDS * LISTENERS} events told              ${times.length}`);
    }

    async function listen(arrived, signal) {
      const answer = await fetch(`${waxwing.url}/v1/events?type=bench.*`, { headers: { ...headers, Accept: 'text/event-stream' }, signal });
      const decoder = new TextDecoder();
      let text = '';
      try {
        for await (const chunk of answer.body) {
          const now = performance.now();
          text += decoder.decode(chunk, { stream: true });
          for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
            const index = /"index":(\d+)/.exec(text.slice(0, end))?.[1];
            if (index !== undefined) arrived.set(Number(index), [...(arrived.get(Number(index)) ?? []), now]);
            text = text.slice(end + 2);
          }
        }
      } catch {
        // Left.
      }
    }
  } finally {
    await waxwing.stop();
    await db.close();
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Types hold letters only. */
function letters(number) {
  return String.fromCharCode(97 + Math.floor(number / 26)) + String.fromCharCode(97 + (number % 26));
}

function report(words, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor(sorted.length * share)];
  console.log(`${words.padEnd(34)}p50 ${at(0.5).toFixed(1)} ms   p99 ${at(0.99).toFixed(1)} ms`);
  return at(0.99);
}
