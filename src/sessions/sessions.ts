import type { Readable } from 'node:stream';
import { channelKinds, createAlarmClock } from '../channels/channels.ts';
import type { ChannelSettings } from '../channels/channels.ts';
import type { Publish } from '../events/events.ts';
import type { Clock, Random } from '../platform/clock.ts';
import type { Keyring } from '../platform/crypto/master-key.ts';
import type { Db } from '../platform/db/db.ts';
import type { Route } from '../platform/http/route.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { NODE_DEAD_AFTER_SECONDS } from '../platform/nodes.ts';
import { findRoom } from '../platform/nodes.sql.ts';
import type { CallDeps } from './calls.ts';
import { sweepBrowsers, sweepFolders } from './folders.ts';
import type { MemoryLimits } from './memory.ts';
import { createNodeCalls } from './node-calls.ts';
import { nodeCallRoutes, sessionRoutes } from './sessions.routes.ts';
import { countStates } from './sessions.sql.ts';
import { startSupervisor } from './supervisor.ts';
import type { Supervisor } from './supervisor.ts';

export type Sessions = {
  routes: Route[];
  internalRoutes: Route[];
  /** Takes over the clients that should run; without it this node only passes calls on. */
  start(): Promise<void>;
  running(): number;
  /** Whether some node has memory for one more session that needs a browser. */
  hasRoom(): Promise<boolean>;
  stop(): Promise<void>;
};

type SessionsOptions = {
  db: Db;
  log: Log;
  metrics: Metrics;
  clock: Clock;
  random: Random;
  publish: Publish;
  nodeId: string;
  sessionsDir: string;
  openMedia: (mediaRef: string) => Promise<Readable>;
  keyring: Keyring;
  channelSettings: ChannelSettings;
  memoryLimits: MemoryLimits;
  authenticate: CallDeps['authenticate'];
};

/** The live side of the clients on this node. */
export function createSessions({
  db,
  log,
  metrics,
  clock,
  random,
  publish,
  nodeId,
  sessionsDir,
  openMedia,
  keyring,
  channelSettings,
  memoryLimits,
  authenticate,
}: SessionsOptions): Sessions {
  metrics.gauge({ name: 'sessions', help: 'Clients that this node runs, by state', labels: ['state'] }, async (gauge) => {
    gauge.reset();
    // Absent while the database is away.
    const states = await db.asSystem('session figures', (tx) => countStates(tx, nodeId), { single: true }).catch(() => []);
    for (const { state, count } of states) gauge.set({ state }, count);
  });
  metrics.gauge({ name: 'session_memory_bytes', help: 'What a session takes outside of this process', labels: ['client'] }, (gauge) => {
    gauge.reset();
    for (const [client, bytes] of supervisor?.memory() ?? []) gauge.set({ client }, bytes);
  });
  const alarms = createAlarmClock(clock, log);
  const keys = [keyring.current.deriveKey('node calls'), ...keyring.others.map((key) => key.deriveKey('node calls'))] as const;
  const nodeCalls = createNodeCalls({ keys, now: () => clock.now().getTime() });
  let supervisor: Supervisor | null = null;
  const calls: CallDeps = {
    db,
    log,
    clock: alarms,
    random,
    nodeId,
    nodeCalls,
    authenticate,
    find: (clientId) => supervisor?.find(clientId) ?? null,
  };
  return {
    routes: sessionRoutes(calls),
    internalRoutes: nodeCallRoutes(calls),
    async start() {
      await sweepBrowsers({ db, log, sessionsDir, nodeId });
      await sweepFolders({ db, log, sessionsDir });
      supervisor = await startSupervisor({
        db,
        log,
        clock: alarms,
        random,
        publish,
        sessionsDir,
        openMedia,
        channelSettings,
        nodeId,
        memoryLimits,
        kinds: channelKinds,
      });
    },
    running: () => supervisor?.running() ?? 0,
    hasRoom: () => db.asSystem('room for a session', (tx) => findRoom(tx, NODE_DEAD_AFTER_SECONDS), { single: true }),
    stop: async () => supervisor?.stop(),
  };
}
