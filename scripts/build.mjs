// Builds the server (dist/) and the dashboard (dashboard/dist/), each only when something it is made of has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const STAMP = '.built-from';

const TARGETS = [
  {
    name: 'server',
    out: 'dist',
    inputs: ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
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
export function build() {
  for (const target of TARGETS) {
    const source = fingerprint(target.inputs);
    if (isBuilt(target.out, source)) continue;
    console.log(`Building the ${target.name} …`);
    const fresh = `${target.out}.${process.pid}.tmp`;
    try {
      run(target.command(fresh));
      writeFileSync(join(root, fresh, STAMP), source);
      swapIn(target.out, fresh);
    } finally {
      rmSync(join(root, fresh), { recursive: true, force: true });
    }
  }
}

function isBuilt(out, source) {
  const stamp = join(root, out, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === source;
}

/** Names, sizes and times of everything a build is made of; reading it all would take longer than a start may. */
function fingerprint(inputs) {
  const hash = createHash('sha256').update(process.versions.node);
  const visit = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(join(path, name));
    else hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  };
  inputs.forEach(visit);
  return hash.digest('hex');
}

function run([script, ...args]) {
  const result = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (result.status === 0) return;
  console.error('The build failed; its words are above.');
  process.exit(1);
}

function swapIn(out, fresh) {
  const old = `${out}.${process.pid}.old`;
  if (existsSync(join(root, out))) renameSync(join(root, out), join(root, old));
  renameSync(join(root, fresh), join(root, out));
  rmSync(join(root, old), { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
