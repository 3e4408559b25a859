// Linked web sessions at rest, on the tests' stand-in for WhatsApp Web: memory and CPU of each, and from start to ready. First as a plain
// whatsapp-web.js script with default options in a full Chromium, then in Waxwing with the browser that it finds. Memory is the sum of PSS.
// node bench/web-sessions.mjs [--sessions 10] [--plain-browser /usr/bin/chromium] [--rest 60]   (after npm run build; CHROMIUM_PATH counts)
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findBrowser } from '../dist/channels/web/browser/browser.js';
import { browsersIn, processOf } from './process-groups.mjs';
import { median, startWaxwing } from './server.mjs';

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '10' },
    'plain-browser': { type: 'string', default: '/usr/bin/chromium' },
    rest: { type: 'string', default: '60' },
    dialect: { type: 'string', default: 'before' },
  },
});
const COUNT = Number(values.sessions);
const REST_SECONDS = Number(values.rest);
const SETTLE_MS = 20_000;
const BROWSER_ARGS = ['--disable-features=LocalNetworkAccessChecks'];

const scratch = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
const standin = await startStandin();
try {
  const plainBrowser = await findBrowser({ chromiumPath: values['plain-browser'] });
  const ownBrowser = await findBrowser({ chromiumPath: process.env.CHROMIUM_PATH ?? null });
  const plain = await measurePlain(plainBrowser);
  const waxwing = await measureWaxwing();
  const [{ model }] = cpus();
  console.log(`${COUNT} linked sessions at rest, ${cpus().length} cores (${model.trim()}), dialect ${values.dialect}`);
  console.log(`plain    ${describe(plain)}\n         ${plainBrowser.version}${plainBrowser.shell ? ', headless shell' : ''}`);
  console.log(
    `Waxwing  ${describe(waxwing)}\n         ${ownBrowser.version}${ownBrowser.shell ? ', headless shell' : ''} (${ownBrowser.source})`,
  );
  console.log(`memory of the browsers: ${((waxwing.megabytes / plain.megabytes) * 100).toFixed(0)} % of the plain script's`);
} finally {
  standin.stop();
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}

function describe({ megabytes, processes, cpuShare, readyMs, node }) {
  const each = `${(megabytes / COUNT).toFixed(0)} MB and ${((cpuShare / COUNT) * 100).toFixed(2)} % of a core each`;
  return `${each}, ${processes} processes, linked start to ready ${(median(readyMs) / 1_000).toFixed(1)} s, Node.js beside it ${node.toFixed(0)} MB`;
}

async function measurePlain(browser) {
  const folder = join(scratch, 'plain');
  await (await startPlain(folder, browser)).stop();
  const linked = await startPlain(folder, browser);
  try {
    return { ...(await atRest(folder, linked.pid)), readyMs: linked.readyMs };
  } finally {
    await linked.stop();
  }
}

/** Resolves when all are ready; the first time, each shows a code that is scanned. */
async function startPlain(folder, { executablePath, sandbox }) {
  const browser = { executablePath, args: [...(sandbox ? [] : ['--no-sandbox']), ...BROWSER_ARGS] };
  const given = JSON.stringify({ count: COUNT, folder, standin, browser });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'plain-sessions.mjs'), given], { stdio: ['pipe', 'pipe', 'inherit'] });
  const readyMs = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line);
    if (said.qr) await standin.scan(said.qr, said.index);
    if (said.ms) readyMs.push(said.ms);
    if (said.done) break;
  }
  const stop = async () => {
    child.kill('SIGTERM');
    while ((await browsersIn(folder)).processes > 0) await pause(100);
    // Puppeteer catches the signal for its browsers, and the script lives on.
    child.kill('SIGKILL');
  };
  return { pid: child.pid, readyMs, stop };
}

async function measureWaxwing() {
  const dataDir = join(scratch, 'waxwing');
  const env = { CHROMIUM_ARGS: BROWSER_ARGS.join(' '), WA_WEB_VERSION: standin.version, WA_WEB_VERSION_DIR: standin.versionDir };
  const first = await startWaxwing({ dataDir, env });
  const { accessToken } = await first.register();
  const headers = { Authorization: `Bearer ${accessToken}` };
  for (let index = 0; index < COUNT; index += 1) {
    const { id } = await first.post('/v1/clients', { name: `Number ${index}`, channel: 'web' }, headers);
    await first.post(`/v1/clients/${id}/start`, {}, headers);
    await becomes(first, headers, id, 'awaiting_scan');
    const { qr } = await get(first, headers, `/v1/clients/${id}/qr`);
    await standin.scan(qr, 100 + index);
    await becomes(first, headers, id, 'ready');
  }
  await first.stop();

  const waxwing = await startWaxwing({ dataDir, env });
  try {
    const { data } = await get(waxwing, headers, '/v1/clients?limit=100');
    for (const { id } of data) await becomes(waxwing, headers, id, 'ready');
    const readyMs = await Promise.all(data.map(({ id }) => startToReady(waxwing, headers, id)));
    return { ...(await atRest(join(dataDir, 'sessions'), waxwing.pid)), readyMs };
  } finally {
    await waxwing.stop();
  }
}

async function becomes(waxwing, headers, id, wanted) {
  for (const giveUpAt = Date.now() + 180_000; Date.now() < giveUpAt;) {
    const { state, reason } = await get(waxwing, headers, `/v1/clients/${id}`);
    if (state === wanted) return;
    if (state === 'failed') throw new Error(`a client failed: ${reason}`);
    await pause(250);
  }
  throw new Error(`a client did not become ${wanted}: ${JSON.stringify(await get(waxwing, headers, `/v1/clients/${id}`))}`);
}

/** From its history, newest first. */
async function startToReady(waxwing, headers, id) {
  const { data } = await get(waxwing, headers, `/v1/clients/${id}/history`);
  const at = (wanted) => Date.parse(data.find(({ state }) => state === wanted).at);
  return at('ready') - at('starting');
}

async function get(waxwing, headers, path) {
  const answer = await fetch(waxwing.url + path, { headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function atRest(folder, pid) {
  await pause(SETTLE_MS);
  const before = await browsersIn(folder);
  await pause(REST_SECONDS * 1_000);
  const after = await browsersIn(folder);
  const cpuShare = (after.cpuSeconds - before.cpuSeconds) / REST_SECONDS;
  return { megabytes: after.megabytes, processes: after.processes, cpuShare, node: (await processOf(pid)).megabytes };
}

/** WhatsApp's other side, as tests/standin/README.md describes it. */
async function startStandin() {
  const options = JSON.stringify({ firstQrMs: 600_000, qrMs: 600_000 });
  const program = join(import.meta.dirname, '../tests/standin/serve.mjs');
  const child = spawn(process.execPath, [program, '--dialect', values.dialect, '--options', options, '--dir', join(scratch, 'pages')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.trimEnd().endsWith('}')) break;
  }
  const { version, versionDir, origin } = JSON.parse(text);
  return {
    version,
    versionDir,
    stop: () => child.kill('SIGTERM'),
    async scan(qr, index) {
      const parameters = [qr, { phone: `+1555000${String(1_000 + index)}`, name: `Number ${index}` }];
      const answer = await (
        await fetch(`${origin}/control`, { method: 'POST', body: JSON.stringify({ method: 'scan', parameters }) })
      ).json();
      if (!answer.ok) throw new Error(answer.text);
    },
  };
}
