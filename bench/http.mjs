// Requests a second: a bare Express route, /health/live, and a route with one organisation-scoped query, in turn in one run.
// node bench/http.mjs   (after npm run build)
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { median, startWaxwing } from './server.mjs';

const CONNECTIONS = 32;
const SECONDS = 4;
const ROUNDS = 3;

const BARE = `
import express from 'express';
const app = express();
app.get('/', (request, response) => response.json({ status: 'ok' }));
app.listen(0, '127.0.0.1', function () { process.send(this.address().port); });`;

async function startBare() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', BARE], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const port = await new Promise((resolve) => child.once('message', resolve));
  return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() };
}

const fire = async (url, headers = {}) => {
  const result = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS, headers });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url}: ${result.non2xx} wrong answers, ${result.errors} errors`);
  return result.requests.average;
};

const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
const bare = await startBare();
const waxwing = await startWaxwing({ dataDir, env: { LIMIT_USER_PER_MINUTE: '100000000' } });
try {
  const { accessToken } = await waxwing.register();
  const rates = { bare: [], live: [], scoped: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.bare.push(await fire(bare.url));
    rates.live.push(await fire(`${waxwing.url}/health/live`));
    rates.scoped.push(await fire(`${waxwing.url}/v1/organization`, { Authorization: `Bearer ${accessToken}` }));
  }
  const [bareRate, live, scoped] = [rates.bare, rates.live, rates.scoped].map(median);
  console.log(`bare Express route        ${Math.round(bareRate)} requests/s`);
  console.log(`/health/live              ${Math.round(live)} requests/s   ${Math.round((live / bareRate) * 100)}% of bare`);
  console.log(`one organisation's query  ${Math.round(scoped)} requests/s   ${Math.round((scoped / live) * 100)}% of /health/live`);
} finally {
  bare.stop();
  await waxwing.stop();
  await rm(dataDir, { recursive: true, force: true });
}
