import { createHash } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Chromium makes a socket 47 characters below, and the path of a socket ends at 107.
const LONGEST_PATH = 60;

/** Where everything lies that our browsers need for the moment; of this user alone. */
export function temporaryFolder(): string {
  return join(tmpdir(), `waxwing-${process.getuid?.() ?? 0}`);
}

/**
 * The temporary files of one session's browser: in a folder of their own, because one that is killed leaves them behind. Not in the
 * session's folder, whose path is too long for a socket. Null where a browser asks the system, and not us, for a place.
 */
export function scratchFolder(sessionFolder: string): string | null {
  const path = join(temporaryFolder(), createHash('sha256').update(sessionFolder).digest('hex').slice(0, 12));
  return process.platform === 'linux' && path.length <= LONGEST_PATH ? path : null;
}

/** An empty one. */
export async function makeScratch(sessionFolder: string): Promise<void> {
  const folder = scratchFolder(sessionFolder);
  if (folder === null) return;
  await makePrivateFolder(temporaryFolder());
  await removeScratch(sessionFolder);
  await mkdir(folder, { mode: 0o700 });
}

export async function removeScratch(sessionFolder: string): Promise<void> {
  const folder = scratchFolder(sessionFolder);
  if (folder !== null) await rm(folder, { recursive: true, force: true });
}

/** Among the temporary files anyone may have made a folder of this name, with things of theirs in it. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(path);
  if ((uid !== process.getuid?.() && uid !== 0) || (mode & 0o022) !== 0) throw new Error(`${path} is open to others`);
}
