// One at a time: two starts on a fresh checkout must not install or build into the same folders.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const BEAT_MS = 1_000;
// A holder that showed no life for so long was killed (or its machine was), and its lock means nothing any more.
const SILENCE_MS = 15_000;
const LOOK_MS = 200;

/** Runs work while nobody else does under the same folder; whoever comes second waits. */
export async function underLock(folder, work) {
  await take(folder);
  const beat = setInterval(() => touch(folder), BEAT_MS).unref();
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

async function take(folder) {
  let seen = '';
  let seenAt = 0;
  while (!make(folder)) {
    const now = performance.now();
    const state = stateOf(folder);
    if (state !== seen) {
      if (seen === '') console.log('Another start is setting up this folder; waiting for it …');
      seen = state;
      seenAt = now;
    }
    if (hasDied(folder) || now - seenAt > SILENCE_MS) putAway(folder, state);
    else await pause(LOOK_MS);
  }
}

function make(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(folder, 'holder'), `${process.pid} ${hostname()}`);
  return true;
}

/** Changes with every beat and every holder. */
function stateOf(folder) {
  const { ino, mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? {};
  return `${ino} ${mtimeMs}`;
}

function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Somebody took this holder for dead; the work goes on, and its result is checked before it is used.
  }
}

/** Only known of processes of this machine; in another container the silence tells. */
function hasDied(folder) {
  try {
    const [pid, host] = readFileSync(join(folder, 'holder'), 'utf8').split(' ');
    if (host !== hostname()) return false;
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Moved before it is removed: of several who find it dead, one moves it, and never a lock that is new since. */
function putAway(folder, state) {
  const aside = `${folder}.${process.pid}`;
  try {
    if (stateOf(folder) !== state) return;
    renameSync(folder, aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}
