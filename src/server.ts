import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAccess } from './access/access.ts';
import { loadSetupCode } from './access/setup-code.ts';
import { buildApp } from './app.ts';
import { systemClock } from './platform/clock.ts';
import type { Clock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { loadOrCreateMasterKey, parseMasterKeys } from './platform/crypto/master-key.ts';
import { createSecretStore } from './platform/crypto/secret-store.ts';
import { lockDataDir } from './platform/data-dir.ts';
import { openDb } from './platform/db/db.ts';
import type { Db } from './platform/db/db.ts';
import { migrate } from './platform/db/migrate.ts';
import { assertLeastPrivilege } from './platform/db/privileges.ts';
import { databaseName, rolesFor } from './platform/db/roles.ts';
import type { DbRoles } from './platform/db/roles.ts';
import { startEmbedded } from './platform/embedded/embedded.ts';
import { healthRoutes } from './platform/http/health.routes.ts';
import { metricsRoutes } from './platform/http/metrics.routes.ts';
import type { Log } from './platform/log.ts';
import { createMetrics } from './platform/metrics.ts';
import { registerNode } from './platform/nodes.ts';
import { packageRoot, version } from './platform/package.ts';

export type RunningServer = { url: string; db: Db; setupCode: string; stop(): Promise<void> };
export type ServerOptions = {
  config: Config;
  log: Log;
  onFailure?: (error: Error) => void;
  clock?: Clock;
  checkAnswers?: boolean;
  roles?: DbRoles;
};

// A header that trickles in is cut off early; a body may take as long as a large upload needs.
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 600_000;
// Longer than the 60 s of the usual proxy, so that it never meets a connection we have just closed.
const KEEP_ALIVE_MS = 65_000;
const CLOSE_GRACE_MS = 5_000;

/** Starts everything in order and gives back what stops it in reverse; whatever fails stops what had begun. */
export async function startServer({
  config,
  log,
  onFailure = () => undefined,
  checkAnswers = false,
  clock = systemClock,
  roles,
}: ServerOptions): Promise<RunningServer> {
  const undo: { name: string; run: () => Promise<unknown> }[] = [];
  const stop = async () => {
    for (const { name, run } of undo.splice(0).reverse()) {
      await run().catch((error: unknown) => log.error({ err: error, part: name }, 'a part did not stop cleanly'));
    }
  };
  const started = async <T>(name: string, part: T, run: (part: T) => Promise<unknown>): Promise<T> => {
    undo.push({ name, run: () => run(part) });
    return part;
  };
  try {
    const lock = await lockDataDir(config.dataDir);
    await started('data folder lock', lock, () => lock.release());
    const keyring = parseMasterKeys(config.masterKeys ?? (await loadOrCreateMasterKey(config.dataDir)));
    const { deriveKey } = keyring.current;
    const database = config.databaseUrl ? null : await startEmbedded({ dataDir: config.dataDir, log });
    if (database) await started('embedded PostgreSQL', database, () => database.stop());
    database?.onFailure(onFailure);
    const url = config.databaseUrl ?? (database?.adminUrl as string);
    const dbRoles = roles ?? rolesFor(databaseName(url));
    await migrate({ adminUrl: config.databaseAdminUrl ?? url, roles: dbRoles, deriveKey, sqlDir: join(packageRoot, 'sql'), log });
    const db = openDb({ url, roles: dbRoles, deriveKey, log, connections: config.databaseConnections });
    await started('database pools', db, () => db.close());
    await assertLeastPrivilege(db, dbRoles);
    const state = { draining: false };
    const metrics = createMetrics();
    const node = await registerNode({
      db,
      log,
      node: { url: config.nodeUrl, role: config.role, version },
      onNodesLost: async () => undefined,
    });
    await started('node registration', node, () => node.leave());
    const secrets = createSecretStore({ keyring });
    const setupCode = await loadSetupCode(config, keyring.current);
    const access = await started('access', createAccess({ db, config, clock, secrets, setupCode, log, outbox: null }), (room) =>
      room.stop(),
    );
    const probes = healthRoutes({
      draining: () => state.draining,
      pingDatabase: async () => void (await db.asSystem('readiness', (tx) => tx.query('select 1'), { single: true })),
    });
    const routes = [...metricsRoutes({ metrics, token: config.metricsToken }), ...access.routes];
    const app = buildApp({
      config,
      log,
      metrics,
      probes,
      routes,
      version,
      db,
      checkAnswers,
      authenticate: access.authenticate,
      limit: access.limit,
      seal: secrets,
      uploadDir: join(config.dataDir, 'uploads'),
      dashboardDir: join(packageRoot, 'dashboard', 'dist'),
    });
    const http = await listen(
      createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS }, app),
      config,
    );
    await started('HTTP', http, () => closeGracefully(http));
    await started('readiness', state, async () => (state.draining = true));
    const { port } = http.address() as AddressInfo;
    return { url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`, db, setupCode, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(server: Server, { port, host }: Config): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return server;
}

/** Lets running requests finish for a while; idle keep-alive connections are closed at once. */
async function closeGracefully(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(timer);
}
