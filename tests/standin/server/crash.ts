import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Kills the renderer of the browser that is connected from this port of this machine (Linux only). */
export function crashRenderer(port: number): void {
  const network = processWithSocket(inodeOf(port));
  const browser = network === null ? null : browserOf(network);
  const renderers = processes().filter((pid) => isRenderer(pid) && browser !== null && descendsFrom(pid, browser));
  if (renderers.length === 0) throw new Error('no renderer was found behind this connection');
  for (const pid of renderers) process.kill(pid, 'SIGSEGV');
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function isRenderer(pid: number): boolean {
  return read(`/proc/${pid}/cmdline`).includes('--type=renderer');
}

function descendsFrom(pid: number, ancestor: number): boolean {
  for (let one: number | null = pid; one !== null && one > 1; one = parentOf(one)) if (one === ancestor) return true;
  return false;
}

/** The process over it that is no helper of another. */
function browserOf(pid: number): number | null {
  let one: number | null = pid;
  while (one !== null && read(`/proc/${one}/cmdline`).includes('--type=')) one = parentOf(one);
  return one;
}

function parentOf(pid: number): number | null {
  const parent = /^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return parent === undefined ? null : Number(parent);
}

/** The socket behind a local port, as /proc/net/tcp names it. */
function inodeOf(port: number): string {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const line = read('/proc/net/tcp')
    .split('\n')
    .find((one) => one.trim().split(/\s+/)[1]?.endsWith(wanted));
  return line?.trim().split(/\s+/)[9] ?? '';
}

function processWithSocket(inode: string): number | null {
  return processes().find((pid) => socketsOf(pid).includes(`socket:[${inode}]`)) ?? null;
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlink(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

function readlink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
