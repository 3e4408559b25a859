import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Request } from 'express';
import { createAccess, credentialOf } from './access/access.ts';
import { loadSetupCode } from './access/setup-code.ts';
import { buildApp } from './app.ts';
import type { ChannelSettings } from './channels/channels.ts';
import { clientScope, knowsClients } from './clients/clients.ts';
import { clientRoutes } from './clients/clients.routes.ts';
import { personParts } from './person-parts.ts';
import { contactRoutes } from './contacts/contacts.routes.ts';
import { createEvents, createPublisher } from './events/events.ts';
import { openFoundation } from './platform/foundation.ts';
import { systemClock, systemRandom } from './platform/clock.ts';
import type { Clock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { openSecretStore } from './platform/crypto/open-secret-store.ts';
import type { Db } from './platform/db/db.ts';
import type { DbRoles } from './platform/db/roles.ts';
import { createFingerprints } from './platform/http/idempotency.ts';
import type { BodyTimes } from './platform/http/body-timer.ts';
import { healthRoutes } from './platform/http/health.routes.ts';
import { metricsRoutes } from './platform/http/metrics.routes.ts';
import type { Log } from './platform/log.ts';
import { createMailer, createOutbox } from './platform/mail.ts';
import { createMetrics } from './platform/metrics.ts';
import { registerNode } from './platform/nodes.ts';
import { packageRoot, version } from './platform/package.ts';
import { followMerges } from './messages/messages.ts';
import { messageRoutes } from './messages/messages.routes.ts';
import { safetyRoutes } from './safety/safety.routes.ts';
import { createMedia } from './media/media.ts';
import { createOutbound } from './platform/outbound/outbound.ts';
import { createQueueMetrics } from './platform/queue/queue.ts';
import { createSessions } from './sessions/sessions.ts';
import { createWebhooks, fanOut } from './webhooks/webhooks.ts';
import { createUndo } from './platform/undo.ts';
import { startWorker } from './worker.ts';

export type RunningServer = { url: string; db: Db; nodeId: string; setupCode: string; stop(): Promise<void> };

export type ServerOptions = {
  config: Config;
  log: Log;
  /** Something that the server cannot do without has failed for good. */
  onFailure?: (error: Error) => void;
  clock?: Clock;
  checkAnswers?: boolean;
  bodyTimes?: BodyTimes;
  roles?: DbRoles;
};

// A header that trickles in is cut off early; a body may take as long as a large upload needs (body-timer.ts sees that it moves).
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 600_000;
// Longer than the 60 s of the usual proxy, so that it never meets a connection we have just closed.
const KEEP_ALIVE_MS = 65_000;
const CLOSE_GRACE_MS = 5_000;

/** Starts everything in order and gives back what stops it in reverse; whatever fails stops what had begun. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const undo = createUndo(options.log);
  try {
    const running = await startParts(options, undo);
    return { ...running, stop: () => undo.all() };
  } catch (error) {
    await undo.all();
    throw error;
  }
}

type Undoing = ReturnType<typeof createUndo>;

async function startParts(
  { config, log, onFailure = () => undefined, clock = systemClock, checkAnswers = false, bodyTimes, roles }: ServerOptions,
  undo: Undoing,
) {
  const { db, keyring } = await openFoundation({ config, log, onFailure, roles, undo });
  const metrics = createMetrics();
  const secrets = await openSecretStore(config, keyring);
  const node = await registerNode({ db, log, dataDir: config.dataDir, node: { url: config.nodeUrl, role: config.role, version } });
  undo.add('node registration', () => node.leave());

  const mailer = createMailer(config);
  const outbox = mailer && createOutbox(secrets);
  const setupCode = await loadSetupCode(config, keyring.current);
  const access = await createAccess({ db, config, clock, keyring, secrets, setupCode, log, outbox, knowsClients });
  undo.add('access', () => access.stop());
  const publish = createPublisher([followMerges, fanOut]);
  const authenticate = async (credential: string, address: string) => clientScope(db, await access.authenticate(credential, address));
  const outbound = createOutbound({ allow: config.outboundAllow, allowHttp: config.outboundHttp, log });
  const media = await createMedia({ db, config, clock, keyring, outbound });
  const sessionsDir = join(config.sharedDir, 'sessions');
  const sessions = createSessions({
    db,
    log,
    metrics,
    clock,
    random: systemRandom,
    publish,
    nodeId: node.id,
    sessionsDir,
    openMedia: media.open,
    keyring,
    channelSettings: channelSettingsOf(config),
    memoryLimits: { sessionBytes: config.sessionMemoryMb * 1e6, reserveBytes: config.memoryReserveMb * 1e6 },
    authenticate,
  });

  const identify = async (request: Request) => {
    const credential = credentialOf(request);
    return credential === null ? null : authenticate(credential, request.ip ?? '');
  };
  const events = await createEvents({ db, log, config, authenticate: identify });

  const uploadDir = join(config.dataDir, 'uploads');
  // What was on its way when the last process of this folder was killed.
  await rm(uploadDir, { recursive: true, force: true });

  undo.add('outbound connections', async () => outbound.close());
  const webhooks = createWebhooks({
    db,
    log,
    config,
    clock,
    random: systemRandom,
    store: secrets,
    outbound,
    outbox,
    publish,
    nodeId: node.id,
    queueMetrics: createQueueMetrics(metrics),
    knowsClients,
  });

  const draining = { now: false };
  const pingDatabase = async () => void (await db.asSystem('readiness', (tx) => tx.query('select 1'), { single: true }));
  const app = buildApp({
    config,
    log,
    metrics,
    version,
    db,
    checkAnswers,
    bodyTimes,
    probes: healthRoutes({ draining: () => draining.now, pingDatabase }),
    routes: [
      ...metricsRoutes({ metrics, token: config.metricsToken }),
      ...(config.role === 'worker'
        ? []
        : [
            ...access.routes,
            ...events.routes,
            ...webhooks.routes,
            ...clientRoutes(publish, () => sessions.hasRoom()),
            ...safetyRoutes(),
            ...sessions.routes,
            ...media.routes,
            ...contactRoutes({ db, publish, clock, config, perform: (call) => sessions.perform(call), personParts: personParts(media) }),
            ...messageRoutes({ db, log, publish, clock, files: media, perform: (call) => sessions.perform(call) }),
          ]),
      ...sessions.internalRoutes,
    ],
    authenticate: (request: Request) => access.countingRefusals(request, () => identify(request)),
    limit: access.limit,
    seal: secrets,
    fingerprints: createFingerprints(keyring),
    uploadDir,
    dashboardDir: config.role === 'worker' ? null : join(packageRoot, 'dashboard', 'dist'),
  });
  const timeouts = { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  const http = await listen(createServer(timeouts, app), config);
  const url = urlOf(config.host, (http.address() as AddressInfo).port);
  await node.reachableAt(config.port === 0 ? url : config.nodeUrl);
  if (config.role !== 'web') {
    undo.add('sessions', () => sessions.stop());
    undo.add('webhooks', () => webhooks.stop());
    await webhooks.start();
    const worker = await startWorker({
      db,
      log,
      metrics,
      nodeId: node.id,
      mailer,
      secrets,
      access,
      publish,
      clock,
      random: systemRandom,
      config,
      sessions,
      events,
      webhooks,
      media,
    });
    undo.add('worker', () => worker.stop());
  }
  undo.add('HTTP', () => closeGracefully(http));
  undo.add('event streams', () => events.stop());
  undo.add('readiness', async () => (draining.now = true));
  return { url, db, nodeId: node.id, setupCode };
}

const urlOf = (host: string, port: number) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

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

function channelSettingsOf({ chromiumPath, chromiumArgs, waWebVersion, waWebVersionDir }: Config): ChannelSettings {
  const web = {
    chromiumPath: chromiumPath ?? null,
    chromiumArgs,
    webVersion: waWebVersion ?? null,
    webVersionDir: waWebVersionDir ?? null,
  };
  return { web };
}
