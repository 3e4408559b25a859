import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import puppeteer from 'puppeteer';
import type { Browser } from 'puppeteer';
import { until } from '../../../platform/testing/api.ts';
import { findBrowser } from './find.ts';
import type { FoundBrowser } from './find.ts';
import { launchOptions } from './launch.ts';
import { unpackBrowser } from './packaged.ts';
import { listProcesses, treesOf } from './processes.ts';
import { prepareProfile, profileFolder } from './profile.ts';
import { scratchFolder } from './scratch.ts';
import { ownTree, sweepOrphans } from './tree.ts';
import { blockUnshown } from './unshown.ts';

const log = pino({ level: 'silent' });
let sessionsDir: string;
let scratch: string;
const usualTmpdir = process.env['TMPDIR'];

beforeEach(async () => {
  sessionsDir = await mkdtemp(join(tmpdir(), 'sessions-'));
  scratch = await mkdtemp(join(tmpdir(), 'wx-'));
  process.env['TMPDIR'] = scratch;
});
afterEach(async () => {
  await ownTree(sessionsDir).end();
  for (const folder of [sessionsDir, scratch]) await rm(folder, { recursive: true, force: true });
  if (usualTmpdir === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usualTmpdir;
});

const folderOf = (name: string) => join(sessionsDir, name);

async function launch(found: FoundBrowser, name: string, args: string[] = []): Promise<Browser> {
  await prepareProfile(folderOf(name));
  const browser = await puppeteer.launch(launchOptions(found, { profileFolder: profileFolder(folderOf(name)), args }));
  // Killing one rejects whatever puppeteer still asks of it.
  browser.on('disconnected', () => undefined);
  return browser;
}

/** One whose parent has ended, as that of a server that was killed. */
async function launchOrphan(found: FoundBrowser, name: string): Promise<void> {
  await prepareProfile(folderOf(name));
  const { executablePath = '', args, env } = launchOptions(found, { profileFolder: profileFolder(folderOf(name)), args: [] });
  const own = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profileFolder(folderOf(name))}`];
  const shell = spawn('sh', ['-c', '"$0" "$@" </dev/null >/dev/null 2>&1 &', executablePath, ...own, ...(args ?? [])], {
    env,
    detached: true,
  });
  await once(shell, 'exit');
  await until(async () => (await processesIn(folderOf(name))) > 0);
}

async function processesIn(folder: string): Promise<number> {
  const processes = await listProcesses();
  return treesOf(processes, ({ profileFolder }) => profileFolder?.startsWith(folder) ?? false).length;
}

/** What browsers have left: in their own scratch folders, or in the folder that everybody uses. */
async function temporaryFiles(...names: string[]): Promise<string[]> {
  const own = names.map((name) => scratchFolder(folderOf(name)) ?? scratch).filter((folder) => existsSync(folder));
  return [...own, ...(await readdir(scratch, { recursive: true }))];
}

async function packagedBrowser(): Promise<FoundBrowser> {
  const unpacked = await unpackBrowser();
  if (!unpacked) throw new Error('This package has no browser for this machine');
  return { ...unpacked, shell: true, source: 'packaged', version: '', sandbox: process.getuid?.() !== 0 };
}

const browsers: [string, () => Promise<FoundBrowser>][] = [
  ['the browser that is found here', () => findBrowser({ chromiumPath: process.env['CHROMIUM_PATH'] ?? null })],
  ...(process.platform === 'linux' && process.arch === 'x64'
    ? [['the packaged browser', packagedBrowser] as [string, typeof packagedBrowser]]
    : []),
];

describe.each(browsers)('%s', (_, find) => {
  it('shows a page, and ends with every process and temporary folder when it is told to', async () => {
    const tree = ownTree(folderOf('one'));
    const browser = await launch(await find(), 'one');
    tree.adopt(browser);
    const page = await browser.newPage();
    await page.goto('data:text/html,<title>here</title>');
    expect(await page.title()).toBe('here');
    expect(await tree.pssBytes()).toBeGreaterThan(30_000_000);
    expect(await temporaryFiles('one')).toEqual([scratchFolder(folderOf('one'))]);
    await tree.end();
    expect(await processesIn(sessionsDir)).toBe(0);
    expect(await temporaryFiles('one')).toEqual([]);
    expect(await tree.pssBytes()).toBe(0);
  });

  it('does not fetch what nobody sees, and all else', async () => {
    const browser = await launch(await find(), 'one');
    const [page] = await browser.pages();
    if (!page) throw new Error('no page');
    await blockUnshown(page);
    await page.setRequestInterception(true);
    page.on(
      'request',
      (request) =>
        void request.respond({ status: 200, contentType: 'text/html', body: 'here', headers: { 'Access-Control-Allow-Origin': '*' } }),
    );
    await page.goto('https://web.whatsapp.com/');
    const fetched = (url: string) =>
      page.evaluate(
        (address) =>
          fetch(address).then(
            (answer) => answer.status,
            () => 'refused',
          ),
        url,
      );
    expect(await fetched('https://static.whatsapp.net/rsrc/text.woff2')).toBe('refused');
    expect(await fetched('https://static.whatsapp.net/rsrc/code.js')).toBe(200);
    expect(await fetched('https://media.cdn.whatsapp.net/film.mp4')).toBe(200);
    expect(await fetched('http://127.0.0.1:4600/film.mp4')).toBe(200);
  });

  it('leaves no other session’s browser harmed', async () => {
    const found = await find();
    const other = await launch(found, 'other');
    await launch(found, 'one');
    await ownTree(folderOf('one')).end();
    expect(await processesIn(folderOf('one'))).toBe(0);
    expect(await other.version()).toContain('Chrom');
  });

  it('is ended when its server is gone, and only then', async () => {
    const found = await find();
    await launch(found, 'living');
    await launchOrphan(found, 'orphan');
    await sweepOrphans(join(sessionsDir, 'another-server'), log);
    expect(await processesIn(folderOf('orphan'))).toBeGreaterThan(0);
    await sweepOrphans(sessionsDir, log);
    expect(await processesIn(folderOf('orphan'))).toBe(0);
    expect(await processesIn(folderOf('living'))).toBeGreaterThan(0);
  });

  it('is ended when its profile is wanted again', async () => {
    const found = await find();
    await launch(found, 'one');
    const again = await launch(found, 'one');
    expect(await again.version()).toContain('Chrom');
  });

  it('is ended when it comes up after the end', async () => {
    const tree = ownTree(folderOf('late'));
    await prepareProfile(folderOf('late'));
    const launching = puppeteer.launch(launchOptions(await find(), { profileFolder: profileFolder(folderOf('late')), args: [] }));
    await tree.end();
    const browser = await launching.catch(() => null);
    if (browser) tree.adopt(browser);
    await tree.end();
    expect(await processesIn(sessionsDir)).toBe(0);
  });

  it('leaves nothing behind after twenty starts that fail', async () => {
    const found = await find();
    for (let start = 0; start < 20; start += 1) {
      const tree = ownTree(folderOf('failing'));
      await prepareProfile(folderOf('failing'));
      // Too little time on every second one; the others refuse the debugging port that everything hangs on.
      const options = launchOptions(found, { profileFolder: profileFolder(folderOf('failing')), args: [] });
      const failure = start % 2 === 0 ? { timeout: 1 } : { args: ['--remote-debugging-port=none'], timeout: 500 };
      await expect(puppeteer.launch({ ...options, ...failure })).rejects.toBeInstanceOf(Error);
      await tree.end();
    }
    expect(await processesIn(sessionsDir)).toBe(0);
    expect(await temporaryFiles('failing')).toEqual([]);
  }, 120_000);
});
