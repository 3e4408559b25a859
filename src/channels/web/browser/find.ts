import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open, readFile, stat } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import puppeteer from 'puppeteer';
import { environmentForPrograms } from '../../../platform/config.ts';
import { ChannelError } from '../../errors.ts';
import { unpackBrowser } from './packaged.ts';

const run = promisify(execFile);

export type BrowserSettings = {
  /** The browser to use, whatever else there is. */
  chromiumPath: string | null;
  /** Further arguments for it. */
  chromiumArgs: string[];
};

export type FoundBrowser = {
  executablePath: string;
  /** The headless shell, which needs a third of the memory of a full Chromium and shows nothing on any screen. */
  shell: boolean;
  source: 'CHROMIUM_PATH' | 'installed' | 'puppeteer' | 'packaged';
  /** What it needs in its environment beside the usual. */
  env: Record<string, string>;
  version: string;
  /** Whether it can shut its pages in a sandbox of its own, here and as this user. */
  sandbox: boolean;
};

type Places = { installed: string[]; downloaded: string[] };
type Candidate = Pick<FoundBrowser, 'executablePath' | 'source' | 'env'> & { shell?: boolean };

// The shell first, wherever both are to be had. No snaps: they may not write to our folders.
const PROGRAMS = ['chrome-headless-shell', 'chromium-headless-shell', 'google-chrome-stable', 'google-chrome', 'chromium'];
const MAC_PROGRAMS = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
const USUAL_FOLDERS = ['/usr/local/bin', '/usr/bin', '/opt/google/chrome'];
// Debian's are scripts; that of the shell stays alive beside the browser, and killing it leaves the browser running.
const BEHIND_SCRIPTS = ['/usr/lib/chromium', '/usr/lib64/chromium-browser'];
const VERSION_WITHIN_MS = 15_000;
const SETUID = 0o4000;

/** The browser for sessions: `CHROMIUM_PATH`, an installed one, one that puppeteer has downloaded, or the one that comes with the packages. */
export async function findBrowser(
  { chromiumPath }: Pick<BrowserSettings, 'chromiumPath'>,
  places: Places = usualPlaces(),
): Promise<FoundBrowser> {
  if (chromiumPath !== null) return namedBrowser(chromiumPath);
  const broken: string[] = [];
  for (const candidates of [() => existing(places.installed, 'installed'), () => existing(places.downloaded, 'puppeteer'), packaged]) {
    try {
      for (const candidate of await candidates()) {
        const found = await examine(candidate).catch(
          (error: unknown) => void broken.push(`${candidate.executablePath}: ${firstLine(error)}`),
        );
        if (found) return found;
      }
    } catch (error) {
      broken.push(`the one of the packages: ${firstLine(error)}`);
    }
  }
  const tried = broken.length > 0 ? ` Found, but not working: ${broken.join('; ')}.` : '';
  throw missing(`There is no Chrome or Chromium here. Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH.${tried}`);
}

async function namedBrowser(path: string): Promise<FoundBrowser> {
  const file = await stat(path).catch(() => null);
  if (!file) throw missing(`CHROMIUM_PATH: there is no file ${path}.`);
  if (!file.isFile() || !(await isProgram(path))) throw missing(`CHROMIUM_PATH: ${path} is no program that this user may run.`);
  try {
    return await examine({ executablePath: path, source: 'CHROMIUM_PATH', env: {} });
  } catch (error) {
    throw missing(`CHROMIUM_PATH: ${path} does not work (${firstLine(error)}).`);
  }
}

function usualPlaces(): Places {
  const folders = [...new Set([...(environmentForPrograms()['PATH'] ?? '').split(delimiter), ...USUAL_FOLDERS])].filter(
    (folder) => folder !== '',
  );
  const programs = PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return {
    installed: process.platform === 'darwin' ? [...MAC_PROGRAMS, ...programs] : programs,
    downloaded: (['shell', true] as const).map((headless) => puppeteer.executablePath({ headless })),
  };
}

async function existing(paths: string[], source: FoundBrowser['source']): Promise<Candidate[]> {
  const found = await Promise.all(paths.map(async (path) => ((await isProgram(path)) ? [path] : [])));
  return found.flat().map((executablePath) => ({ executablePath, source, env: {} }));
}

async function packaged(): Promise<Candidate[]> {
  const unpacked = await unpackBrowser();
  return unpacked ? [{ ...unpacked, source: 'packaged', shell: true }] : [];
}

/** Asks the browser for its version, which also shows that its libraries are there. */
async function examine({ executablePath: path, source, env, shell }: Candidate): Promise<FoundBrowser> {
  const executablePath = await programBehind(path);
  const { stdout } = await run(executablePath, ['--version'], { timeout: VERSION_WITHIN_MS, env: { ...environmentForPrograms(), ...env } });
  return {
    executablePath,
    shell: shell ?? /headless[-_]shell/.test(basename(executablePath)),
    source,
    env,
    version: stdout.trim().split('\n')[0] ?? '',
    sandbox: await hasSandbox(executablePath),
  };
}

async function programBehind(path: string): Promise<string> {
  if (!(await isScript(path))) return path;
  const programs = BEHIND_SCRIPTS.map((folder) => join(folder, basename(path)));
  for (const program of programs) if (await isProgram(program)) return program;
  return path;
}

async function isScript(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.toString('latin1') === '#!';
  } finally {
    await file.close();
  }
}

/** Chromium's sandbox is made of user namespaces, or of a helper that belongs to root; it does not work for root itself. */
async function hasSandbox(executablePath: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  if (process.getuid?.() === 0) return false;
  const helper = await stat(join(dirname(executablePath), 'chrome-sandbox')).catch(() => null);
  if (helper && helper.uid === 0 && (helper.mode & SETUID) !== 0 && (await mayGainPrivileges())) return true;
  return run('unshare', ['--user', '--map-root-user', 'true'], { timeout: VERSION_WITHIN_MS, env: environmentForPrograms() }).then(
    () => true,
    () => false,
  );
}

/** A service or a container that was hardened may not, and then the helper gets nowhere. */
async function mayGainPrivileges(): Promise<boolean> {
  return /^NoNewPrivs:\s+0$/m.test(await readFile('/proc/self/status', 'utf8').catch(() => ''));
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function firstLine(error: unknown): string {
  const { message, stderr } = error as Error & { stderr?: string };
  return (stderr?.trim() || message).split('\n')[0] ?? '';
}

function missing(text: string): ChannelError {
  return new ChannelError('not_sent', 'browser_missing', text);
}
