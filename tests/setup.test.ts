import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const repository = join(import.meta.dirname, '..');

// Stands for npm: says when it begins and ends, and between the two it waits for the file `go`.
const NPM = `
  import { appendFileSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
  const say = (word) => appendFileSync('npm.log', JSON.stringify({ word, pid: process.pid, args: process.argv.slice(2), env: process.env }) + '\\n');
  say('begin');
  mkdirSync('node_modules', { recursive: true });
  while (!existsSync('go')) await new Promise((later) => setTimeout(later, 20));
  copyFileSync('installed.json', 'node_modules/.package-lock.json');
  say('end');
`;

type Said = { word: 'begin' | 'end'; pid: number; args: string[]; env: Record<string, string> };
type Ending = { code: number | null; output: string; child: ChildProcess };

let root: string;
const running = new Set<ChildProcess>();

beforeEach(async () => {
  root = join(await realpath(await mkdtemp(join(tmpdir(), 'waxwing-setup-'))), 'a check out');
  await mkdir(join(root, 'npm'), { recursive: true });
  await cp(join(repository, 'scripts'), join(root, 'scripts'), { recursive: true });
  await writeFile(join(root, 'npm', 'npm-cli.js'), NPM);
  await writeFile(join(root, 'npm', 'package.json'), '{ "type": "module" }');
  await writeFile(join(root, 'package.json'), '{ "name": "tried", "version": "1.0.0" }');
  await lockOnto('1.0.0');
});

afterEach(async () => {
  await letNpmFinish();
  for (const child of running) child.kill('SIGKILL');
  await rm(join(root, '..'), { recursive: true, maxRetries: 10, retryDelay: 100 });
});

async function lockOnto(version: string): Promise<void> {
  const packages = {
    '': { name: 'tried' },
    'node_modules/needed': { version, integrity: `sha512-${version}` },
    'node_modules/for-others': { version: '1.0.0', os: ['plan9'], optional: true },
  };
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ name: 'tried', lockfileVersion: 3, packages }));
  // What npm writes leaves out what is not for this system.
  await writeFile(join(root, 'installed.json'), JSON.stringify({ packages: { 'node_modules/needed': packages['node_modules/needed'] } }));
}

function start(script: string, args: string[] = [], env: Record<string, string> = {}): { child: ChildProcess; ended: Promise<Ending> } {
  const child = spawn(process.execPath, [join(root, 'scripts', script), ...args], {
    env: { PATH: process.env['PATH'], npm_execpath: join(root, 'npm', 'npm-cli.js'), ...env },
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const ended = once(child, 'close').then(([code]) => (running.delete(child), { code: code as number | null, output, child }));
  return { child, ended };
}

const setUp = (env?: Record<string, string>): ReturnType<typeof start> => start('setup.mjs', ['--install-only'], env);

async function npmSaid(): Promise<Said[]> {
  const text = await readFile(join(root, 'npm.log'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Said);
}

async function words(): Promise<string[]> {
  return (await npmSaid()).map(({ word }) => word);
}

async function until(test: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  while (!(await test())) {
    if (performance.now() > giveUpAt) throw new Error('it did not come to pass');
    await pause(10);
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function letNpmFinish(): Promise<void> {
  await writeFile(join(root, 'go'), '');
}

describe('the set-up script', () => {
  it('installs what is missing, says so in one line, and does nothing the next time', async () => {
    await letNpmFinish();
    const first = await setUp().ended;
    expect(first.code).toBe(0);
    expect(first.output.split('\n')[0]).toMatch(/^Installing dependencies/);
    expect(await setUp().ended).toMatchObject({ code: 0, output: '' });
    expect(await words()).toEqual(['begin', 'end']);
    expect(await readdir(root)).not.toContain('.installing');
  });

  it('installs again when the lock file says something else, not when it is only newer', async () => {
    await letNpmFinish();
    await setUp().ended;
    await utimes(join(root, 'package-lock.json'), new Date(), new Date());
    await setUp().ended;
    expect(await words()).toHaveLength(2);
    await lockOnto('2.0.0');
    await setUp().ended;
    expect(await words()).toHaveLength(4);
  });

  it('installs again what was made on another system', async () => {
    await letNpmFinish();
    await setUp().ended;
    const foreign = { packages: { 'node_modules/needed': { version: '1.0.0', integrity: 'sha512-1.0.0', os: ['plan9'] } } };
    await writeFile(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(foreign));
    await setUp().ended;
    expect(await words()).toHaveLength(4);
  });

  it('wants what the build needs, whatever the environment leaves out, and no browser', async () => {
    await letNpmFinish();
    await setUp({ NODE_ENV: 'production', npm_config_omit: 'dev' }).ended;
    const [begin] = await npmSaid();
    expect(begin?.args).toEqual(expect.arrayContaining(['ci', '--include=dev', '--include=optional']));
    expect(begin?.env).toMatchObject({ PUPPETEER_SKIP_DOWNLOAD: '1' });
  });

  it('installs once when many start at once', async () => {
    const all = Array.from({ length: 6 }, () => setUp());
    await until(async () => (await words()).length > 0);
    await letNpmFinish();
    const endings = await Promise.all(all.map(({ ended }) => ended));
    expect(endings.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await words()).toEqual(['begin', 'end']);
    expect(await readdir(root)).not.toContain('.installing');
  });

  it('waits for the npm of a start that was killed, and uses what it installed', async () => {
    const killed = setUp();
    await until(async () => (await words()).length === 1);
    await kill(killed.child);
    const next = setUp();
    // Time enough to begin a second npm, if it did not wait.
    await pause(300);
    await letNpmFinish();
    expect((await next.ended).code).toBe(0);
    expect(await words()).toEqual(['begin', 'end']);
  });

  it('repairs what was left when npm was killed too', async () => {
    const killed = setUp();
    await until(async () => (await words()).length === 1);
    await kill(killed.child);
    process.kill((await npmSaid())[0]?.pid ?? 0, 'SIGKILL');
    await letNpmFinish();
    expect((await setUp().ended).code).toBe(0);
    expect(await words()).toEqual(['begin', 'begin', 'end']);
  });

  it('does not take a half-removed install for the one it was', async () => {
    await letNpmFinish();
    await setUp().ended;
    await rm(join(root, 'go'));
    await lockOnto('2.0.0');
    const killed = setUp();
    await until(async () => (await words()).length === 3);
    await kill(killed.child);
    process.kill((await npmSaid())[2]?.pid ?? 0, 'SIGKILL');
    await lockOnto('1.0.0');
    await letNpmFinish();
    await setUp().ended;
    expect(await words()).toEqual(['begin', 'end', 'begin', 'begin', 'end']);
  });

  it('ends npm too when it is told to end', async () => {
    const stopped = setUp();
    await until(async () => (await words()).length === 1);
    stopped.child.kill('SIGTERM');
    expect((await stopped.ended).code).toBe(143);
    const [begin] = await npmSaid();
    expect(() => process.kill(begin?.pid ?? 0, 0)).toThrow('ESRCH');
  });

  it('does not wait for an npm that first takes its work back', async () => {
    await writeFile(join(root, 'npm', 'npm-cli.js'), `process.on('SIGTERM', () => undefined);\n${NPM}`);
    const stopped = setUp();
    await until(async () => (await words()).length === 1);
    stopped.child.kill('SIGTERM');
    expect((await stopped.ended).code).toBe(143);
    const [begin] = await npmSaid();
    expect(() => process.kill(begin?.pid ?? 0, 0)).toThrow('ESRCH');
  });

  it('says in one line that npm failed', async () => {
    await writeFile(join(root, 'npm', 'npm-cli.js'), 'process.exit(1)');
    expect(await setUp().ended).toMatchObject({ code: 1, output: expect.stringMatching(/\nnpm ci failed; .*\n$/) });
  });

  it('refuses a Node.js that is too old in one line', async () => {
    const older = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.1'}})`;
    const { code, output } = await setUp({ NODE_OPTIONS: `--import=${older}` }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^Waxwing needs Node\.js .*20\.19.*; this is 18\.20\.1\.\n$/);
  });
});

async function write(path: string, text: string): Promise<void> {
  await writeFile(join(root, path), text);
}

async function build(): Promise<Ending> {
  return start('build.mjs').ended;
}

describe('the build', () => {
  beforeEach(async () => {
    await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
    await mkdir(join(root, 'src'));
    await write('src/main.ts', 'export const answer: number = 42;');
    await write('src/main.test.ts', 'export {};');
    const compilerOptions = { module: 'nodenext', target: 'es2023', strict: true, types: [], rootDir: 'src' };
    await write('tsconfig.json', '{}');
    await write('tsconfig.build.json', JSON.stringify({ compilerOptions, include: ['src'], exclude: ['src/**/*.test.ts'] }));
  });

  it('builds once, and again only when a source has changed', async () => {
    expect(await build()).toMatchObject({ code: 0, output: 'Building the server …\n' });
    expect(await readFile(join(root, 'dist', 'main.js'), 'utf8')).toContain('42');
    expect(await build()).toMatchObject({ code: 0, output: '' });
    await write('src/main.test.ts', 'export const changed = true;');
    expect(await build()).toMatchObject({ code: 0, output: '' });
    await write('src/main.ts', 'export const answer: number = 43;\n');
    expect(await build()).toMatchObject({ code: 0, output: 'Building the server …\n' });
    expect(await readFile(join(root, 'dist', 'main.js'), 'utf8')).toContain('43');
  });

  it('keeps the last good build when a source is wrong, and does not take the wrong one for good', async () => {
    await build();
    await write('src/main.ts', 'export const answer: number = "forty-two";');
    for (const time of ['first', 'second']) {
      const { code, output } = await build();
      expect(`${time} ${code}`).toBe(`${time} 1`);
      expect(output).toContain('The server could not be built; the reasons are above.');
    }
    expect(await readFile(join(root, 'dist', 'main.js'), 'utf8')).toContain('42');
    expect((await readdir(root)).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  });

  it('removes what is gone from the sources', async () => {
    await write('src/gone.ts', 'export {};');
    await build();
    await rm(join(root, 'src', 'gone.ts'));
    await build();
    expect(await readdir(join(root, 'dist'))).not.toContain('gone.js');
  });

  it('clears away what a killed build left', async () => {
    await mkdir(join(root, 'dist.1.tmp'));
    await mkdir(join(root, 'dist.1.old'));
    await build();
    expect((await readdir(root)).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  });

  it('builds once when many start at once', async () => {
    const endings = await Promise.all([build(), build(), build(), build()]);
    expect(endings.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(endings.filter(({ output }) => output !== '')).toHaveLength(1);
  });
});
