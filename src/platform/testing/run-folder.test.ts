import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ownRunFolder, sweepRuns } from './run-folder.ts';

let base: string;
let children: ChildProcess[];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sweep-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(base, { recursive: true });
});

function sleeper(options: { cwd?: string; env?: Record<string, string> } = {}): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], options);
  children.push(child);
  return child;
}

async function folder(name: string): Promise<string> {
  const path = join(base, name);
  await mkdir(join(path, 'db'), { recursive: true });
  await writeFile(join(path, 'db', 'file'), 'x');
  return path;
}

describe('what test runs have left', () => {
  it('is removed when their process is gone, and stays when it lives or nobody knows', async () => {
    const owner = sleeper();
    const [dead, alive] = [await folder('wxj-dead'), await folder('wxt-alive')];
    for (const name of ['wxj-unknown', 'other']) await folder(name);
    await ownRunFolder(dead, owner.pid as number);
    await ownRunFolder(alive, process.pid);
    await sweepRuns(base);
    expect(await readdir(base)).toHaveLength(4);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await sweepRuns(base);
    expect((await readdir(base)).sort()).toEqual(['other', 'wxj-unknown', 'wxt-alive']);
  });
});

// Only Linux tells what works in a folder.
(process.platform === 'linux' ? describe : describe.skip)('a process that such a run has left', () => {
  it('is ended first', async () => {
    const owner = sleeper();
    const dead = await folder('wxj-dead');
    await ownRunFolder(dead, owner.pid as number);
    const left = [sleeper({ cwd: join(dead, 'db') }), sleeper({ env: { TMPDIR: dead } })];
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const ends = left.map((child) => once(child, 'exit'));
    await sweepRuns(base);
    expect((await Promise.all(ends)).map(([, signal]) => signal)).toEqual(['SIGKILL', 'SIGKILL']);
    expect(await readdir(base)).toEqual([]);
  });
});
