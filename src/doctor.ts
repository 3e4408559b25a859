import { constants, existsSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { findBrowser, tryBrowser } from './channels/web/browser/browser.ts';
import { inWords, openForOperator } from './operator.ts';
import { ConfigError, loadConfig, readEnvironment } from './platform/config.ts';
import type { Config } from './platform/config.ts';
import { availableMemory } from './platform/host-memory.ts';
import { createLog } from './platform/log.ts';
import { version } from './platform/package.ts';
import { explainStartFailure } from './platform/start-failure.ts';

type Finding = { verdict: 'ok' | 'note' | 'broken'; text: string; advice?: string };
type Check = (config: Config) => Promise<Finding>;

const EXIT_CONFIG = 78;
const EXIT_BROKEN = 1;
const GB = 1e9;
const MB = 1e6;
// Below the first the database can no longer write; the second is what a busy week may take.
const DISK_LEAST_BYTES = 0.2 * GB;
const DISK_LOW_BYTES = 2 * GB;
const OLDEST_SERVER = 150_000;

const LIGHTER = 'A headless shell needs half the memory for each session (Debian: apt-get install chromium-headless-shell).';

const CHECKS: [string, Check][] = [
  ['Browser', checkBrowser],
  ['Data', checkData],
  ['Database', checkDatabase],
  ['Memory', checkMemory],
];

// `npm run doctor`: what this installation works with, whether it does, and what to do where it does not.
try {
  const config = loadConfig(readEnvironment());
  process.stdout.write(`Waxwing ${version}, Node.js ${process.versions.node} on ${process.platform} ${process.arch}\n\n`);
  for (const [name, check] of CHECKS) report(name, await check(config));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.mistakes.join('\n')}\n`);
  process.exitCode = EXIT_CONFIG;
}

function report(name: string, { verdict, text, advice }: Finding): void {
  if (verdict === 'broken') process.exitCode = EXIT_BROKEN;
  process.stdout.write(`${verdict.padEnd(8)}${name.padEnd(10)}${text}\n`);
  if (advice) process.stdout.write(`${' '.repeat(18)}→ ${advice}\n`);
}

async function checkBrowser({ chromiumPath, chromiumArgs }: Config): Promise<Finding> {
  let found;
  try {
    found = await findBrowser({ chromiumPath: chromiumPath ?? null });
  } catch (error) {
    return { verdict: 'broken', text: (error as Error).message, advice: 'Web clients cannot run; the other channels can.' };
  }
  const what = `${found.version}${found.shell ? ', headless shell' : ''} (${found.source}), ${found.executablePath}`;
  try {
    const tookMs = await tryBrowser(found, chromiumArgs);
    const text = `${what}; starts in ${(tookMs / 1_000).toFixed(1)} s`;
    if (found.sandbox) return { verdict: 'ok', text, ...(found.shell ? {} : { advice: LIGHTER }) };
    const advice = process.getuid?.() === 0 ? 'Run Waxwing as a user other than root.' : 'Allow unprivileged user namespaces.';
    return {
      verdict: 'note',
      text: `${text}, without the sandbox that shuts its pages in`,
      advice: found.shell ? advice : `${advice} ${LIGHTER}`,
    };
  } catch (error) {
    const advice = 'Look for missing libraries (ldd), or name another one with CHROMIUM_PATH.';
    return { verdict: 'broken', text: `${what}; does not start: ${(error as Error).message.trim().split('\n')[0]}`, advice };
  }
}

async function checkData({ dataDir }: Config): Promise<Finding> {
  const place = nearestExisting(dataDir);
  const writable = await access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable)
    return { verdict: 'broken', text: `${dataDir} cannot be written to`, advice: 'Give this user the folder, or set DATA_DIR.' };
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const text = `${dataDir}${place === dataDir ? '' : ' (made at the first start)'}, ${(free / GB).toFixed(1)} GB free`;
  if (free < DISK_LEAST_BYTES) return { verdict: 'broken', text, advice: 'Free some space on this disk.' };
  return free < DISK_LOW_BYTES ? { verdict: 'note', text, advice: 'This disk will soon be full.' } : { verdict: 'ok', text };
}

function nearestExisting(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestExisting(dirname(path));
}

function checkDatabase(config: Config): Promise<Finding> {
  return config.databaseUrl ? checkOwnDatabase(config, config.databaseUrl) : checkEmbedded(config);
}

async function checkOwnDatabase(config: Config, url: string): Promise<Finding> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server: string; number: string }>(
      `select current_setting('server_version') as server, current_setting('server_version_num') as number`,
    );
    const text = `PostgreSQL ${rows[0]?.server} at ${new URL(url).host}`;
    if (Number(rows[0]?.number) >= OLDEST_SERVER) return { verdict: 'ok', text };
    return { verdict: 'broken', text, advice: 'Waxwing needs PostgreSQL 15 or newer.' };
  } catch (error) {
    return { verdict: 'broken', text: explainStartFailure(error, config) ?? `DATABASE_URL: ${(error as Error).message}` };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkEmbedded(config: Config): Promise<Finding> {
  if (!existsSync(join(config.dataDir, 'postgres'))) return { verdict: 'ok', text: 'embedded PostgreSQL, made at the first start' };
  const log = createLog({ level: 'silent', destination: pino.destination({ dest: 2, sync: true }) });
  try {
    const operator = await openForOperator(config, log);
    try {
      const sql = `select current_setting('server_version') as server, pg_database_size(current_database()) as bytes`;
      const { server, bytes } = await operator.db.asSystem('doctor', (tx) => tx.one<{ server: string; bytes: number }>(sql), {
        single: true,
      });
      return { verdict: 'ok', text: `embedded PostgreSQL ${server}, ${Math.ceil(bytes / MB)} MB` };
    } finally {
      await operator.close();
    }
  } catch (error) {
    return {
      verdict: 'broken',
      text: `embedded PostgreSQL: ${inWords(error)}`,
      advice: `Its own words are in ${join(config.dataDir, 'postgres', 'postgres.log')}.`,
    };
  }
}

async function checkMemory({ memoryReserveMb }: Config): Promise<Finding> {
  const bytes = await availableMemory();
  if (bytes === null) return { verdict: 'ok', text: 'this system does not say how much is free' };
  const text = `${(bytes / GB).toFixed(1)} GB free; one more web session starts while ${memoryReserveMb} MB are (MEMORY_RESERVE_MB)`;
  if (bytes >= memoryReserveMb * MB) return { verdict: 'ok', text };
  return { verdict: 'note', text, advice: 'Web clients that are not running yet wait until there is more.' };
}
