import { chmod, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isSamePlace, processStart, thisPlace } from '../data-dir.ts';
import type { Place } from '../data-dir.ts';
import { workingFolder } from '../embedded/processes.ts';

type Owner = Place & { pid: number; start: string };

// As short as can be: the path of a socket in it ends at 104 characters.
const RUN = /^wx[tj]-/;
const OWNER = 'owner.json';

/** Everything that this test run keeps outside the repository lies in here, whoever makes it; whatever dead runs have left is removed. */
export async function openRunFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'wxj-')));
  await ownRunFolder(folder, process.pid);
  // As /tmp itself, because a database that root started works as another account.
  await chmod(folder, 0o1777);
  const above = dirname(folder);
  const inScratch = process.env.WAXWING_TEST_SCRATCH === above;
  // The folder that scripts/test.mjs made around this one, of which nobody but that process knows.
  if (inScratch) await ownRunFolder(above, process.ppid);
  await sweepRuns(inScratch ? dirname(above) : above);
  process.env.TMPDIR = folder;
  return folder;
}

/** Ends what test runs have left whose own process is gone, and removes their folders. */
export async function sweepRuns(base: string): Promise<void> {
  for (const folder of (await readdir(base)).filter((name) => RUN.test(name)).map((name) => join(base, name))) {
    if (!(await isDead(folder))) continue;
    for (const pid of await processesIn(folder)) killIfThere(pid);
    // Another run may be removing it as well, and what belongs to somebody else stays.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** Says which process has to live as long as the folder. */
export async function ownRunFolder(folder: string, pid: number): Promise<void> {
  const owner: Owner = { pid, start: await processStart(pid), ...(await thisPlace()) };
  await writeFile(join(folder, OWNER), JSON.stringify(owner));
}

/** Only what can be known: of a process elsewhere, or a folder without a name in it, nothing is. */
async function isDead(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, OWNER), 'utf8').catch(() => '');
  if (text === '') return false;
  const owner = JSON.parse(text) as Owner;
  const here = await thisPlace();
  if (!isSamePlace(owner, here)) return owner.host === here.host && owner.boot !== here.boot;
  return (await processStart(owner.pid)) !== owner.start;
}

/** Whatever works in the folder or was told to keep its temporary files there. Only Linux tells. */
async function processesIn(folder: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).map(Number).filter((number) => number > 0 && number !== process.pid)) {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    const works = (await workingFolder(pid))?.startsWith(`${folder}/`) ?? false;
    if (works || environment.includes(`TMPDIR=${folder}`)) found.push(pid);
  }
  return found;
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
