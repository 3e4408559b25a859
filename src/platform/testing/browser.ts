import { existsSync } from 'node:fs';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import puppeteer from 'puppeteer';
import type { Browser, LaunchOptions } from 'puppeteer';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const QUIET = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu',
];

/** A headless Chromium for a test: CHROMIUM_PATH, an installed one, or the one that comes with the packages. */
export async function openBrowser(): Promise<Browser> {
  return puppeteer.launch(await browserOptions());
}

/** How that one is launched, for whoever launches it by other means. */
export async function browserOptions(): Promise<LaunchOptions & { args: string[] }> {
  const installed = [process.env.CHROMIUM_PATH ?? '', ...INSTALLED].find((path) => path !== '' && existsSync(path));
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-setuid-sandbox'] : [];
  if (installed) return { executablePath: installed, headless: true, args: [...QUIET, ...sandbox, '--disable-dev-shm-usage'] };
  return packagedOptions();
}

/** The packaged one unpacks its libraries only where it believes to be in a cloud function. */
async function packagedOptions(): Promise<LaunchOptions & { args: string[] }> {
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  const executablePath = await oneAtATime(() => unpack(chromium));
  const env = { ...process.env, LD_LIBRARY_PATH: `${dirname(executablePath)}/al2023/lib:${process.env.LD_LIBRARY_PATH ?? ''}` };
  return { executablePath, headless: 'shell', args: [...QUIET, '--no-sandbox', '--disable-dev-shm-usage'], env };
}

/** Its fonts, the only ones on a machine without any, are looked for in /tmp, wherever they have been unpacked. */
async function unpack(chromium: { executablePath(): Promise<string> }): Promise<string> {
  const executablePath = await chromium.executablePath();
  const settings = join(dirname(executablePath), 'fonts', 'fonts.conf');
  const unpacked = `>${dirname(executablePath)}/fonts`;
  await writeFile(
    settings,
    (await readFile(settings, 'utf8')).replace('>/tmp/fonts<', `${unpacked}<`).replace('>/tmp/fonts-', `${unpacked}-`),
  );
  return executablePath;
}

/** Two test files at once must not: the second takes the program for whole as soon as it is there, and runs it while it is being written. */
async function oneAtATime<T>(unpack: () => Promise<T>): Promise<T> {
  const lock = join(tmpdir(), 'chromium.lock');
  const isOurs = () =>
    mkdir(lock).then(
      () => true,
      () => false,
    );
  while (!(await isOurs())) await pause(50);
  try {
    return await unpack();
  } finally {
    await rmdir(lock);
  }
}
