import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { freeBytes, releaseBallast } from './ballast.ts';
import { resetPassword } from './cluster.ts';
import { EmbeddedError, errorCode } from './errors.ts';
import { logSize, readLogSince } from './log-file.ts';
import type { Places } from './places.ts';
import { adopt, launch, type Postmaster, type Setup, stop, untilReady } from './postmaster.ts';
import { endOrphans } from './processes.ts';

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 30_000;
const WAL_SEGMENT_BYTES = 16 * 1024 * 1024;

/** Starts or adopts the server, trying again with growing pauses until it answers, patience ends or trying is useless. */
export async function bringUp(setup: Setup, log: Log, patienceMs: number, signal: AbortSignal): Promise<Postmaster> {
  let waitedMs = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const offset = await logSize(setup.places.logFile);
    const postmaster = await attempt(setup, log, signal);
    if (postmaster) return postmaster;
    const said = await readLogSince(setup.places.logFile, offset);
    const retryAtOnce = await ease(setup, said, log);
    if (waitedMs >= patienceMs || isHopeless(said)) throw await failure(setup, said);
    if (retryAtOnce) continue;
    await pause(pauseMs, undefined, { signal });
    waitedMs += pauseMs;
  }
}

async function attempt(setup: Setup, log: Log, signal: AbortSignal): Promise<Postmaster | null> {
  const postmaster = (await adopt(setup)) ?? (await launchUnlessBusy(setup));
  if (!postmaster) return null;
  const readiness = await untilReady(postmaster, setup, () => log.warn('the database is still recovering'), signal);
  if (readiness === 'ready') return postmaster;
  if (readiness === 'aborted') {
    await stop(postmaster);
    throw signal.reason;
  }
  if (readiness === 'wrong_password') {
    log.warn("the password on file is not the database superuser's: setting it again");
    await stop(postmaster);
    await resetPassword(setup.places, setup.binaries);
  }
  return null;
}

/** Null when the machine is short of processes, memory or open files for the moment. */
async function launchUnlessBusy(setup: Setup): Promise<Postmaster | null> {
  try {
    return await launch(setup);
  } catch (error) {
    if (['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}

/** Removes what can be removed of the cause; true when the next try is worth making at once. */
async function ease({ places }: Setup, said: string, log: Log): Promise<boolean> {
  if (said.includes('pre-existing shared memory block')) await endOrphans(places.cluster);
  if (!(await isDiskFull(places, said)) || !(await releaseBallast(places.ballast))) return false;
  log.error('the disk is full: the database gets the space that was set aside for this; free some now');
  return true;
}

/** The log lies on the same disk, so it may not have had room to say so. */
async function isDiskFull({ home }: Places, said: string): Promise<boolean> {
  return /No space left on device|Disk quota exceeded/.test(said) || (await freeBytes(home)) < WAL_SEGMENT_BYTES;
}

function isHopeless(said: string): boolean {
  return /database files are incompatible|has wrong ownership|has invalid permissions|unrecognized configuration parameter|invalid value for parameter|is outside the valid range|could not locate a valid checkpoint record/.test(
    said,
  );
}

async function failure({ places }: Setup, said: string): Promise<EmbeddedError> {
  if (await isDiskFull(places, said))
    return new EmbeddedError(`The disk of ${places.home} is full: free some space and start again; nothing that was stored is lost.`);
  const line = said.split('\n').findLast((text) => /FATAL|PANIC/.test(text)) ?? said.trim().split('\n').at(-1) ?? '';
  const cause = line.replace(/^.*?(FATAL|PANIC):\s*/, '').trim() || 'it gave no reason';
  return new EmbeddedError(`PostgreSQL does not start: ${cause} (more in ${places.logFile}).`);
}
