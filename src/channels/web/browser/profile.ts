import { constants } from 'node:fs';
import { cp, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../../platform/embedded/durable-file.ts';
import { removeLock } from './lock.ts';
import { makeScratch } from './scratch.ts';
import { ownTree } from './tree.ts';

const COPIES_KEPT = 2;
// All that a link is made of; the rest of a profile is made anew, and would be ten times as much.
const LINK_PARTS = ['Default/IndexedDB', 'Default/Local Storage'];

/** Where a session's browser keeps its profile; the library's own name for it. */
export function profileFolder(sessionFolder: string): string {
  return join(sessionFolder, 'session');
}

const copiesOf = (sessionFolder: string) => join(sessionFolder, 'copies');
const halfCopy = (sessionFolder: string) => join(sessionFolder, 'copy-in-the-making');
const chosenCopy = (sessionFolder: string) => join(sessionFolder, 'copy-to-restore');
const brokenProfile = (sessionFolder: string) => join(sessionFolder, 'broken');

/** Makes a profile ready for a start, whatever a crash or another host has left; whoever calls it has the folder to itself. */
export async function prepareProfile(sessionFolder: string): Promise<void> {
  await ownTree(sessionFolder).end();
  await rm(halfCopy(sessionFolder), { recursive: true, force: true });
  if (await exists(chosenCopy(sessionFolder))) await putInPlace(sessionFolder);
  await removeLock(profileFolder(sessionFolder));
  await makeScratch(sessionFolder);
}

/** Copies the link of a session that was healthy when it stopped aside; the last two are kept. Its browser must have ended. */
export async function keepCopy(sessionFolder: string): Promise<void> {
  const half = halfCopy(sessionFolder);
  await rm(half, { recursive: true, force: true });
  const profile = profileFolder(sessionFolder);
  const parts = await existing(LINK_PARTS.map((part) => join(profile, part)));
  if (parts.length === 0) return;
  await mkdir(join(half, 'Default'), { recursive: true, mode: 0o700 });
  for (const part of parts) {
    const copy = part.replace(profile, half);
    await cp(part, copy, { recursive: true, mode: constants.COPYFILE_FICLONE, preserveTimestamps: true });
  }
  await syncAll(half);
  const copies = copiesOf(sessionFolder);
  await mkdir(copies, { recursive: true, mode: 0o700 });
  const numbers = await copyNumbers(copies);
  await rename(half, join(copies, String((numbers[0] ?? 0) + 1)));
  await syncFolder(copies);
  for (const old of numbers.slice(COPIES_KEPT - 1)) await rm(join(copies, String(old)), { recursive: true, force: true });
  await rm(brokenProfile(sessionFolder), { recursive: true, force: true });
}

/**
 * Puts the newest copy in place of a profile that does not work, and uses it up: the next call takes the one before. False when there
 * is none left; then only a new link helps. The profile that did not work is set aside until a healthy one is copied.
 */
export async function restoreCopy(sessionFolder: string): Promise<boolean> {
  await prepareProfile(sessionFolder);
  const copies = copiesOf(sessionFolder);
  const [newest] = await copyNumbers(copies);
  if (newest === undefined) return false;
  await rename(join(copies, String(newest)), chosenCopy(sessionFolder));
  await putInPlace(sessionFolder);
  return true;
}

/** Each step can be the last before a crash: as long as the chosen copy stands, it is taken up again. */
async function putInPlace(sessionFolder: string): Promise<void> {
  const profile = profileFolder(sessionFolder);
  if (await exists(profile)) {
    await rm(brokenProfile(sessionFolder), { recursive: true, force: true });
    await rename(profile, brokenProfile(sessionFolder));
  }
  await rename(chosenCopy(sessionFolder), profile);
  await syncFolder(sessionFolder);
}

/** Newest first. */
async function copyNumbers(copies: string): Promise<number[]> {
  const names = await readdir(copies).catch(() => []);
  return names
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => b - a);
}

async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await syncFolder(path);
    else if (entry.isFile()) await syncFile(path);
  }
  await syncFolder(folder);
  await syncFolder(dirname(folder));
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function existing(paths: string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(exists));
  return paths.filter((_, index) => found[index]);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
