import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, lstat, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { environmentForPrograms } from '../../../platform/config.ts';
import { packageRoot } from '../../../platform/package.ts';
import { makePrivateFolder, temporaryFolder } from './scratch.ts';

const run = promisify(execFile);

type Unpacked = { executablePath: string; env: Record<string, string> };

const UNPACK_WITHIN_MS = 120_000;
const SCRATCH = 'unpacking-';
// The package unpacks into the temporary folder of its process and, with it, the shared libraries only where it believes to be in a
// cloud function; it also changes the environment of that process. So it works in one of its own.
const UNPACK = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`;

/** The browser inside the package `@sparticuz/chromium`, unpacked once into a folder that belongs to us; null where there is none. */
export async function unpackBrowser(): Promise<Unpacked | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const version = await packagedVersion();
  if (version === null) return null;
  const besidePackages = join(packageRoot, 'node_modules', '.cache', 'waxwing');
  return unpackedIn(await unpackInto(besidePackages, version).catch(() => unpackInto(temporaryFolder(), version)));
}

function unpackedIn(folder: string): Unpacked {
  const libraries = [join(folder, 'al2023', 'lib'), environmentForPrograms()['LD_LIBRARY_PATH'] ?? ''].filter((path) => path !== '');
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_PATH: join(folder, 'fonts') },
  };
}

/** Whole or not at all, also when two servers unpack at the same time. */
async function unpackInto(cache: string, version: string): Promise<string> {
  await makePrivateFolder(cache);
  const folder = join(cache, `chromium-${version}`);
  if (await isUnpacked(folder)) return folder;
  await removeAbandoned(cache);
  const scratch = await mkdtemp(join(cache, SCRATCH));
  try {
    const env = { ...environmentForPrograms(), TMPDIR: scratch, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
    await run(process.execPath, ['--input-type=module', '--eval', UNPACK], { cwd: packageRoot, env, timeout: UNPACK_WITHIN_MS });
    await rename(scratch, folder).catch(async (error: unknown) => {
      if (!(await isUnpacked(folder))) throw error;
    });
    return folder;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function isUnpacked(folder: string): Promise<boolean> {
  return access(join(folder, 'chromium'), constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What a killed server left half unpacked. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(SCRATCH)) continue;
    const { mtimeMs } = await lstat(join(cache, name));
    if (Date.now() - mtimeMs > 2 * UNPACK_WITHIN_MS) await rm(join(cache, name), { recursive: true, force: true });
  }
}

async function packagedVersion(): Promise<string | null> {
  try {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    const file = join(dirname(entry), '..', '..', 'package.json');
    return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}
