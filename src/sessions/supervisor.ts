import { channelTraits } from '../channels/channels.ts';
import type { ChannelKind } from '../channels/channels.ts';
import { deleteClient } from '../clients/clients.ts';
import { NODE_DEAD_AFTER_SECONDS } from '../platform/nodes.ts';
import { claimClients, listHeldClients } from './sessions.sql.ts';
import type { ClaimedClient, HeldClient } from './sessions.sql.ts';
import { Session } from './session.ts';
import type { SessionDeps } from './session.ts';

export type Supervisor = {
  /** The session of a client, when it runs on this node. */
  find(clientId: string): Session | null;
  running(): number;
  /** Ends every session and frees its client for another node. */
  stop(): Promise<void>;
};

const TICK_MS = 5_000;
// The first try after a crash comes about a second later; no need to wait for the next round.
const SHORTEST_PAUSE_MS = 1_300;
const PROBE_EVERY_MS = 60_000;
const PROBE_TIMEOUT_MS = 15_000;
const CLAIMED_AT_ONCE = 100;

type SupervisorOptions = SessionDeps & { nodeId: string; kinds: readonly ChannelKind[] };

/** Makes what is what should be, every few seconds and whenever someone wishes something. */
export async function startSupervisor({ nodeId, kinds, ...deps }: SupervisorOptions): Promise<Supervisor> {
  const { db, log, clock } = deps;
  const sessions = new Map<string, Session>();
  const nextStart = new Map<ChannelKind, number>();
  let stopping = false;
  let again = false;
  let ticking: Promise<void> | null = null;
  let lastProbe = clock.now().getTime();

  /** One round at a time; a wish that comes meanwhile gets a round of its own. */
  function tick(): Promise<void> {
    if (ticking) {
      again = true;
      return ticking;
    }
    ticking = round()
      .catch((error: unknown) => log.warn({ err: error }, 'the supervisor could not do its round'))
      .finally(() => {
        ticking = null;
        if (again && !stopping) {
          again = false;
          void tick();
        }
      });
    return ticking;
  }

  async function round(): Promise<void> {
    if (stopping) return;
    const held = new Map(
      (await db.asSystem('held clients', (tx) => listHeldClients(tx, nodeId), { single: true })).map((row) => [row.clientId, row]),
    );
    for (const session of sessions.values()) attend(session, held.get(session.lease.clientId));
    for (const kind of kinds) await startDue(kind);
    if (clock.now().getTime() - lastProbe >= PROBE_EVERY_MS) {
      lastProbe = clock.now().getTime();
      for (const session of sessions.values()) if (held.get(session.lease.clientId)?.live) void probe(session);
    }
  }

  function attend(session: Session, row: HeldClient | undefined): void {
    if (!row || row.fence !== session.lease.fence) return void session.abandon();
    if (row.unlink) return void unlink(session, row.unlink);
    if (row.desiredState === 'stopped') return void session.stop(true);
    if (row.restart) return void session.recycle(null).then(tick);
    if (row.overdue) return void session.recycle('timed_out');
  }

  async function startDue(kind: ChannelKind): Promise<void> {
    const { startGapMs } = channelTraits(kind);
    const now = clock.now().getTime();
    if (now < (nextStart.get(kind) ?? 0)) return;
    const claim = { nodeId, channel: kind, limit: startGapMs > 0 ? 1 : CLAIMED_AT_ONCE, deadAfterSeconds: NODE_DEAD_AFTER_SECONDS };
    const claimed = await db.asSystem('claim clients', (tx) => claimClients(tx, claim));
    if (claimed.length === 0) return;
    nextStart.set(kind, now + startGapMs);
    await Promise.all(claimed.map((lease) => begin(lease)));
    again = true;
  }

  async function begin(lease: ClaimedClient): Promise<void> {
    await sessions.get(lease.clientId)?.abandon();
    const session = new Session(deps, lease, (ended) => {
      if (sessions.get(lease.clientId) === ended) sessions.delete(lease.clientId);
      setTimeout(() => void tick(), SHORTEST_PAUSE_MS).unref();
    });
    sessions.set(lease.clientId, session);
    if (lease.unlink) return unlink(session, lease.unlink);
    await session.start();
  }

  async function unlink(session: Session, wish: 'logout' | 'delete'): Promise<void> {
    await session.unlink();
    if (wish === 'delete') await db.inOrganization(session.lease.organizationId, (tx) => deleteClient(tx, session.lease.clientId));
  }

  /** A session that says it is connected while nobody answers is ended and started anew. */
  async function probe(session: Session): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<{ alive: boolean }>((resolve) => (timer = setTimeout(() => resolve({ alive: false }), PROBE_TIMEOUT_MS)));
    const health = await Promise.race([session.channel.probe().catch(() => ({ alive: false })), late]);
    clearTimeout(timer);
    if (health.alive || sessions.get(session.lease.clientId) !== session) return;
    log.warn({ clientId: session.lease.clientId }, 'a session does not answer and is started anew');
    await session.recycle('unresponsive');
  }

  const unlisten = await db.listen(
    'clients',
    () => void tick(),
    () => void tick(),
  );
  const timer = setInterval(() => void tick(), TICK_MS);
  void tick();
  return {
    find: (clientId) => sessions.get(clientId) ?? null,
    running: () => sessions.size,
    async stop() {
      stopping = true;
      clearInterval(timer);
      await unlisten();
      await ticking;
      await Promise.all([...sessions.values()].map((session) => session.stop(false)));
    },
  };
}
