// GET /v1/auth/me by API key: alone, and with one sign-in a second beside it (bcrypt at the default cost, in its own thread).
// Targets: with sign-ins at least 60% of the requests of alone, and 99% of them within 50 ms.
// node bench/access.mjs   (after npm run build)
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { median, startWaxwing } from './server.mjs';

const CONNECTIONS = 10;
const SECONDS = 5;
const ROUNDS = 3;
const LEAST_RATIO = 0.6;
const SLOWEST_P99_MS = 50;
const NO_LIMIT = '1000000000';

async function fire(url, key) {
  const { requests, latency, non2xx, errors } = await autocannon({
    url: `${url}/v1/auth/me`,
    connections: CONNECTIONS,
    duration: SECONDS,
    headers: { 'X-Api-Key': key },
  });
  if (non2xx > 0 || errors > 0) throw new Error(`${non2xx} wrong answers, ${errors} errors`);
  return { rate: requests.average, p99: latency.p99 };
}

async function whileSigningIn(waxwing, credentials, work) {
  let signIns = 0;
  const timer = setInterval(() => void waxwing.post('/v1/auth/login', credentials).then(() => (signIns += 1)), 1_000);
  try {
    return { ...(await work()), signIns: () => signIns };
  } finally {
    clearInterval(timer);
  }
}

const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
const env = { LIMIT_PLAN_FREE_PER_MINUTE: NO_LIMIT, LIMIT_LOGIN_PER_MINUTE: NO_LIMIT, LIMIT_ANONYMOUS_PER_MINUTE: NO_LIMIT };
const waxwing = await startWaxwing({ dataDir, env });
try {
  const { accessToken, user } = await waxwing.register();
  const { key } = await waxwing.post('/v1/api-keys', { name: 'Bench' }, { Authorization: `Bearer ${accessToken}` });
  const credentials = { email: user.email, password: 'Zq7!unusual-Wing' };
  await fire(waxwing.url, key);
  const alone = [];
  const beside = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await fire(waxwing.url, key));
    beside.push(await whileSigningIn(waxwing, credentials, () => fire(waxwing.url, key)));
  }
  const of = (runs, field) => median(runs.map((run) => run[field]));
  const ratio = of(beside, 'rate') / of(alone, 'rate');
  const signIns = beside.reduce((sum, run) => sum + run.signIns(), 0);
  console.log(`by API key, alone             ${Math.round(of(alone, 'rate'))} requests/s   p99 ${of(alone, 'p99')} ms`);
  console.log(
    `with one sign-in a second     ${Math.round(of(beside, 'rate'))} requests/s   p99 ${of(beside, 'p99')} ms   ${signIns} sign-ins`,
  );
  console.log(
    `ratio                         ${Math.round(ratio * 100)}%   (target: ${LEAST_RATIO * 100}%, p99 under ${SLOWEST_P99_MS} ms)`,
  );
  if (ratio < LEAST_RATIO || of(beside, 'p99') >= SLOWEST_P99_MS) process.exitCode = 1;
} finally {
  await waxwing.stop();
  await rm(dataDir, { recursive: true, force: true });
}
