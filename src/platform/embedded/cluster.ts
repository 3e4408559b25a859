import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { giveTo, runAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { syncFolder, writeDurably } from './durable-file.ts';
import { EmbeddedError, errorCode } from './errors.ts';
import type { Places } from './places.ts';

const UNFINISHED = 'initializing-';

/** Makes the cluster when there is none, and refuses one that these binaries would damage. */
export async function ensureCluster(places: Places, binaries: Binaries, lowDurability: boolean): Promise<void> {
  const found = await majorOf(places);
  const ours = binaries.version.split('.')[0];
  if (found !== null && found !== ours) {
    throw new EmbeddedError(
      `The database in ${places.cluster} was made by PostgreSQL ${found} and this Waxwing brings PostgreSQL ${ours}: start the earlier Waxwing and export from it, then import here; nothing was changed.`,
    );
  }
  if (found === null) await initialize(places, binaries, lowDurability);
  await sweepUnfinished(places.home);
}

async function majorOf({ cluster }: Places): Promise<string | null> {
  try {
    return (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'EACCES') {
      throw new EmbeddedError(
        `The database in ${cluster} belongs to another user: start Waxwing as that user (or root) or give it the folder.`,
      );
    }
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const exists = await stat(cluster).catch(() => null);
  if (!exists) return null;
  throw new EmbeddedError(
    `${cluster} is not a whole database (PG_VERSION is missing): restore it from a backup or move it away to begin empty.`,
  );
}

/** Initialises beside the final place and moves it there when it is whole, so a start that dies half-way leaves nothing to trip over. */
async function initialize(places: Places, binaries: Binaries, lowDurability: boolean): Promise<void> {
  const folder = await mkdtemp(join(places.home, UNFINISHED));
  const passwordFile = join(folder, 'password');
  try {
    await giveTo(places.account, folder);
    await writeFile(passwordFile, await superuserPassword(places), { mode: 0o600 });
    await giveTo(places.account, passwordFile);
    await initdb(places, binaries, folder, lowDurability);
    await rename(join(folder, 'cluster'), places.cluster);
    await syncFolder(places.home);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function initdb(places: Places, binaries: Binaries, folder: string, lowDurability: boolean): Promise<void> {
  const args = ['-D', join(folder, 'cluster'), '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${join(folder, 'password')}`];
  // Built-in rules sort and fold case alike on every system and never change with its libraries.
  args.push('-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums', '--no-instructions');
  if (lowDurability) args.push('--no-sync');
  const { code, output } = await runToEnd(binaries.initdb, args, places, '');
  if (code === 0) return;
  if (output.includes('could not look up effective user ID')) {
    throw new EmbeddedError('PostgreSQL needs a name for the user id it runs as: add the user to /etc/passwd, or set DATABASE_URL.');
  }
  if (output.includes('No space left on device')) {
    throw new EmbeddedError(`The disk of ${places.home} is full: free at least 200 MB and start again.`);
  }
  throw new EmbeddedError(`A new database could not be made in ${places.home}: ${lastMessage(output)}`);
}

function lastMessage(output: string): string {
  const lines = output.split('\n').filter((line) => /error|fatal|panic/i.test(line));
  return lines.at(-1)?.trim() ?? (output.trim().split('\n').at(-1) || 'initdb was ended');
}

/** Gives the superuser the password on file; the server must not be running. */
export async function resetPassword(places: Places, binaries: Binaries): Promise<void> {
  const statement = `alter role postgres password '${await superuserPassword(places)}';\n`;
  const { code, output } = await runToEnd(binaries.postgres, ['--single', '-D', places.cluster, 'postgres'], places, statement);
  if (code !== 0) throw new EmbeddedError(`The database superuser's password could not be set again: ${lastMessage(output)}`);
}

async function runToEnd(program: string, args: string[], places: Places, input: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, args, {
    cwd: places.home,
    env: serverEnvironment,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...runAs(places.account),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (output = (output + text).slice(-20_000)));
  }
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, output };
}

/** All that the server's processes see: our own environment holds secrets and settings meant for other servers. */
export const serverEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** The superuser's password; a new one is written first and given to the cluster afterwards. */
export async function superuserPassword({ passwordFile }: Places): Promise<string> {
  const known = await readFile(passwordFile, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  if (/^[\w-]{32,}$/.test(known.trim())) return known.trim();
  const password = randomBytes(32).toString('base64url');
  await writeDurably(passwordFile, `${password}\n`, 0o600);
  return password;
}

async function sweepUnfinished(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    // An initdb that outlived its starter may still be writing; the next start sweeps again.
    if (name.startsWith(UNFINISHED)) await rm(join(home, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
  }
}

/** Remembers which server the cluster last ran with, for people and for backups. */
export async function recordVersion(places: Places, version: string): Promise<void> {
  const line = `PostgreSQL ${version} in ${places.cluster}\n`;
  const known = await readFile(places.versionFile, 'utf8').catch(() => '');
  if (known !== line) await writeDurably(places.versionFile, line, 0o644);
}
