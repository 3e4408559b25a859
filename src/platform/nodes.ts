import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from './db/db.ts';
import type { Log } from './log.ts';
import { deleteDeadNodes, deleteNode, insertNode, markNodeAlive } from './nodes.sql.ts';
import type { Node } from './nodes.sql.ts';

type RegisterOptions = { db: Db; log: Log; dataDir: string; node: Omit<Node, 'id'> };

export type RegisteredNode = {
  id: string;
  /** Says where others reach this node, once it listens. */
  reachableAt(url: string): Promise<void>;
  leave(): Promise<void>;
};

const HEARTBEAT_EVERY_MS = 3_000;
/** A node that was silent for so long is taken for dead: its clients and jobs are free for others. */
export const NODE_DEAD_AFTER_SECONDS = 15;

/** Enters this process into the list of nodes and keeps it there by a heartbeat on the database's clock. */
export async function registerNode({ db, log, dataDir, node }: RegisterOptions): Promise<RegisteredNode> {
  const id = uuidv7();
  const current = { id, ...node };
  await forgetFormerSelf(db, dataDir, id);
  const enter = () => db.asSystem('node heartbeat', (tx) => insertNode(tx, current), { repeatable: true });
  await enter();
  let beating: Promise<void> | null = null;
  const beat = async () => {
    if (!(await db.asSystem('node heartbeat', (tx) => markNodeAlive(tx, id)))) await enter();
    const lost = await db.asSystem('node heartbeat', (tx) => deleteDeadNodes(tx, NODE_DEAD_AFTER_SECONDS));
    if (lost.length > 0) log.warn({ nodes: lost }, 'nodes without a heartbeat were given up');
  };
  const timer = setInterval(() => {
    beating ??= beat()
      .catch((error: unknown) => log.warn({ err: error }, 'the heartbeat failed'))
      .finally(() => (beating = null));
  }, HEARTBEAT_EVERY_MS);
  return {
    id,
    async reachableAt(url) {
      current.url = url;
      await enter();
    },
    async leave() {
      clearInterval(timer);
      await beating;
      await db
        .asSystem('node heartbeat', (tx) => deleteNode(tx, id))
        .catch((error: unknown) => log.warn({ err: error }, 'could not sign this node off'));
    },
  };
}

/** Whoever ran on this data folder before is dead, since the folder's lock is ours: nobody has to wait for its heartbeat to grow old. */
async function forgetFormerSelf(db: Db, dataDir: string, id: string): Promise<void> {
  const file = join(dataDir, 'node-id');
  const former = await readFile(file, 'utf8').catch(() => '');
  if (/^[0-9a-f-]{36}$/.test(former)) await db.asSystem('node heartbeat', (tx) => deleteNode(tx, former));
  await writeFile(file, id, { mode: 0o600 });
}
