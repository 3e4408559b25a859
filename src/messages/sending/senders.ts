import { setTimeout as pause } from 'node:timers/promises';
import { settlesWithin } from '../../platform/queue/patience.ts';
import type { LiveSession } from '../../sessions/sessions.ts';
import { Sender } from './sender.ts';
import type { SenderDeps } from './sender.ts';
import { listDueClients } from './sending.sql.ts';

export type Senders = {
  /** A session became ready: its client's messages are sent by it from now on, until it ends. */
  sessionReady(live: LiveSession): void;
  stop(): Promise<void>;
};

// For a notification that was lost, and for a client that was paused and goes on: one statement for all clients of the node.
const LOOK_EVERY_MS = 5_000;
// The whole server has 10 s to stop.
const STOP_WITHIN_MS = 4_000;
// A send of a session that has ended settles with its channel; a channel that hangs must not keep the next session from sending.
const FORMER_WITHIN_MS = 20_000;

/** One sender for each client whose session is ready on this node; an idle one asks the database nothing. */
export async function startSenders(deps: SenderDeps & { nodeId: string }): Promise<Senders> {
  const { db, log, nodeId } = deps;
  const senders = new Map<string, Sender>();
  const stopping = new AbortController();

  function sessionReady(live: LiveSession): void {
    if (stopping.signal.aborted || live.signal.aborted) return;
    const former = senders.get(live.clientId);
    if (former?.live.signal === live.signal) return former.ring();
    const sender = new Sender(deps, live);
    senders.set(live.clientId, sender);
    const run = sender.run(former ? settlesWithin(former.stop(FORMER_WITHIN_MS), FORMER_WITHIN_MS) : Promise.resolve());
    void run.finally(() => senders.get(live.clientId) === sender && senders.delete(live.clientId));
  }

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || senders.size === 0) continue;
      const due = await db
        .asSystem('due messages', (tx) => listDueClients(tx, nodeId), { single: true })
        .catch((error: unknown) => {
          log.debug({ err: error }, 'could not look for due messages');
          return [];
        });
      for (const clientId of due) senders.get(clientId)?.wake();
    }
  }

  const ringAll = () => senders.forEach((sender) => sender.ring());
  const ring = (clientId: string) => senders.get(clientId)?.ring();
  const unlisten = await db.listen('messages', ring, ringAll);
  // A paused one goes on.
  const unlistenClients = await db.listen('clients', ring);
  const unlistenLimits = await db.listen(
    'safety',
    (clientId) => senders.get(clientId)?.release(),
    () => senders.forEach((sender) => sender.release()),
  );
  const looking = keepLooking();
  return {
    sessionReady,
    async stop() {
      stopping.abort();
      void unlisten();
      void unlistenClients();
      void unlistenLimits();
      await Promise.all([looking, ...[...senders.values()].map((sender) => sender.stop(STOP_WITHIN_MS))]);
    },
  };
}
