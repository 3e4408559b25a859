// A thousand sandbox numbers in one process: time until all show a code, until all are ready, until they are back after a
// restart; memory and idle CPU of each.
// node bench/sessions.mjs [clients]   (after npm run build)
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startWaxwing } from './server.mjs';

const CLIENTS = Number(process.argv[2] ?? 1_000);
const AT_ONCE = 16;
const IDLE_SECONDS = 60;
const TICKS_PER_SECOND = 100;

const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
const env = { LIMIT_USER_PER_MINUTE: '100000000' };
let waxwing = await startWaxwing({ dataDir, env });
try {
  const { accessToken } = await waxwing.register();
  const headers = { Authorization: `Bearer ${accessToken}` };
  const post = (path, body = {}) => waxwing.post(path, body, headers);

  const ids = await each(
    Array.from({ length: CLIENTS }),
    async (_, index) => (await post('/v1/clients', { name: `Number ${index}`, channel: 'sandbox' })).id,
  );
  await restart();
  const emptyBytes = await settledMemory();
  const began = performance.now();
  await each(ids, (id) => post(`/v1/clients/${id}/start`));
  await reached('awaiting_scan', CLIENTS);
  const shown = performance.now();
  await each(ids, (id) => post(`/v1/clients/${id}/sandbox/scan`));
  await reached('ready', CLIENTS);
  const ready = performance.now();

  const stopping = performance.now();
  await waxwing.stop();
  const stopped = performance.now();
  waxwing = await startWaxwing({ dataDir, env });
  const greeted = performance.now();
  await reached('ready', CLIENTS);
  const back = performance.now();

  const bytes = (await settledMemory()) - emptyBytes;
  const cpuBefore = await cpuSecondsOf(waxwing.pid);
  await pause(IDLE_SECONDS * 1_000);
  const cpuSeconds = (await cpuSecondsOf(waxwing.pid)) - cpuBefore;

  const [{ model }] = cpus();
  console.log(`${CLIENTS} sandbox clients in one process, on ${cpus().length} cores (${model.trim()}), database beside it`);
  console.log(`started by API until all show a code  ${seconds(shown - began)} s`);
  console.log(`scanned by API until all are ready    ${seconds(ready - shown)} s`);
  console.log(`graceful stop                         ${seconds(stopped - stopping)} s`);
  console.log(`greeting after a restart until ready  ${seconds(back - greeted)} s`);
  console.log(`memory for each client                ${Math.round(bytes / CLIENTS / 1_024)} KiB`);
  console.log(
    `idle CPU of the process               ${((cpuSeconds / IDLE_SECONDS) * 100).toFixed(1)} % of a core, ${((cpuSeconds / IDLE_SECONDS / CLIENTS) * 1e6).toFixed(0)} µs/s for each client`,
  );
} finally {
  await waxwing.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function restart() {
  await waxwing.stop();
  waxwing = await startWaxwing({ dataDir, env });
}

/** Of a process that has just started, so that no garbage of earlier requests hides the difference. */
async function settledMemory() {
  await pause(15_000);
  return memoryOf(waxwing.pid);
}

async function each(items, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** Asked of the figures, which cost less than a list of all. */
async function reached(state, count) {
  for (;;) {
    const metrics = await (await fetch(`${waxwing.url}/metrics`)).text();
    if (Number(new RegExp(`waxwing_sessions{state="${state}"} (\\d+)`).exec(metrics)?.[1]) === count) return;
    await pause(100);
  }
}

async function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]) * 1_024;
}

async function cpuSecondsOf(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function seconds(ms) {
  return (ms / 1_000).toFixed(1);
}
