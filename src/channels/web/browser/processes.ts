import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Process = {
  pid: number;
  parent: number;
  /** Its process group: puppeteer makes each browser the leader of one. */
  group: number;
  /** The profile folder in its command line, when it is a browser's. */
  profileFolder: string | null;
  /** Whether it is a Node.js program, as every server is. */
  isNode: boolean;
};

const PAGE_BYTES = 4_096;
const KIB = 1_024;
// By these a browser that is driven by a program is told from one who merely names the folder, such as a search for it.
const DRIVEN = /--remote-debugging-|--type=/;
const PROFILE = /--user-data-dir=(.*?)(?=\0| --|$)/;

/** Every process that can be seen from here. */
export async function listProcesses(): Promise<Process[]> {
  return process.platform === 'linux' ? listFromProc() : listFromPs();
}

// Synchronous: these files are made by the kernel on the spot, and each waits some microseconds only.
function listFromProc(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      // The name of the program comes before, in brackets, and may itself hold any of them.
      const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z') return [];
      return [
        { pid: Number(name), parent: Number(parent), group: Number(group), ...readCommand(readFileSync(`/proc/${name}/cmdline`, 'utf8')) },
      ];
    } catch {
      // It ended in the meantime.
      return [];
    }
  });
}

async function listFromPs(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-axwwo', 'pid=,ppid=,pgid=,stat=,command='], { maxBuffer: 64 * KIB * KIB });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, group, state, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (!pid || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), ...readCommand(command) }];
  });
}

function readCommand(command: string): Pick<Process, 'profileFolder' | 'isNode'> {
  const profileFolder = DRIVEN.test(command) ? (PROFILE.exec(command)?.[1] ?? null) : null;
  return { profileFolder, isNode: /^(\S*\/)?node[\s\0]/.test(command) };
}

/** These processes, all of their descendants, and the whole of each group that one of them leads. */
export function treesOf(processes: readonly Process[], isRoot: (process: Process) => boolean): Process[] {
  const found = new Set(processes.filter(isRoot));
  const pids = () => new Set([...found].map(({ pid }) => pid));
  for (let before = -1; before < found.size;) {
    before = found.size;
    const known = pids();
    for (const each of processes) if (known.has(each.parent) || known.has(each.group)) found.add(each);
  }
  return [...found].filter(({ pid }) => pid !== process.pid);
}

/** Its share of the memory: what is its own, and its part of what it shares with others. */
export async function memoryOf(pid: number): Promise<number> {
  if (process.platform !== 'linux') return residentFromPs(pid);
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const pss = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
  return pss === undefined ? privateMemory(pid) : Number(pss) * KIB;
}

/** For a process in a sandbox, into which only root may look: without what it shares. */
async function privateMemory(pid: number): Promise<number> {
  const [, resident = 0, shared = 0] = (await readFile(`/proc/${pid}/statm`, 'latin1').catch(() => '')).split(' ').map(Number);
  return (resident - shared) * PAGE_BYTES;
}

async function residentFromPs(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '0' }));
  return Number(stdout) * KIB;
}

/** Ends these at once; whichever is gone already is left out. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself, or belongs to somebody else now.
    }
  }
}
