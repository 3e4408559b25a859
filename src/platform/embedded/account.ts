import type { Stats } from 'node:fs';
import { chown, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export type Account = { uid: number; gid: number };

// In this order: an installed server's own account, macOS's name for it, then the account that owns nothing.
const CANDIDATES = ['postgres', '_postgres', 'nobody'];

export function startedAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The unprivileged account for a new cluster; PostgreSQL refuses to run as root. */
export async function unprivilegedAccount(passwd = '/etc/passwd'): Promise<Account | null> {
  const lines = (await readFile(passwd, 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? [];
    if (uid && gid && Number(uid) !== 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

/** The options that make a child process run as the account (macOS writes nobody's id as -2, which spawn takes as it is). */
export function runAs(account: Account | null): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

export async function giveTo(account: Account | null, path: string): Promise<void> {
  if (account) await chown(path, account.uid >>> 0, account.gid >>> 0);
}

/** Whether the account may pass through the folder and all that lie above it. */
export async function canReach(account: Account, folder: string): Promise<boolean> {
  const above = dirname(folder);
  return allows(account, await stat(folder), 1) && (above === folder || (await canReach(account, above)));
}

/** Whether the mode bits let the account do this (4 read, 1 pass or execute). */
export function allows(account: Account, { mode, uid, gid }: Stats, bit: 1 | 4): boolean {
  if (uid === account.uid >>> 0) return (mode & (bit << 6)) !== 0;
  if (gid === account.gid >>> 0) return (mode & (bit << 3)) !== 0;
  return (mode & bit) !== 0;
}
