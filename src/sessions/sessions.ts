import type { Readable } from 'node:stream';
import { channelKinds, createAlarmClock } from '../channels/channels.ts';
import type { ChannelSettings } from '../channels/channels.ts';
import type { Publish } from '../events/events.ts';
import type { Clock, Random } from '../platform/clock.ts';
import type { Keyring } from '../platform/crypto/master-key.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import type { Route } from '../platform/http/route.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { perform } from './calls.ts';
import type { CallDeps, SessionCall } from './calls.ts';
import { inboundRoutes } from './inbound/inbound.routes.ts';
import { deleteOldDone } from './inbound/inbound.sql.ts';
import { startPump } from './inbound/pump.ts';
import type { OnInbound, Pump } from './inbound/pump.ts';
import type { OnReady } from './live.ts';
import { NODE_DEAD_AFTER_SECONDS } from '../platform/nodes.ts';
import { findRoom } from '../platform/nodes.sql.ts';
import { sweepBrowsers, sweepFolders } from './folders.ts';
import type { MemoryLimits } from './memory.ts';
import { createNodeCalls } from './node-calls.ts';
import { nodeCallRoutes, sessionRoutes } from './sessions.routes.ts';
import { countStates, deleteInboundWith } from './sessions.sql.ts';
import { startSupervisor } from './supervisor.ts';
import type { Supervisor } from './supervisor.ts';

export type { SessionCall } from './calls.ts';
export type { LiveSession } from './live.ts';
export type { InboundEvent } from './inbound/pump.ts';

/** What the rooms above do with what happens here. */
export type SessionListeners = { onReady: OnReady; onInbound: OnInbound };

export type Sessions = {
  routes: Route[];
  internalRoutes: Route[];
  /** Takes over the clients that should run; without it this node only passes calls on. */
  start(listeners: SessionListeners): Promise<void>;
  /** Does something with a client's living session, on whichever node it lives. */
  perform(call: SessionCall): Promise<unknown>;
  running(): number;
  /** Whether some node has memory for one more session that needs a browser. */
  hasRoom(): Promise<boolean>;
  stop(): Promise<void>;
};

const INBOUND_KEPT_DAYS = 30;

type SessionsOptions = {
  db: Db;
  log: Log;
  metrics: Metrics;
  clock: Clock;
  random: Random;
  publish: Publish;
  nodeId: string;
  sessionsDir: string;
  /** A file of an organisation, by the `mediaRef` of an outgoing content. */
  openMedia: (organizationId: string, mediaRef: string) => Promise<Readable>;
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
  let pump: Pump | null = null;
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
    routes: [...sessionRoutes(calls), ...inboundRoutes()],
    internalRoutes: nodeCallRoutes(calls),
    async start({ onReady, onInbound }) {
      await sweepBrowsers(sessionsDir, log);
      await sweepFolders({ db, log, sessionsDir });
      pump = startPump({ db, log, onInbound });
      const onHeard = pump.heard;
      const deps = {
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
        onReady,
        onHeard,
      };
      supervisor = await startSupervisor({ ...deps, kinds: channelKinds });
    },
    perform: (call) => perform(calls, call),
    running: () => supervisor?.running() ?? 0,
    hasRoom: () => db.asSystem('room for a session', (tx) => findRoom(tx, NODE_DEAD_AFTER_SECONDS), { single: true }),
    async stop() {
      await supervisor?.stop();
      await pump?.stop();
    },
  };
}

/** Takes away what was heard of a person, found by the texts that name them. */
export function erasePerson(tx: Tx, mentions: readonly string[]): Promise<number> {
  return deleteInboundWith(tx, mentions);
}

/** For the hourly timer: forgets what was worked off so long ago that nobody reports it again. */
export async function forgetOldInbound(db: Db): Promise<void> {
  await db.asSystem('forget inbound events', (tx) => deleteOldDone(tx, INBOUND_KEPT_DAYS));
}
