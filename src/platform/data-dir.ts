import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, readlink, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Another Waxwing holds this DATA_DIR; the message names it. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
  readonly pid: number;
  readonly host: string;

  constructor(dataDir: string, { pid, host }: Holder) {
    super(`Waxwing is already running on ${dataDir}: process ${pid} on ${host}. Stop it first, or set another DATA_DIR.`);
    this.pid = pid;
    this.host = host;
  }
}

/** Where process numbers mean the same: one boot of one machine, and one container of it. */
export type Place = { host: string; boot: string; namespace: string };

type Holder = Place & { token: string; pid: number; processStart: string };

export type DataDirLock = { release: () => Promise<void> };

export type LockOptions = {
  /** Called once when another Waxwing took the folder because this one stood still for too long. */
  onLost?: () => void;
  place?: Place;
  beatMs?: number;
  /** How long a holder elsewhere, whose process cannot be looked at, may be silent. */
  silenceMs?: number;
};

const HEAD = 'waxwing.lock';
// No contest for the lock lasts this long; a contender's file that is older was left by one that was killed.
const CONTEST_MS = 10 * 60_000;
const DAMAGED: Omit<Holder, 'token'> = { pid: 0, processStart: '', host: 'unknown', boot: '', namespace: '' };

/** Makes DATA_DIR and holds it for this process; throws AlreadyRunning when another one does. */
export async function lockDataDir(dataDir: string, options: LockOptions = {}): Promise<DataDirLock> {
  // The database's account must pass through when root starts it.
  await makeFolder(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  const place = options.place ?? (await thisPlace());
  const token = randomUUID();
  const own = join(dataDir, `${HEAD}-${token}`);
  const file = await open(own, 'wx', 0o644);
  const record = JSON.stringify({ token, pid: process.pid, processStart: await processStart(process.pid), ...place } satisfies Holder);
  try {
    await file.writeFile(record);
    await file.sync();
    await take({ dataDir, own, token, place, silenceMs: options.silenceMs ?? 15_000 });
  } catch (error) {
    await file.close();
    throw error;
  } finally {
    await rm(own, { force: true });
  }
  return keep(dataDir, file, record, token, options);
}

// Not mkdir's own `recursive`, which tries for ever where a folder exists but takes no name, as /proc does.
async function makeFolder(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    if (hasCode(error, 'EEXIST') && (await stat(folder)).isDirectory()) return;
    const parent = dirname(folder);
    if (!hasCode(error, 'ENOENT') || (await isFolder(parent))) throw error;
    await makeFolder(parent, mode);
    await makeFolder(folder, mode);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

type Contender = { dataDir: string; own: string; token: string; place: Place; silenceMs: number };

/**
 * The lock is a chain: the head names the first holder, `waxwing.lock.<token>` who succeeds that holder once dead. As link() makes each
 * of these names only once, a dead holder gets one successor however many contenders find it dead. The successor then becomes the head.
 */
async function take(contender: Contender): Promise<void> {
  const { dataDir, own, token } = contender;
  for (;;) {
    const last = await endOfChain(dataDir);
    if (last && (await isAlive(contender, last))) throw new AlreadyRunning(dataDir, last.holder);
    const name = last ? `${HEAD}.${last.holder.token}` : HEAD;
    if (!(await linkOnce(own, join(dataDir, name)))) continue;
    // Whoever was slow may have made a name that has been cleared away meanwhile: only the end of the chain counts.
    if ((await endOfChain(dataDir))?.holder.token !== token) {
      if (last) await rm(join(dataDir, name), { force: true });
      continue;
    }
    if (last) await rename(join(dataDir, name), join(dataDir, HEAD));
    return clearAway(dataDir);
  }
}

async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

type Link = { holder: Holder; path: string };

async function endOfChain(dataDir: string): Promise<Link | null> {
  let last: Link | null = null;
  for (let path = join(dataDir, HEAD); ; path = join(dataDir, `${HEAD}.${last.holder.token}`)) {
    const holder = await readHolder(path);
    if (!holder) return last;
    last = { holder, path };
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    return JSON.parse(text) as Holder;
  } catch {
    // A power cut can leave the name without its content.
    return { ...DAMAGED, token: `damaged-${basename(path)}` };
  }
}

/** Names of dead holders, and what contenders left that were killed. */
async function clearAway(dataDir: string): Promise<void> {
  const { mtimeMs: now } = await stat(join(dataDir, HEAD));
  for (const name of await readdir(dataDir)) {
    const path = join(dataDir, name);
    const abandoned = name.startsWith(`${HEAD}-`) && now - ((await beatOf(path)) ?? now) > CONTEST_MS;
    if (abandoned || name.startsWith(`${HEAD}.`)) await rm(path, { force: true });
  }
}

async function isAlive({ own, place, silenceMs }: Contender, { holder, path }: Link): Promise<boolean> {
  if (holder.pid === 0) return false;
  if (isSamePlace(holder, place) && holder.processStart) return (await processStart(holder.pid)) === holder.processStart;
  return beats(own, path, silenceMs);
}

/** Whether process numbers mean the same in both. Where the system tells no boot, as on macOS, the host's name must do. */
export function isSamePlace(a: Place, b: Place): boolean {
  return a.boot === b.boot && a.namespace === b.namespace && (a.boot !== '' || a.host === b.host);
}

/** Whether the holder's heartbeat moves; ages are told by the file system's clock, which all machines share. */
async function beats(own: string, path: string, silenceMs: number): Promise<boolean> {
  const seen = await beatOf(path);
  const age = (await stat(own)).mtimeMs - (seen ?? 0);
  const patience = Math.min(Math.max(silenceMs - age, 0), silenceMs);
  for (let waited = 0; waited < patience; waited += silenceMs / 20) {
    await pause(silenceMs / 20);
    const now = await beatOf(path);
    if (now !== seen) return now !== null;
  }
  return false;
}

async function beatOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}

function keep(dataDir: string, file: FileHandle, record: string, token: string, options: LockOptions): DataDirLock {
  const head = join(dataDir, HEAD);
  const isOurs = async (): Promise<boolean> => (await endOfChain(dataDir))?.holder.token === token;
  const beat = async (): Promise<void> => {
    await file.write(record, 0);
    if (await isOurs()) return;
    clearInterval(timer);
    await file.close();
    options.onLost?.();
  };
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // A beat that fails (a full disk) is made good by the next.
    beating = beat().catch(() => {});
  }, options.beatMs ?? 3_000).unref();
  return {
    release: async () => {
      clearInterval(timer);
      await beating;
      if (await isOurs()) await rm(head, { force: true });
      await file.close().catch(() => {});
    },
  };
}

/** Where this process runs. */
export async function thisPlace(): Promise<Place> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return { host: hostname(), boot: boot.trim(), namespace };
}

/** When the process began, which tells it from a later one with the same number; empty when there is none. */
export async function processStart(pid: number): Promise<string> {
  try {
    if (process.platform !== 'linux') return (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim();
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
    // A zombie has ended; its parent has only not asked yet.
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
