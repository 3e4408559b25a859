// Builds the server (dist/) and the dashboard (dashboard/dist/), each only when something it is made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneAtATime } from './one-at-a-time.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const STAMP = '.built-from';

const TARGETS = [
  {
    name: 'server',
    config: 'tsconfig.build.json',
    out: 'dist',
    inputs: ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/build.mjs'],
    command: (out) => ['typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', out],
  },
  {
    name: 'dashboard',
    config: 'dashboard/vite.config.ts',
    out: 'dashboard/dist',
    inputs: ['dashboard', 'package-lock.json', 'scripts/build.mjs'],
    command: (out) => [
      'vite/bin/vite.js',
      'build',
      '--config',
      'dashboard/vite.config.ts',
      '--outDir',
      out,
      '--emptyOutDir',
      '--logLevel',
      'warn',
    ],
  },
];
// Not built, or the result itself.
const NO_INPUT = /\.(test|faults|conformance)\.tsx?$|^src\/platform\/testing$|^dashboard\/dist/;

/** Brings every build up to date; a build that was killed half-way is never taken for a good one. */
export async function build() {
  if (TARGETS.every(isFresh)) return;
  await oneAtATime(async (run) => {
    for (const target of TARGETS) if (!isFresh(target)) await buildOne(target, run);
  });
}

function isFresh({ config, out, inputs }) {
  if (!existsSync(join(root, config))) return true;
  const stamp = join(root, out, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(inputs);
}

/** Names, sizes and times of everything a build is made of: reading it all would take longer than a start may. */
function fingerprint(inputs) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const found = NO_INPUT.test(path) ? undefined : statSync(join(root, path), { throwIfNoEntry: false });
    if (found?.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
    else if (found) hash.update(`${path} ${found.size} ${found.mtimeMs}\n`);
  };
  inputs.forEach(visit);
  return hash.digest('hex');
}

async function buildOne({ name, out, inputs, command }, run) {
  console.log(`Building the ${name} …`);
  clearRests(out);
  // Taken first: a source that changes meanwhile makes the next start build again.
  const source = fingerprint(inputs);
  const fresh = `${out}.${process.pid}.tmp`;
  mkdirSync(join(root, fresh), { recursive: true });
  const [script, ...args] = command(join(root, fresh));
  const code = await run(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (code === 0) {
    writeFileSync(join(root, fresh, STAMP), source);
    swapIn(out, fresh);
  }
  clearRests(out);
  if (code !== 0) throw new Error(`The ${name} could not be built; the reasons are above.`);
}

function swapIn(out, fresh) {
  if (existsSync(join(root, out))) renameSync(join(root, out), join(root, `${out}.${process.pid}.old`));
  renameSync(join(root, fresh), join(root, out));
}

/** Everything beside the result that this or a killed build left. */
function clearRests(out) {
  const folder = join(root, dirname(out));
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(out)}.`) && /\.(tmp|old)$/.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await build().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
