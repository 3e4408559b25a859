// Builds the server (dist/) and the dashboard (dashboard/dist/), each only when something it is made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';
import { underLock } from './lock.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const STAMP = '.built-from';
const TESTS = /\.(test|faults)\.tsx?$/;

const TARGETS = [
  {
    name: 'server',
    out: 'dist',
    inputs: ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/build.mjs'],
    command: (out) => ['typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', out],
  },
  {
    name: 'dashboard',
    out: 'dashboard/dist',
    inputs: [
      'dashboard/src',
      'dashboard/public',
      'dashboard/index.html',
      'dashboard/vite.config.ts',
      'dashboard/tsconfig.json',
      'package-lock.json',
      'scripts/build.mjs',
    ],
    command: (out) => [
      'vite/bin/vite.js',
      'build',
      '--config',
      'dashboard/vite.config.ts',
      '--outDir',
      join(root, out),
      '--emptyOutDir',
      '--logLevel',
      'warn',
    ],
  },
];

/** Brings every build up to date; a build that was killed half-way is never taken for a good one. */
export async function build() {
  for (const target of TARGETS) {
    if (isBuilt(target)) continue;
    await underLock(join(root, '.building'), async () => isBuilt(target) || buildOne(target));
  }
}

async function buildOne({ name, out, inputs, command }) {
  console.log(`Building the ${name} …`);
  const source = fingerprint(inputs);
  const fresh = `${out}.tmp`;
  const remove = () => rmSync(join(root, fresh), { recursive: true, force: true });
  remove();
  process.once('exit', remove);
  const [script, ...args] = command(fresh);
  const ok = await run(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root, env: { NODE_ENV: 'production' } });
  if (!ok) {
    console.error('The build failed; its words are above.');
    process.exit(1);
  }
  writeFileSync(join(root, fresh, STAMP), source);
  swapIn(out, fresh);
  process.off('exit', remove);
}

function isBuilt({ out, inputs }) {
  const stamp = join(root, out, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(inputs);
}

/** Names, sizes and times of everything a build is made of; reading it all would take longer than a start may. */
function fingerprint(inputs) {
  const hash = createHash('sha256').update(process.versions.node);
  const visit = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(join(path, name));
    else if (!TESTS.test(path)) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  };
  inputs.forEach(visit);
  return hash.digest('hex');
}

function swapIn(out, fresh) {
  const old = `${out}.old`;
  rmSync(join(root, old), { recursive: true, force: true });
  if (existsSync(join(root, out))) renameSync(join(root, out), join(root, old));
  renameSync(join(root, fresh), join(root, out));
  rmSync(join(root, old), { recursive: true, force: true });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await build();
