import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../server.ts';
import type { RunningServer, ServerOptions } from '../../server.ts';
import { loadConfig } from '../config.ts';
import type { Environment } from '../config.ts';
import { createLog } from '../log.ts';
import { SETTINGS } from '../settings.ts';
import { cloneDatabase, TEST_KEY, TEST_ROLES } from './database.ts';
import type { TestDatabase } from './database.ts';

export type TestServer = RunningServer & { database: TestDatabase; dataDir: string };
export type TestServerOptions = { env?: Environment; database?: TestDatabase } & Partial<Omit<ServerOptions, 'config'>>;

export const NO_LIMITS = Object.fromEntries(
  Object.values(SETTINGS.limits)
    .filter(({ env }) => env.startsWith('LIMIT_'))
    .map(({ env }) => [env, '1000000']),
);

/** The whole server on a free port with a database of its own; limits are out of the way unless the test is about them. */
export async function startTestServer({ env = {}, database, ...options }: TestServerOptions = {}): Promise<TestServer> {
  const own = database ?? (await cloneDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'waxwing-server-'));
  const config = loadConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: own.url,
    TOKEN_MASTER_KEY: TEST_KEY,
    DATABASE_CONNECTIONS: '8',
    ...NO_LIMITS,
    ...env,
  });
  const log = options.log ?? createLog({ level: 'fatal' });
  const server = await startServer({ roles: TEST_ROLES, checkAnswers: true, ...options, config, log });
  return {
    ...server,
    database: own,
    dataDir,
    async stop() {
      await server.stop();
      if (!database) await own.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
