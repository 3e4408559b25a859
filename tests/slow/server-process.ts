import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { chmod, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../../src/platform/package.ts';

/** How a process ended: its exit code, or minus one when a signal ended it, and what it had said on stderr. */
export type Ending = { code: number; stderr: string };

export type ServerProcess = {
  pid: number;
  child: ChildProcess;
  /** The address it listens on, once it says that it is ready; fails when it ends before. */
  url: Promise<string>;
  ended: Promise<Ending>;
  /** Resolves once the text is on stdout. */
  says(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** As a terminal does for Ctrl-C, and as a machine that dies does with SIGKILL. */
  signalGroup(name: NodeJS.Signals): void;
};

export type ServerProcessOptions = {
  dataDir: string;
  env?: Record<string, string>;
  throughNpm?: boolean;
  /** A file instead of the pipe from which `url` and `says` are read. */ output?: number;
};

/** The built server as a process of its own, in its own process group, with nothing of our environment. */
export function startServerProcess({ dataDir, env = {}, throughNpm = false, output }: ServerProcessOptions): ServerProcess {
  // Beside the data and not in the checkout, where a developer's .env would be read.
  const folder = join(dataDir, '..');
  mkdirSync(folder, { recursive: true });
  const [command, args] = throughNpm
    ? ['npm', ['start', '--prefix', packageRoot]]
    : [process.execPath, [join(packageRoot, 'dist', 'main.js')]];
  const child = spawn(command, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', output ?? 'pipe', 'pipe'],
    env: { ...inherited('PATH', 'HOME', 'TMPDIR'), PORT: '0', DATA_DIR: dataDir, BCRYPT_COST: '10', ...env },
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name]?.on('data', (text: Buffer) => (said[name] += text.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: (code as number | null) ?? -1, stderr: said.stderr }));
  const says = async (text: string) => {
    while (!said.stdout.includes(text)) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended without saying "${text}": ${said.stderr}`);
      await pause(2);
    }
  };
  const url = says('Waxwing is ready').then(() => /Dashboard\s+(\S+)/.exec(said.stdout)?.[1] ?? '');
  // Not every test waits for it.
  url.catch(() => undefined);
  const pid = child.pid ?? 0;
  return {
    pid,
    child,
    url,
    ended,
    says,
    signal: (name) => void process.kill(pid, name),
    signalGroup: (name) => void process.kill(-pid, name),
  };
}

/** A folder for a server's data that the database's account can reach, also when root runs the tests. */
export async function makeFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'waxwing-process-')));
  await chmod(folder, 0o755);
  return folder;
}

function inherited(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** Every process that works below the folder or was told to keep its data there. Only Linux tells. */
export function processesOf(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && belongsTo(folder, pid));
}

function belongsTo(folder: string, pid: number): boolean {
  return workingFolder(pid).startsWith(folder) || read(`/proc/${pid}/environ`).includes(`DATA_DIR=${folder}`);
}

function workingFolder(pid: number): string {
  const link = `/proc/${pid}/cwd`;
  try {
    return readlinkSync(link);
  } catch (error) {
    const mayBecomeAnyone = process.getuid?.() === 0 && (error as NodeJS.ErrnoException).code === 'EACCES';
    return mayBecomeAnyone ? asItsOwner(pid, link) : '';
  }
}

/** In a container root may not look into the processes of others, but each account may look into its own. */
function asItsOwner(pid: number, link: string): string {
  const owner = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
  return owner ? (spawnSync('readlink', ['-n', link], { cwd: '/', uid: owner.uid, gid: owner.gid }).stdout?.toString() ?? '') : '';
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
