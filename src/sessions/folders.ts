import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepOrphans } from '../channels/channels.ts';
import type { Db } from '../platform/db/db.ts';
import type { Log } from '../platform/log.ts';
import { findKnownClients, lockUnlinkedClients } from './sessions.sql.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ASIDE = '.gone-';

/** Takes a folder away at once, whatever its size, so that it can be done under a lock; gives back what is left to be removed. */
export async function setFolderAside(folder: string): Promise<string | null> {
  const aside = `${folder}${ASIDE}${randomUUID()}`;
  try {
    await rename(folder, aside);
    return aside;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What cannot be removed now is removed at the next start of a node. */
export async function removeFolder(aside: string | null): Promise<void> {
  if (aside) await rm(aside, { recursive: true, force: true }).catch(() => undefined);
}

/**
 * Removes the folders of clients that were unlinked while no node that sees them was there. What a client has left that this database
 * does not know stays, unless it is empty: it may be the wrong database.
 */
export async function sweepFolders({ db, log, sessionsDir }: { db: Db; log: Log; sessionsDir: string }): Promise<void> {
  const ids = (await namesIn(sessionsDir)).filter((name) => UUID.test(name));
  if (ids.length > 0) {
    const known = new Set(await db.asSystem('session folders', (tx) => findKnownClients(tx, ids), { single: true }));
    for (const folder of ids.filter((id) => !known.has(id)).map((id) => join(sessionsDir, id)))
      await rmdir(folder).catch(() => log.warn({ folder }, 'this session folder belongs to no client here'));
    await db.asSystem('session folders', async (tx) => {
      for (const id of await lockUnlinkedClients(tx, ids)) await setFolderAside(join(sessionsDir, id));
    });
  }
  for (const name of await namesIn(sessionsDir)) if (name.includes(ASIDE)) await removeFolder(join(sessionsDir, name));
}

/** Browsers that outlived their server; one that cannot be ended keeps nobody from starting. */
export async function sweepBrowsers(sessionsDir: string, log: Log): Promise<void> {
  await sweepOrphans(sessionsDir, log).catch((err: unknown) => log.error({ err }, 'browsers of a killed server could not be ended'));
}

const namesIn = (folder: string) => readdir(folder).catch(() => []);
