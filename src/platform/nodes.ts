import { v7 as uuidv7 } from 'uuid';
import type { Db } from './db/db.ts';
import type { Log } from './log.ts';
import { deleteDeadNodes, deleteNode, insertNode, markNodeAlive } from './nodes.sql.ts';
import type { Node } from './nodes.sql.ts';

type RegisterOptions = {
  db: Db;
  log: Log;
  node: Omit<Node, 'id'>;
  /** What is left to others when a node dies: its jobs, its clients. */
  onNodesLost: (ids: string[]) => Promise<void>;
};

export type RegisteredNode = { id: string; leave(): Promise<void> };

const HEARTBEAT_EVERY_MS = 3_000;
export const NODE_DEAD_AFTER_SECONDS = 15;

/** Enters this process into the list of nodes and keeps it there by a heartbeat on the database's clock. */
export async function registerNode({ db, log, node, onNodesLost }: RegisterOptions): Promise<RegisteredNode> {
  const id = uuidv7();
  const enter = () => db.asSystem('node heartbeat', (tx) => insertNode(tx, { id, ...node }), { repeatable: true });
  await enter();
  let beating: Promise<void> | null = null;
  const beat = async () => {
    const alive = await db.asSystem('node heartbeat', (tx) => markNodeAlive(tx, id));
    if (!alive) await enter();
    const lost = await db.asSystem('node heartbeat', (tx) => deleteDeadNodes(tx, NODE_DEAD_AFTER_SECONDS));
    if (lost.length === 0) return;
    log.warn({ nodes: lost }, 'nodes without a heartbeat were given up');
    await onNodesLost(lost);
  };
  const timer = setInterval(() => {
    beating ??= beat()
      .catch((error: unknown) => log.warn({ err: error }, 'the heartbeat failed'))
      .finally(() => (beating = null));
  }, HEARTBEAT_EVERY_MS);
  return {
    id,
    async leave() {
      clearInterval(timer);
      await beating;
      await db
        .asSystem('node heartbeat', (tx) => deleteNode(tx, id))
        .catch((error: unknown) => log.warn({ err: error }, 'could not sign this node off'));
    },
  };
}
