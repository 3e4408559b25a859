// Runs the checks of the project and ends with one line: `N passed, N failed`.
//   --quick    without the build and the tests that need it or a browser (under 2 minutes)
//   --faults   only the crash runs, *.faults.ts
// Everything else goes to jest as it is: `npm test -- src/webhooks`. With it, only jest runs (and the build before it).
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules/.bin', name);
const given = process.argv.slice(2);
const quick = given.includes('--quick');
const faults = given.includes('--faults');
const jestArguments = given.filter((argument) => argument !== '--quick' && argument !== '--faults');

const STEPS_AT_ONCE = 2;
const GRACE_MS = 5_000;
// Jest waits for ever for what a test left open; with its report written, only that can hold it.
const JEST_EXIT_MS = 15_000;

// Temporary files of all children lie in here and go with it. Short, because socket paths end at 104 characters;
// open like /tmp itself, because a database started by root works as another user.
const scratch = mkdtempSync(join(tmpdir(), 'wxt-'));
chmodSync(scratch, 0o1777);
const jestReport = join(scratch, 'jest.json');
// Process groups of our children, negative, as kill(2) wants them.
const groups = new Set();
const interruption = new AbortController();
let ending;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void interrupt(signal));

const passed = { count: 0 };
const failed = { count: 0 };
const skipped = { count: 0 };
await runAll();
await endEverything();
if (!interruption.signal.aborted) {
  process.stdout.write(`${passed.count} passed, ${failed.count} failed${skipped.count > 0 ? `, ${skipped.count} skipped` : ''}\n`);
  process.exitCode = failed.count > 0 ? 1 : 0;
}

async function runAll() {
  const waiting = staticSteps();
  const takeNext = async () => {
    for (let step = waiting.shift(); step && !interruption.signal.aborted; step = waiting.shift()) await runCounted(step);
  };
  await Promise.all(Array.from({ length: STEPS_AT_ONCE }, takeNext));
  if (!interruption.signal.aborted) await runJest();
}

function staticSteps() {
  const steps = [];
  if (!faults && jestArguments.length === 0) {
    steps.push({ name: 'types', command: bin('tsc'), args: ['-p', 'tsconfig.json'] });
    if (existsSync(join(root, 'dashboard/tsconfig.json'))) {
      steps.push({ name: 'dashboard types', command: bin('tsc'), args: ['-p', 'dashboard/tsconfig.json'] });
    }
    steps.push({ name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings'] });
    steps.push({ name: 'formatting', command: bin('prettier'), args: ['--check', '.'] });
  }
  const build = join(root, 'scripts/build.mjs');
  if (!quick && existsSync(build)) steps.push({ name: 'build', command: process.execPath, args: [build] });
  return steps;
}

async function runCounted(step) {
  const result = await run(step);
  if (interruption.signal.aborted) return;
  (result.ok ? passed : failed).count += 1;
  report(step.name, result);
}

async function runJest() {
  const args = ['--ci', `--cacheDirectory=${join(root, 'node_modules/.cache/jest')}`, '--outputFile', jestReport];
  if (faults) args.push('--testMatch=**/*.faults.ts', '--maxWorkers=1');
  if (quick) args.push('--testPathIgnorePatterns=/node_modules/', String.raw`\.browser\.test\.tsx?$`, '/tests/slow/');
  // `--json` stands last: after it, file filters are no longer taken for further values of the lists above.
  args.push('--json', ...jestArguments);
  const nodeOptions = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim();
  const stopWatching = endJestThatHangs();
  const result = await run({ command: bin('jest'), args, env: { NODE_OPTIONS: nodeOptions } });
  stopWatching();
  if (interruption.signal.aborted) return;
  const counts = countJest(result.ok);
  passed.count += counts.passed;
  failed.count += counts.failed;
  skipped.count += counts.skipped;
  report('tests', { ...result, ok: counts.failed === 0 });
}

function endJestThatHangs() {
  let reportedAt;
  const timer = setInterval(() => {
    if (!existsSync(jestReport)) return;
    reportedAt ??= performance.now();
    if (performance.now() - reportedAt > JEST_EXIT_MS) signalAll(remaining(), 'SIGTERM');
  }, 1_000);
  return () => clearInterval(timer);
}

/** A suite that could not run, a run without tests and a failure outside of the tests count as failed ones. */
function countJest(exitedWell) {
  if (!existsSync(jestReport)) return { passed: 0, failed: 1, skipped: 0 };
  const jest = JSON.parse(readFileSync(jestReport, 'utf8'));
  const failures = jest.numFailedTests + jest.numRuntimeErrorTestSuites;
  const allWell = exitedWell && jest.success && jest.numTotalTests > 0;
  return {
    passed: jest.numPassedTests,
    failed: allWell ? failures : Math.max(failures, 1),
    skipped: jest.numPendingTests + jest.numTodoTests,
  };
}

/** Each child leads a process group of its own, so that whatever it starts can be ended with it. */
function run({ command, args, env }) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const output = [];
    const child = spawn(command, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env, TMPDIR: scratch, WAXWING_TEST_SCRATCH: scratch },
    });
    const group = child.pid && -child.pid;
    if (group) groups.add(group);
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    const finish = (ok) => {
      resolve({ ok, seconds: (performance.now() - startedAt) / 1000, output: Buffer.concat(output).toString() });
    };
    child.on('error', (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
    child.on('exit', (code) => {
      // A group that is empty now is forgotten, before its number goes to somebody else's.
      if (group && !isAlive(group)) groups.delete(group);
      // A process left behind by the child may hold its output open for ever, and 'close' away.
      setTimeout(finish, 1_000, code === 0).unref();
    });
  });
}

/** What failed is shown whole; of what passed only the lines that a test wants to be seen. */
function report(name, { ok, seconds, output }) {
  const shown = ok ? (output.match(/^note: .*$/gm) ?? []).join('\n') : output.trimEnd();
  process.stdout.write(`${shown}${shown && '\n'}${name}: ${ok ? 'passed' : 'FAILED'} (${seconds.toFixed(1)} s)\n`);
}

async function interrupt(signal) {
  if (interruption.signal.aborted) return;
  interruption.abort();
  await endEverything();
  process.exit(128 + constants.signals[signal]);
}

function endEverything() {
  ending ??= (async () => {
    await endProcesses();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  })();
  return ending;
}

async function endProcesses() {
  const giveUpAt = performance.now() + GRACE_MS;
  signalAll(remaining(), 'SIGTERM');
  while (remaining().length > 0 && performance.now() < giveUpAt) await pause(50);
  signalAll(remaining(), 'SIGKILL');
}

/** What is alive of our children, and on Linux whatever else works in our temporary folder. */
function remaining() {
  const alive = [...groups].filter(isAlive);
  if (process.platform !== 'linux') return alive;
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && worksInScratch(name));
  return [...alive, ...others.map(Number)];
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function worksInScratch(pid) {
  try {
    if (readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`TMPDIR=${scratch}\0`)) return true;
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(scratch);
  } catch {
    return false;
  }
}

function signalAll(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself in the meantime.
    }
  }
}
