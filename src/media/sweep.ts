import type { Db } from '../platform/db/db.ts';
import type { Storage } from './storage.ts';
import { releaseFile } from './storage.ts';
import { deleteMedia, isHeld, listExpired, listForsakenFiles, listKnownBlobs, lockMedia } from './media.sql.ts';

const BATCH = 500;
// A file without use may belong to a request that is still under way.
const FORSAKEN_AFTER_MINUTES = 60;

/** Takes away what is past its days, stored files that nobody came to name, and bytes without a row: what crashes leave behind. */
export async function sweep(storage: Storage, nowMs: number): Promise<void> {
  await removeExpired(storage.db);
  await removeForsaken(storage.db);
  await removeLooseBlobs(storage, nowMs - FORSAKEN_AFTER_MINUTES * 60_000);
}

async function removeExpired(db: Db): Promise<void> {
  for (;;) {
    const expired = await db.asSystem('media retention', (tx) => listExpired(tx, BATCH));
    for (const { id, organizationId } of expired) {
      await db.inOrganization(organizationId, async (tx) => {
        const media = await lockMedia(tx, id);
        if (!media || (await isHeld(tx, id))) return;
        await deleteMedia(tx, id);
        await releaseFile(tx, media.fileId);
      });
    }
    if (expired.length < BATCH) return;
  }
}

async function removeForsaken(db: Db): Promise<void> {
  const forsaken = await db.asSystem('media retention', (tx) => listForsakenFiles(tx, FORSAKEN_AFTER_MINUTES, BATCH));
  for (const { id, organizationId } of forsaken) await db.inOrganization(organizationId, (tx) => releaseFile(tx, id));
}

/** The ids carry their time, so what is being written just now is told from what was forgotten. */
async function removeLooseBlobs({ blobs, db }: Storage, olderThanMs: number): Promise<void> {
  let batch: string[] = [];
  const flush = async () => {
    const ids = batch.map((key) => key.slice(-UUID_LENGTH));
    const known = new Set(await db.asSystem('media retention', (tx) => listKnownBlobs(tx, ids)));
    for (const key of batch) if (!known.has(key.slice(-UUID_LENGTH))) await blobs.delete(key);
    batch = [];
  };
  for await (const key of blobs.list()) {
    if (timeOf(key.slice(-UUID_LENGTH)) > olderThanMs) continue;
    batch.push(key);
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
}

const UUID_LENGTH = 36;

/** The milliseconds at the beginning of a UUID of version 7. */
const timeOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
