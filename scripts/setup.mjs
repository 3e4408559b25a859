// Brings a checkout to where the server can start: dependencies as the lock file says, builds no older than their sources.
// Runs before anything is installed, so it uses Node.js alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.waxwing-installed');
const lockDir = join(root, '.installing');
// An install that takes longer than this was killed, and its lock means nothing any more.
const LONGEST_INSTALL_MS = 15 * 60_000;
const OLDEST_NODE = [20, 19];

refuseOldNode();
if (!isInstalled()) underLock(() => isInstalled() || install());
if (!process.argv.includes('--install-only')) {
  const { build } = await import('./build.mjs');
  build();
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Waxwing needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
}

/** The stamp is written after a whole install only, and names the lock file and the Node.js it was made with. */
function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

function wanted() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${lock} ${process.platform}-${process.arch}-${process.versions.modules}\n`;
}

function install() {
  console.log('Installing dependencies (a minute the first time) …');
  rmSync(stamp, { force: true });
  const result = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' },
  });
  if (result.error) fail(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0) fail('npm ci failed; its words are above.');
  writeFileSync(stamp, wanted());
}

/** Two starts at once: the second waits for the first, then finds everything there. */
function underLock(work) {
  const startedAt = Date.now();
  for (;;) {
    try {
      mkdirSync(lockDir);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`${root} cannot be written to: ${error.message}`);
    }
    if (ageOf(lockDir) > LONGEST_INSTALL_MS || !isAlive(join(lockDir, 'pid'))) rmSync(lockDir, { recursive: true, force: true });
    else if (Date.now() - startedAt > LONGEST_INSTALL_MS) fail('Another install takes too long.');
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
  try {
    writeFileSync(join(lockDir, 'pid'), String(process.pid));
    work();
  } finally {
    rmSync(lockDir, { recursive: true, force: true });
  }
}

function ageOf(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/** Also true in the moment between making the lock and writing who has it. */
function isAlive(pidFile) {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM' || (error.code === 'ENOENT' && ageOf(dirname(pidFile)) < 5_000);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
