// Lets one process at a time install or build in this checkout, and outlives a kill -9 of any of them.
// Runs before anything is installed, so it uses Node.js alone.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '.installing');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// npm first takes back what it has done so far, which can last a minute; half an installation is no harm, it is made anew.
const PATIENCE_MS = 2_000;

/**
 * Does the work while no other process does its own.
 *
 * Everyone who wants in leaves a ticket with a name of its own, then looks for others'. Of two that come at once at least one
 * sees the other's, so they cannot both find themselves alone. A ticket of a dead process counts for nothing and is removed.
 * The work starts its programs with the `run` it is given: while one lives the ticket counts, even if its parent was killed.
 */
export async function oneAtATime(work) {
  const ticket = identity(process.pid);
  await waitUntilAlone(ticket);
  try {
    return await work((command, args, options) => run(join(folder, ticket), command, args, options));
  } finally {
    rmSync(join(folder, ticket), { force: true });
    removeIfEmpty();
  }
}

/** Runs the program to its end and answers its exit code. */
async function run(ticketFile, command, args, options) {
  const child = spawn(command, args, options);
  if (child.pid) writeFileSync(ticketFile, identity(child.pid));
  let received = null;
  const forward = (name) => {
    // A service manager signals us alone; the program must not go on by itself.
    child.kill(name);
    if (received === null) setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    received ??= name;
  };
  for (const name of SIGNALS) process.on(name, forward);
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  for (const name of SIGNALS) process.off(name, forward);
  if (received) process.exit(128 + constants.signals[received]);
  return code;
}

async function waitUntilAlone(ticket) {
  for (;;) {
    if (leave(ticket)) {
      const others = readdirSync(folder).filter((name) => name !== ticket && isHeld(name));
      if (others.length === 0) return;
      // One of those who wait keeps its ticket; the rest step back so that it finds itself alone.
      if (others.some((name) => name < ticket)) rmSync(join(folder, ticket), { force: true });
    }
    await pause(50 + Math.random() * 100);
  }
}

function leave(ticket) {
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, ticket), '');
    return true;
  } catch (error) {
    // The last one to go has just removed the folder.
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function isHeld(name) {
  if (isAlive(name)) return true;
  try {
    if (isAlive(readFileSync(join(folder, name), 'utf8'))) return true;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(join(folder, name), { force: true });
  return false;
}

function isAlive(ticket) {
  const pid = Number(ticket.split('-')[0]);
  return pid > 0 && identity(pid) === ticket;
}

/** A process's number and when it began: the number alone may be another's by now. */
function identity(pid) {
  return `${pid}-${startOf(pid).replaceAll(/\W+/g, '_')}`;
}

function startOf(pid) {
  try {
    if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return 'ended';
  }
}

function removeIfEmpty() {
  try {
    rmdirSync(folder);
  } catch {
    // Others wait in it.
  }
}
