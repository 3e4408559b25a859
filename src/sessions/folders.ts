import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../platform/db/db.ts';
import type { Log } from '../platform/log.ts';
import { listFolderOwners } from './sessions.sql.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Removes the folders of clients that were unlinked or deleted while this node was away. What a client has left that this database does
 * not know stays, unless it is empty: it may be the wrong database.
 */
export async function sweepFolders({ db, log, sessionsDir }: { db: Db; log: Log; sessionsDir: string }): Promise<void> {
  const ids = (await readdir(sessionsDir).catch(() => [])).filter((name) => UUID.test(name));
  if (ids.length === 0) return;
  const owners = await db.asSystem('session folders', (tx) => listFolderOwners(tx, ids), { single: true });
  const linked = new Map(owners.map(({ id, unlinked }) => [id, !unlinked]));
  for (const id of ids) {
    const folder = join(sessionsDir, id);
    if (linked.get(id) === false) await rm(folder, { recursive: true, force: true });
    else if (!linked.has(id)) await rmdir(folder).catch(() => log.warn({ folder }, 'this session folder belongs to no client here'));
  }
}
