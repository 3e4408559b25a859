import { setTimeout as after } from 'node:timers/promises';
import pino from 'pino';
import { isOfLibrary } from './channels/channels.ts';
import { countOrganizations } from './access/auth/auth.sql.ts';
import { ConfigError, loadConfig, readEnvironment } from './platform/config.ts';
import type { Config } from './platform/config.ts';
import { createLog } from './platform/log.ts';
import { explainStartFailure, isMistakenSetting } from './platform/start-failure.ts';
import { startServer } from './server.ts';
import type { RunningServer } from './server.ts';

const EXIT_CONFIG = 78;
const EXIT_FAILURE = 1;
const STOP_DEADLINE_MS = 10_000;
// npm passes a signal on that the terminal has already sent to everyone: within a second it is the same one.
const SAME_SIGNAL_MS = 1_000;
// Lines that cannot be written for a while (a full disk) wait in memory up to here.
const UNWRITTEN_LOG_BYTES = 1_000_000;

const config = readConfig();
const log = openLog(config);
const life = { stopRequestedAt: 0, exitCode: 0, stopping: null as Promise<void> | null };

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => onSignal(signal));
process.on('uncaughtException', (error) => fail(error, 'an error nobody handled'));
process.on('unhandledRejection', (reason) => {
  // One number's browser is no reason to stop all the others.
  if (isOfLibrary(reason)) log.error({ err: reason }, 'the browser library left a failure to nobody');
  else fail(reason, 'a rejection nobody handled');
});

const starting = startServer({ config, log, onFailure: (error) => fail(error, 'a part of the server failed') });
try {
  await welcome(await starting);
} catch (error) {
  await reportStartFailure(error);
}

function readConfig(): Config {
  try {
    return loadConfig(readEnvironment());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.mistakes.join('\n')}\n`);
    return process.exit(EXIT_CONFIG);
  }
}

/** A log that nobody takes any more (a closed terminal, a full disk) is no reason to stop. */
function openLog({ logLevel }: Config) {
  const lines = pino.destination({ dest: 1, sync: true, maxLength: UNWRITTEN_LOG_BYTES });
  lines.on('error', () => undefined);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // Do NOT pass `lines` itself: pino then flushes it after a fatal line, and on a full disk that tries for ever.
  return createLog({ level: logLevel, destination: { write: (line) => void lines.write(line) } });
}

async function welcome({ url, db, setupCode }: RunningServer): Promise<void> {
  // A database that fails at this moment is seen to elsewhere; the greeting then leaves out a line.
  const isNew = (await db.asSystem('welcome', countOrganizations).catch(() => null)) === 0 && config.role !== 'worker';
  if (life.stopping) return;
  const address = addressFor(url);
  // A browser keeps no cookie of a server behind TLS that it reached without.
  const only = address.startsWith('https:') ? ['            from this address only: elsewhere a sign-in does not last (PUBLIC_URL)'] : [];
  const lines = [
    'Waxwing is ready.',
    '',
    `Dashboard   ${address}`,
    ...only,
    `API         ${address}/docs`,
    `Data        ${config.dataDir}`,
  ];
  if (isNew) lines.push('', `Next: open the dashboard and create your organisation.`);
  if (isNew && config.registration === 'first') lines.push(`From another machine this takes the setup code: ${setupCode}`);
  process.stdout.write(`\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n\n`);
}

/** What a person types into a browser: the address they were promised, else the one it listens on. */
function addressFor(url: string): string {
  const { host, port, publicUrl } = config;
  if (publicUrl !== `http://${host}:${port}`) return publicUrl;
  return url.replace(/\/\/(0\.0\.0\.0|\[::\]):/, '//localhost:');
}

async function reportStartFailure(error: unknown): Promise<void> {
  if (life.stopping) {
    log.warn({ err: error }, 'stopped while starting');
    return life.stopping;
  }
  const explanation = explainStartFailure(error, config);
  process.stderr.write(`Waxwing could not start. ${explanation ?? (error as Error).message}\n`);
  if (explanation === null) log.fatal({ err: error }, 'could not start');
  process.exit(isMistakenSetting(error, config) ? EXIT_CONFIG : EXIT_FAILURE);
}

function onSignal(signal: NodeJS.Signals): void {
  const now = performance.now();
  if (life.stopping && now - life.stopRequestedAt < SAME_SIGNAL_MS) return;
  if (life.stopping) {
    log.warn({ signal }, 'stopping at once');
    process.exit(EXIT_FAILURE);
  }
  log.info({ signal }, 'stopping');
  stop(0);
}

function fail(error: unknown, message: string): void {
  log.fatal({ err: error }, message);
  stop(EXIT_FAILURE);
}

/** Stops once, whatever asks for it and however often; the worst reason gives the exit code. */
function stop(exitCode: number): void {
  life.exitCode = Math.max(life.exitCode, exitCode);
  if (life.stopping) return;
  life.stopRequestedAt = performance.now();
  life.stopping = stopEverything();
}

async function stopEverything(): Promise<void> {
  const done = starting.then(
    (server) => server.stop(),
    () => undefined,
  );
  const inTime = await Promise.race([done.then(() => true), after(STOP_DEADLINE_MS, false)]);
  if (inTime) log.info('stopped');
  else log.error('the stop took too long and was cut short');
  process.exit(inTime ? life.exitCode : EXIT_FAILURE);
}
