import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { transformFile } from '@swc/core';
import { AlreadyRunning, lockDataDir } from './data-dir.ts';

let root: string;
let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'waxwing-data-dir-'));
  dataDir = join(root, 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'close');
  }
  await rm(root, { recursive: true });
});

/** A process that says `ready`, waits for a line, tries to take the lock, says how it went and holds it until it is killed. */
async function contender(): Promise<{ child: ChildProcess; go: () => Promise<string> }> {
  const child = spawn(process.execPath, [join(root, 'contender.mjs'), dataDir], { stdio: ['pipe', 'pipe', 'inherit'], env: {} });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  expect(await next()).toBe('ready');
  return { child, go: () => (child.stdin.write('go\n'), next()) };
}

async function compileContender(): Promise<void> {
  const { code } = await transformFile(join(import.meta.dirname, 'data-dir.ts'), {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  await writeFile(join(root, 'data-dir.mjs'), code);
  await writeFile(
    join(root, 'contender.mjs'),
    `import { EventEmitter, once } from 'node:events';
     import { lockDataDir } from './data-dir.mjs';
     console.log('ready');
     await once(process.stdin, 'data');
     await lockDataDir(process.argv[2]).then(() => console.log('won'), (error) => console.log(error.name));
     process.stdin.resume();`,
  );
}

async function changeLock(change: Record<string, unknown>): Promise<void> {
  const path = join(dataDir, 'waxwing.lock');
  await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), ...change }));
}

async function leaveLock(): Promise<void> {
  const { release } = await lockDataDir(dataDir);
  const left = await readFile(join(dataDir, 'waxwing.lock'));
  await release();
  await writeFile(join(dataDir, 'waxwing.lock'), left);
}

async function takeAndRelease(): Promise<string> {
  const { release } = await lockDataDir(dataDir);
  await release();
  return 'taken';
}

const elsewhere = { host: 'other', boot: 'another-boot', namespace: 'another-container' };

describe('the lock of DATA_DIR', () => {
  it('makes the folder and keeps strangers out of it', async () => {
    const { release } = await lockDataDir(dataDir);
    expect((await stat(dataDir)).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
    await release();
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('refuses the second and names the first', async () => {
    const { release } = await lockDataDir(dataDir);
    const refusal = lockDataDir(dataDir);
    await expect(refusal).rejects.toThrow(AlreadyRunning);
    await expect(refusal).rejects.toMatchObject({ pid: process.pid, host: hostname() });
    await release();
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('is free again once released', async () => {
    expect(await takeAndRelease()).toBe('taken');
    expect(await takeAndRelease()).toBe('taken');
  });

  it('is free at once when its holder was killed', async () => {
    await compileContender();
    const holder = await contender();
    expect(await holder.go()).toBe('won');
    await expect(lockDataDir(dataDir)).rejects.toThrow(`process ${holder.child.pid} on ${hostname()}`);
    holder.child.kill('SIGKILL');
    await once(holder.child, 'close');
    expect(await takeAndRelease()).toBe('taken');
  });

  it('is free when another process has the number of its holder', async () => {
    await leaveLock();
    await changeLock({ processStart: '1' });
    expect(await takeAndRelease()).toBe('taken');
  });

  it('is free when a power cut left it without content', async () => {
    await leaveLock();
    await writeFile(join(dataDir, 'waxwing.lock'), '');
    await writeFile(join(dataDir, 'waxwing.lock.damaged-waxwing.lock'), '');
    expect(await takeAndRelease()).toBe('taken');
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('is taken over from a successor that died while it took over', async () => {
    await leaveLock();
    await changeLock({ token: 'first', processStart: '1' });
    const first = await readFile(join(dataDir, 'waxwing.lock'), 'utf8');
    await writeFile(join(dataDir, 'waxwing.lock.first'), first.replace('"first"', '"second"'));
    const { release } = await lockDataDir(dataDir);
    await expect(lockDataDir(dataDir)).rejects.toThrow(AlreadyRunning);
    expect(await readdir(dataDir)).toEqual(['waxwing.lock']);
    await release();
  });

  it('stays with a holder in another container whose heart beats', async () => {
    const { release } = await lockDataDir(dataDir, { place: elsewhere, beatMs: 20 });
    await expect(lockDataDir(dataDir, { silenceMs: 2_000 })).rejects.toThrow('on other');
    await release();
  });

  it('goes from a holder in another container that fell silent', async () => {
    await leaveLock();
    await changeLock(elsewhere);
    const { release } = await lockDataDir(dataDir, { silenceMs: 100 });
    await expect(lockDataDir(dataDir)).rejects.toThrow(hostname());
    await release();
  });

  it('tells a holder that stood still and lost it', async () => {
    const told = new EventEmitter();
    const lost = once(told, 'lost');
    await lockDataDir(dataDir, { beatMs: 20, onLost: () => told.emit('lost') });
    await rm(join(dataDir, 'waxwing.lock'));
    const { release } = await lockDataDir(dataDir);
    expect(await lost).toEqual([]);
    await release();
  });

  it.each(['free', 'held by a dead process'])('goes to exactly one of 20 processes when it is %s', async (state) => {
    await compileContender();
    if (state !== 'free') {
      await leaveLock();
      await changeLock({ processStart: '1' });
    }
    const contenders = await Promise.all(Array.from({ length: 20 }, contender));
    const answers = await Promise.all(contenders.map(({ go }) => go()));
    expect(answers.sort()).toEqual([...Array<string>(19).fill('AlreadyRunning'), 'won']);
  });
});
