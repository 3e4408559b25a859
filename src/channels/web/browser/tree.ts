import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'puppeteer';
import type { Log } from '../../../platform/log.ts';
import { removeLock } from './lock.ts';
import { killAll, listProcesses, memoryOf, treesOf } from './processes.ts';
import type { Process } from './processes.ts';
import { removeScratch } from './scratch.ts';

export type OwnTree = {
  /** Takes over a browser that has come up; one that comes up after the end is ended at once. */
  adopt(browser: Browser): void;
  /** Ends every process of this session's browsers, however it came to be. */
  end(): Promise<void>;
  /** What they use together; what they share is counted once. */
  pssBytes(): Promise<number>;
};

const LOOK_AGAIN_MS = 100;
// One that was being launched when the end came shows up within this.
const QUIET_LOOKS = 3;
const GIVE_UP_AFTER_MS = 15_000;

/** The processes of one session's browser: known by the session's folder in their command line, and by the browser that was adopted. */
export function ownTree(sessionFolder: string): OwnTree {
  const leaders = new Set<number>();
  let ended = false;

  async function members(): Promise<Process[]> {
    const processes = await listProcesses();
    const roots = await browsersIn(sessionFolder, processes);
    return treesOf(processes, ({ pid, group }) => roots.has(pid) || leaders.has(group));
  }

  async function end(): Promise<void> {
    ended = true;
    const profiles = new Set<string>();
    await endAll(members, profiles);
    leaders.clear();
    for (const profile of profiles) await removeLock(profile);
    await removeScratch(sessionFolder);
  }

  return {
    adopt(browser) {
      const pid = browser.process()?.pid;
      if (pid !== undefined) leaders.add(pid);
      if (ended) void end().catch(() => undefined);
    },
    end,
    async pssBytes() {
      const sizes = await Promise.all((await members()).map(({ pid }) => memoryOf(pid)));
      return sizes.reduce((sum, bytes) => sum + bytes, 0);
    },
  };
}

/**
 * Ends the browsers of a server that was killed, and removes what they leave among the temporary files. Those of a server that lives are
 * left alone, also when it shares the folder.
 */
export async function sweepOrphans(sessionsDir: string, log: Log): Promise<void> {
  const profiles = new Set<string>();
  const orphans = async () => {
    const processes = await listProcesses();
    const roots = await browsersIn(sessionsDir, processes);
    const byPid = new Map(processes.map((each) => [each.pid, each]));
    return treesOf(processes, ({ pid }) => roots.has(pid) && isOrphan(pid, byPid));
  };
  const processes = await endAll(orphans, profiles);
  for (const profile of profiles) {
    await removeLock(profile);
    await removeScratch(dirname(profile));
  }
  if (processes > 0) log.warn({ processes, browsers: profiles.size }, 'browsers of a server that was killed were ended');
}

/** Whoever is killed leaves its children to the first process, or to some other that is no server. */
function isOrphan(pid: number, byPid: ReadonlyMap<number, Process>): boolean {
  const parent = byPid.get(byPid.get(pid)?.parent ?? 1);
  if (!parent || parent.pid === 1) return true;
  return parent.profileFolder === null ? !parent.isNode : isOrphan(parent.pid, byPid);
}

/** Gives back how many there were, and notes down which profiles they used. */
async function endAll(find: () => Promise<Process[]>, profiles: Set<string>): Promise<number> {
  const seen = new Set<number>();
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const found = await find();
    const pids = found.map(({ pid }) => pid);
    for (const pid of pids) seen.add(pid);
    for (const { profileFolder } of found) if (profileFolder !== null) profiles.add(profileFolder);
    killAll(pids);
    if (performance.now() > giveUpAt) throw new Error(`These processes of a browser do not end: ${pids.join(', ')}`);
    quiet = pids.length === 0 ? quiet + 1 : 0;
    if (quiet < QUIET_LOOKS) await pause(LOOK_AGAIN_MS);
  }
  return seen.size;
}

/** The browsers whose profile lies in this folder. */
async function browsersIn(folder: string, processes: readonly Process[]): Promise<Set<number>> {
  const found = new Set<number>();
  const here = await stat(folder).catch(() => null);
  if (!here) return found;
  for (const { pid, profileFolder } of processes) {
    const place = profileFolder === null ? null : await placeOf(folder, profileFolder);
    if (place !== null && (await isSeenBy(pid, place, here))) found.add(pid);
  }
  return found;
}

/** Under which name that profile lies in the folder: one that was reached through a link then may be reached without it now. */
async function placeOf(folder: string, profileFolder: string): Promise<string | null> {
  if (isIn(folder, profileFolder)) return folder;
  const [home, profile] = await Promise.all([realpath(folder), realpath(profileFolder).catch(() => null)]);
  return profile !== null && isIn(home, profile) ? home : null;
}

/** Whether the same path means the same folder to that process: one in a container may use another of this name, and is not ours. */
async function isSeenBy(pid: number, path: string, { dev, ino }: { dev: number; ino: number }): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const seen = await stat(join(`/proc/${pid}/root`, path)).catch(() => null);
  return seen !== null && seen.dev === dev && seen.ino === ino;
}

function isIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}
