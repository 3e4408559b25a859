import { setTimeout as after } from 'node:timers/promises';
import { ConfigError, loadConfig, readEnvironment } from './platform/config.ts';
import type { Config } from './platform/config.ts';
import { createLog } from './platform/log.ts';
import { startServer } from './server.ts';
import type { RunningServer } from './server.ts';

const EXIT_CONFIG = 78;
const EXIT_FAILURE = 1;
const STOP_DEADLINE_MS = 10_000;
// npm passes a signal on that the terminal has already sent to everyone: within a second it is the same one.
const SAME_SIGNAL_MS = 1_000;

const config = readConfig();
const log = createLog({ level: config.logLevel });
const stopper = { requestedAt: 0, server: null as RunningServer | null };

process.on('SIGTERM', () => onSignal('SIGTERM'));
process.on('SIGINT', () => onSignal('SIGINT'));
process.on('uncaughtException', (error) => fail(error, 'an error nobody handled'));
process.on('unhandledRejection', (error) => fail(error as Error, 'a rejection nobody handled'));

try {
  stopper.server = await startServer({ config, log, onFailure: (error) => fail(error, 'a part of the server failed') });
  if (stopper.requestedAt > 0) await stop(0);
  else welcome(stopper.server, config);
} catch (error) {
  process.stderr.write(`Waxwing could not start: ${(error as Error).message}\n`);
  log.fatal({ err: error }, 'could not start');
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILURE);
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

function welcome({ url }: RunningServer, { dataDir }: Config): void {
  process.stdout.write(`\n  Waxwing is ready.\n\n  Dashboard   ${url}\n  API         ${url}/docs\n  Data        ${dataDir}\n\n`);
}

function onSignal(signal: NodeJS.Signals): void {
  const now = Date.now();
  const first = stopper.requestedAt === 0;
  if (!first && now - stopper.requestedAt < SAME_SIGNAL_MS) return;
  if (!first) {
    log.warn({ signal }, 'stopping at once');
    process.exit(EXIT_FAILURE);
  }
  stopper.requestedAt = now;
  log.info({ signal }, 'stopping');
  if (stopper.server) void stop(0);
}

function fail(error: Error, message: string): void {
  log.fatal({ err: error }, message);
  process.exitCode = EXIT_FAILURE;
  if (stopper.requestedAt === 0) stopper.requestedAt = Date.now();
  void stop(EXIT_FAILURE);
}

async function stop(code: number): Promise<void> {
  const done = (stopper.server?.stop() ?? Promise.resolve()).then(() => true);
  const inTime = await Promise.race([done, after(STOP_DEADLINE_MS, false)]);
  if (!inTime) log.error('the stop took too long and was cut short');
  log.info('stopped');
  process.exit(inTime ? code : EXIT_FAILURE);
}
