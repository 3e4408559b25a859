import { lstat, readlink, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const LINKS = ['SingletonLock', 'SingletonCookie', 'SingletonSocket'];
const SOCKET_FOLDER = /^(org\.chromium\.Chromium|com\.google\.Chrome)\.\w{6}$/;

/**
 * Removes what a browser that was killed, or that ran on another host, has left to say that it uses this profile; no other could be
 * started on it. Only for a profile that no browser uses any more.
 */
export async function removeLock(profile: string): Promise<void> {
  const socket = await readlink(join(profile, 'SingletonSocket')).catch(() => null);
  if (socket !== null) await removeSocketFolder(dirname(socket));
  for (const link of LINKS) await rm(join(profile, link), { force: true });
}

/** The socket lies among the temporary files, because its path has to be short. */
async function removeSocketFolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => null);
  if (found?.isDirectory() && found.uid === process.getuid?.() && SOCKET_FOLDER.test(basename(folder))) {
    await rm(folder, { recursive: true, force: true });
  }
}
