import { execFile } from 'node:child_process';
import { readFile, readdir, readlink, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './errors.ts';

const run = promisify(execFile);

/** Whether the process is a PostgreSQL process of this cluster: a number alone may have been given to another program since. */
export async function worksIn(cluster: string, pid: number): Promise<boolean> {
  // Every PostgreSQL process works in its cluster's folder.
  if (process.platform === 'linux') return (await workingFolder(pid)) === cluster;
  try {
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout.includes(cluster);
  } catch {
    return false;
  }
}

/** The folder that a process works in; a dead one that nobody has waited for has none. Only Linux tells. */
export async function workingFolder(pid: number): Promise<string | null> {
  try {
    return await readlink(`/proc/${pid}/cwd`);
  } catch (error) {
    return errorCode(error) === 'EACCES' && process.getuid?.() === 0 ? workingFolderAsItsOwner(pid) : null;
  }
}

/** In a container root may not look into the processes of others, but each account may look into its own. */
async function workingFolderAsItsOwner(pid: number): Promise<string | null> {
  try {
    const { uid, gid } = await stat(`/proc/${pid}`);
    const { stdout } = await run('readlink', ['-n', `/proc/${pid}/cwd`], { cwd: '/', uid, gid });
    return stdout;
  } catch {
    return null;
  }
}

/** Ends server processes that outlived their postmaster and would keep its shared memory in use. */
export async function endOrphans(cluster: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (Number.isInteger(pid) && (await worksIn(cluster, pid))) signal(pid, 'SIGQUIT');
  }
}

/** Sends the signal; false when the process is gone. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    if (errorCode(error) === 'EPERM') return name === 0;
    throw error;
  }
}

export type PidFile = { pid: number; cluster: string; status: string };

/** What the running server wrote about itself, or null. */
export async function readPidFile(cluster: string): Promise<PidFile | null> {
  let lines: string[];
  try {
    lines = (await readFile(`${cluster}/postmaster.pid`, 'utf8')).split('\n');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, cluster: lines[1] ?? '', status: lines[7]?.trim() ?? '' } : null;
}
