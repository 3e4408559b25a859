import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Environment } from '../config.ts';
import { packageRoot } from '../package.ts';
import { TEST_KEY, withDatabase } from './database.ts';
import type { TestDatabase } from './database.ts';
import { NO_LIMITS } from './server.ts';

/** The built server as a process of its own, which can be killed, stopped and frozen. */
export type ServerProcess = {
  url: string;
  pid: number;
  dataDir: string;
  signal(signal: NodeJS.Signals): void;
  /** Ends it without a word, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop; the exit code. */
  stop(): Promise<number | null>;
  /** Everything it wrote so far. */
  output(): string;
};

type ProcessOptions = { dataDir: string; databaseUrl: string; env?: Environment };

const START_WITHIN_MS = 60_000;

/** Starts `dist/main.js` on a free port and waits for its greeting. Build before. */
export async function startServerProcess({ dataDir, databaseUrl, env = {} }: ProcessOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(packageRoot, 'dist', 'main.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      TMPDIR: process.env['TMPDIR'],
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      TOKEN_MASTER_KEY: TEST_KEY,
      REGISTRATION: 'open',
      BCRYPT_COST: '10',
      LOG_LEVEL: 'warn',
      ...NO_LIMITS,
      ...env,
    },
  });
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await greeting(child, () => output);
  return {
    url,
    pid: child.pid as number,
    dataDir,
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async stop() {
      child.kill('SIGTERM');
      return exit;
    },
    output: () => output,
  };
}

/** A database without anything in it, as a new installation finds one, on the server of this test run. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env['WAXWING_TEST_ADMIN_URL'];
  if (!adminUrl) throw new Error('The test database is not running: start the tests through jest');
  const name = `empty_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string) => {
    const admin = new Client({ connectionString: adminUrl });
    await admin.connect();
    try {
      await admin.query(statement);
    } finally {
      await admin.end();
    }
  };
  await run(`create database ${name}`);
  return { url: withDatabase(adminUrl, name), drop: () => run(`drop database if exists ${name} with (force)`) };
}

async function greeting(child: ChildProcess, output: () => string): Promise<string> {
  const deadline = performance.now() + START_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const found = /Dashboard\s+(http\S+)/.exec(output());
    if (found?.[1]) return found[1];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGKILL');
  throw new Error(`The server did not start (exit ${child.exitCode}): ${output()}`);
}
