import { createReadStream } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Blobs } from '../platform/blobs/blobs.ts';
import { blobKey } from '../platform/blobs/blobs.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import { AppError, tooLarge } from '../platform/http/errors.ts';
import { enqueueJob } from '../platform/jobs/jobs.ts';
import type { Checked } from './intake/intake.ts';
import { deleteUnusedFile, insertFile, lowerUsage, raiseUsage, touchFile } from './media.sql.ts';

export const ERASE_JOB = 'media.erase';

export type Storage = {
  blobs: Blobs;
  db: Db;
  /** The disk that must keep room. */
  dataDir: string;
  minFreeBytes: number;
};

/**
 * Stores a file's bytes once, and gives back the id of the file they are. A row is written before anybody uses it; should
 * nobody come to (a crash, a refusal), the hourly sweep takes it away.
 */
export async function storeFile(
  { blobs, db, ...disk }: Storage,
  organizationId: string,
  file: Checked,
  quotaBytes: number,
): Promise<string> {
  const known = await db.inOrganization(organizationId, (tx) => touchFile(tx, file));
  if (known) return known;
  await refuseFullDisk(disk);
  const [id, thumbnailId] = [uuidv7(), file.thumbnailPath ? uuidv7() : null];
  const forget = () => eraseBlobs(blobs, organizationId, [id, thumbnailId]);
  const blobsOfFile = [
    [id, file.path],
    [thumbnailId, file.thumbnailPath],
  ] as const;
  try {
    for (const [blob, path] of blobsOfFile) if (blob && path) await blobs.put(blobKey(organizationId, blob), createReadStream(path));
    const kept = await db.inOrganization(organizationId, (tx) => countFile(tx, { ...file, id, thumbnailId }, quotaBytes));
    if (kept !== id) await forget();
    return kept;
  } catch (error) {
    // After a lost connection nobody knows whether the row was written: then the sweep decides.
    if (!(error instanceof AppError) || error.status < 500) await forget();
    throw error;
  }
}

/** The quota is checked by the update that raises the figure, so two uploads at once cannot both pass below it. */
async function countFile(tx: Tx, file: Checked & { id: string; thumbnailId: string | null }, quotaBytes: number): Promise<string> {
  if (!(await raiseUsage(tx, file.sizeBytes, quotaBytes)))
    throw tooLarge('media.quota_exceeded', `All files together may have ${quotaBytes} bytes; delete some, or ask the operator for more.`);
  const kept = await insertFile(tx, file);
  if (kept !== file.id) await lowerUsage(tx, file.sizeBytes);
  return kept;
}

/** Lets go of a file that nothing names any more; its bytes follow after the commit. */
export async function releaseFile(tx: Tx, fileId: string): Promise<void> {
  const gone = await deleteUnusedFile(tx, fileId);
  if (!gone) return;
  await lowerUsage(tx, gone.sizeBytes);
  for (const blobId of [gone.id, gone.thumbnailId]) if (blobId) await enqueueJob(tx, ERASE_JOB, { blobId });
}

export async function eraseBlobs(blobs: Blobs, organizationId: string, ids: readonly (string | null)[]): Promise<void> {
  for (const id of ids) if (id) await blobs.delete(blobKey(organizationId, id));
}

/** A full disk would take the database down with it, so files give way first. */
export async function refuseFullDisk({ dataDir, minFreeBytes }: Pick<Storage, 'dataDir' | 'minFreeBytes'>): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize < minFreeBytes)
    throw new AppError({ code: 'media.disk_full', status: 507, detail: 'The server has no room for files left.' });
}
