import { setTimeout as pause } from 'node:timers/promises';
import { channelTraits } from '../channels/channels.ts';
import type { ChannelKind, Health } from '../channels/channels.ts';
import { HOST_FULL, lockAnyClient } from '../clients/clients.ts';
import { NODE_DEAD_AFTER_SECONDS } from '../platform/nodes.ts';
import { findRoom, updateRoom } from '../platform/nodes.sql.ts';
import { createBell } from '../platform/queue/bell.ts';
import { settlesWithin } from '../platform/queue/patience.ts';
import { tellWaiting } from './ended.ts';
import type { EndReason } from './ended.ts';
import { hasRoom, judge } from './memory.ts';
import type { MemoryLimits } from './memory.ts';
import { claimEnds, claimStarts, findNextStartMs, listHeldClients, listWaiting, releaseLease } from './sessions.sql.ts';
import type { ClaimedClient, HeldClient } from './sessions.sql.ts';
import { Session } from './session.ts';
import type { SessionDeps } from './session.ts';

export type Supervisor = {
  /** The session of a client, when it runs on this node. */
  find(clientId: string): Session | null;
  running(): number;
  /** What each session took when it was last looked at. */
  memory(): ReadonlyMap<string, number>;
  /** Ends every session and frees its client for another node. */
  stop(): Promise<void>;
};

const ROUND_EVERY_MS = 5_000;
// Wishes that come together are seen to together: looking at a thousand clients takes some milliseconds.
const GATHER_MS = 20;
const PROBE_EVERY_MS = 60_000;
const PROBE_WITHIN_MS = 15_000;
// More at once would only wait for each other's database connections.
const BUSY_AT_ONCE = 40;
// The whole server has 10 s to stop.
const STOP_WITHIN_MS = 5_000;

/** A state that lasted too long ends as what the channel itself would have said, were it not hanging. */
const OVERDUE: Partial<Record<HeldClient['state'], EndReason>> = { awaiting_scan: 'qr_expired', awaiting_passkey: 'passkey_unanswered' };

type SupervisorOptions = SessionDeps & { nodeId: string; kinds: readonly ChannelKind[]; memoryLimits: MemoryLimits };

/** Makes what is what should be, every few seconds and whenever someone wishes something. */
export async function startSupervisor({ nodeId, kinds, memoryLimits, ...deps }: SupervisorOptions): Promise<Supervisor> {
  const { db, log } = deps;
  const sessions = new Map<string, Session>();
  /** Those that are coming up or being ended right after their claim. */
  const busy = new Set<Session>();
  const nextStart = new Map<ChannelKind, number>();
  const memory = new Map<string, number>();
  const bell = createBell();
  let hadRoom = true;
  const stopping = new AbortController();
  let nextProbe = performance.now() + PROBE_EVERY_MS;

  async function keepRounds(): Promise<void> {
    while (!stopping.signal.aborted) {
      const nextMs = await round().catch((error: unknown) => {
        log.warn({ err: error }, 'the supervisor could not do its round');
        return ROUND_EVERY_MS;
      });
      await pause(GATHER_MS);
      await bell.wait(nextMs);
    }
  }

  /** Gives back how long the next one can wait. */
  async function round(): Promise<number> {
    const held = new Map(
      (await db.asSystem('held clients', (tx) => listHeldClients(tx, nodeId), { single: true })).map((row) => [row.clientId, row]),
    );
    for (const session of sessions.values()) attend(session, held.get(session.lease.clientId));
    for (const row of held.values()) if (!sessions.has(row.clientId)) await giveFree(row);
    for (const kind of kinds) await claim(kind);
    if (performance.now() >= nextProbe) probeAll(held);
    const retryMs = await db.asSystem('next start', findNextStartMs, { single: true });
    const gapsMs = [...nextStart.values()].map((at) => at - performance.now()).filter((ms) => ms > 0);
    return Math.max(0, Math.min(ROUND_EVERY_MS, retryMs ?? ROUND_EVERY_MS, ...gapsMs));
  }

  function attend(session: Session, row: HeldClient | undefined): void {
    if (row?.fence !== session.lease.fence) void session.abandon();
    else if (row.unlink) void session.unlink();
    else if (row.desiredState === 'stopped') void session.stop();
    else if (row.restart) void session.restart();
    else if (row.overdue) void session.fail(OVERDUE[row.state] ?? 'timed_out');
  }

  /** A client without a session: how its last one ended could not be written down, or the answer to its claim was lost. */
  async function giveFree(row: HeldClient): Promise<void> {
    const held = await db.inOrganization(row.organizationId, (tx) => releaseLease(tx, row));
    if (held) log.warn({ clientId: row.clientId }, 'a client was held without a session');
  }

  async function claim(channel: ChannelKind): Promise<void> {
    const terms = { nodeId, channel, deadAfterSeconds: NODE_DEAD_AFTER_SECONDS };
    const free = () => BUSY_AT_ONCE - busy.size;
    if (free() > 0) (await db.asSystem('claim clients', (tx) => claimEnds(tx, { ...terms, limit: free() }))).forEach(begin);
    const { startGapMs } = channelTraits(channel);
    if (free() <= 0 || performance.now() < (nextStart.get(channel) ?? 0)) return;
    if (!(await heedRoom(channel))) return;
    const claimed = await db.asSystem('claim clients', (tx) => claimStarts(tx, { ...terms, limit: startGapMs > 0 ? 1 : free() }));
    if (claimed.length > 0) nextStart.set(channel, performance.now() + startGapMs);
    claimed.forEach(begin);
  }

  /** Whether one more session can start here; where no node has room for it, the clients that wait are told. */
  async function heedRoom(channel: ChannelKind): Promise<boolean> {
    if (!channelTraits(channel).needsMemory) return true;
    const room = await hasRoom(channel, memoryLimits);
    if (room !== hadRoom) await db.asSystem('claim clients', (tx) => updateRoom(tx, nodeId, room), { single: true });
    hadRoom = room;
    if (room || (await db.asSystem('claim clients', (tx) => findRoom(tx, NODE_DEAD_AFTER_SECONDS), { single: true }))) return room;
    const waiting = await db.asSystem('claim clients', (tx) => listWaiting(tx, { channel, limit: BUSY_AT_ONCE, reason: HOST_FULL }), {
      single: true,
    });
    for (const { clientId, organizationId } of waiting) {
      await db.inOrganization(organizationId, async (tx) => {
        const client = await lockAnyClient(tx, clientId);
        if (client) await tellWaiting(deps.publish, tx, client);
      });
    }
    return false;
  }

  /** Not waited for: one that takes long to come up must not keep the others from being seen to. */
  function begin(lease: ClaimedClient): void {
    const former = sessions.get(lease.clientId);
    const session = new Session(deps, lease, (ended) => {
      if (sessions.get(lease.clientId) === ended) {
        sessions.delete(lease.clientId);
        memory.delete(lease.clientId);
      }
      bell.ring();
    });
    sessions.set(lease.clientId, session);
    busy.add(session);
    void Promise.resolve(former?.abandon())
      .then(() => firstDeed(session))
      .finally(() => {
        busy.delete(session);
        bell.ring();
      });
  }

  function firstDeed(session: Session): Promise<void> {
    if (session.lease.unlink) return session.unlink();
    return session.lease.desiredState === 'running' ? session.start() : session.stop();
  }

  function probeAll(held: ReadonlyMap<string, HeldClient>): void {
    nextProbe = performance.now() + PROBE_EVERY_MS;
    for (const session of sessions.values()) {
      const state = held.get(session.lease.clientId)?.state;
      if (state === 'ready' || state === 'paused') void probe(session);
    }
  }

  /** A session that says it is connected while nobody answers, or that has grown too large, is ended and started anew. */
  async function probe(session: Session): Promise<void> {
    const { clientId } = session.lease;
    let health: Health | null = null;
    const asked = session.channel.probe().then((answer) => (health = answer));
    await settlesWithin(asked, PROBE_WITHIN_MS);
    if (sessions.get(clientId) !== session) return;
    const { memoryBytes } = (health as Health | null) ?? {};
    if (memoryBytes !== undefined) memory.set(clientId, memoryBytes);
    const verdict = judge(health, session.ageMs(), memoryLimits);
    if (verdict === 'well') return;
    log.warn({ clientId, memoryBytes }, `a session is started anew: ${verdict}`);
    await (verdict === 'too_large' ? session.recycle() : session.fail(verdict));
  }

  const unlisten = await db.listen('clients', bell.ring, bell.ring);
  const rounds = keepRounds();
  return {
    find: (clientId) => sessions.get(clientId) ?? null,
    running: () => sessions.size,
    memory: () => memory,
    async stop() {
      stopping.abort();
      bell.ring();
      void unlisten();
      const ended = rounds.then(() => Promise.all([...sessions.values()].map((session) => session.handOver())));
      if (!(await settlesWithin(ended, STOP_WITHIN_MS))) log.warn({ sessions: sessions.size }, 'not every session ended in time');
    },
  };
}
