import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './errors.ts';

const CHUNK_BYTES = 1024 * 1024;
export const BALLAST_BYTES = 64 * CHUNK_BYTES;
// Made (again) only where it is a small part of what is free.
const MIN_FREE_BYTES = 4 * BALLAST_BYTES;

/** Sets space aside, so that a database stopped by a full disk can be given room to recover; false when there is too little to set aside. */
export async function makeBallast(path: string, signal: AbortSignal): Promise<boolean> {
  if (await hasBallast(path)) return true;
  if ((await freeBytes(dirname(path))) < MIN_FREE_BYTES) return false;
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    for (let written = 0; written < BALLAST_BYTES && !signal.aborted; written += CHUNK_BYTES) {
      // Random, because file systems that compress would store zeros in no space at all.
      await file.write(randomBytes(CHUNK_BYTES));
    }
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  if (signal.aborted) await rm(temporary, { force: true });
  else await rename(temporary, path);
  return true;
}

/** Gives the space back; false when there was none left to give. */
export async function releaseBallast(path: string): Promise<boolean> {
  const had = await hasBallast(path);
  await rm(path, { force: true });
  return had;
}

async function hasBallast(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size >= BALLAST_BYTES;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
