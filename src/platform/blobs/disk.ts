import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { systemClock, type Clock } from '../clock.ts';
import { BlobMissingError, checkedKey, type Blobs, type StoredBlob } from './blobs.ts';

export type DiskBlobs = Blobs & {
  /** Removes what uploads left behind that were cut off by a crash; says how many. */
  sweep(): Promise<number>;
};

const ASIDE = '.tmp';
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** A file that still grows is younger than this, even when it belongs to another node on the same disk. */
const LEFTOVER_AFTER_MS = 15 * 60_000;

/** Files under one folder. What `put` has answered for survives a power cut. */
export async function openDiskBlobs({ root, clock = systemClock }: { root: string; clock?: Clock }): Promise<DiskBlobs> {
  const aside = path.join(root, ASIDE);
  const pathOf = (key: string): string => path.join(root, checkedKey(key));
  await mkdir(aside, { recursive: true, mode: FOLDER_MODE });

  const blobs: DiskBlobs = {
    async put(key, stream) {
      const file = pathOf(key);
      // Its error is met when it is read; one that comes before, while the file is being opened, must not end the process.
      stream.on('error', () => {});
      const unfinished = path.join(aside, randomUUID());
      try {
        const stored = await writeDurably(unfinished, stream);
        await makeFolder(path.dirname(file));
        await rename(unfinished, file);
        await syncFolder(path.dirname(file));
        return stored;
      } catch (error) {
        stream.destroy();
        await rm(unfinished, { force: true });
        throw error;
      }
    },

    async get(key, range) {
      const handle = await open(pathOf(key), 'r').catch((error: unknown) => {
        throw isMissing(error) ? new BlobMissingError(key, error) : error;
      });
      return handle.createReadStream(range);
    },

    async size(key) {
      try {
        return (await stat(pathOf(key))).size;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },

    async delete(key) {
      await rm(pathOf(key), { force: true });
    },

    async *list() {
      for (const organization of await foldersIn(root)) {
        for (const folder of await foldersIn(path.join(root, organization))) {
          for (const id of await readdir(path.join(root, organization, folder))) yield `${organization}/${folder}/${id}`;
        }
      }
    },

    sweep: () => sweepOlder(aside, clock.now().getTime() - LEFTOVER_AFTER_MS),
  };
  await blobs.sweep();
  return blobs;
}

async function writeDurably(file: string, stream: Readable): Promise<StoredBlob> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  };
  const handle = await open(file, 'wx', FILE_MODE);
  try {
    await writeFile(handle, counted());
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** A new folder is an entry in its parent, which has to reach the disk as well. */
async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  if (firstMade === undefined) return;
  for (let made = folder; made.length >= firstMade.length; made = path.dirname(made)) await syncFolder(path.dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function sweepOlder(folder: string, timeMs: number): Promise<number> {
  let swept = 0;
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    // Another upload may finish, and its file go, between the two calls.
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs > timeMs) continue;
    await rm(file, { force: true });
    swept += 1;
  }
  return swept;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
