import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LaunchOptions } from 'puppeteer';
import { environmentForPrograms } from '../../../platform/config.ts';
import type { BrowserProfile } from '../../channels.schema.ts';
import type { FoundBrowser } from './find.ts';
import { scratchFolder } from './scratch.ts';

type Wanted = { profileFolder: string; proxyUrl?: string; args: string[]; profile?: BrowserProfile };

// Longer than any single call to the page: a large file on its way out is one.
const PROTOCOL_TIMEOUT_MS = 180_000;
// On a machine that starts many at once.
const LAUNCH_TIMEOUT_MS = 60_000;

// What a server never needs, and what would call home by itself.
const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disk-cache-size=67108864',
];
// Measured with bench/web-memory.mjs; docs/PERFORMANCE.md has the figures.
const LEAN = ['--disable-software-rasterizer', '--in-process-gpu', '--enable-features=NetworkServiceInProcess2'];
// A full Chromium keeps a renderer at hand and opens pages of its own user interface that nobody sees.
const LEAN_FULL = [
  '--disable-site-isolation-trials',
  '--disable-features=IsolateOrigins,site-per-process,SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIReloadButton',
];
const FEATURES = /^--(enable|disable)-features=/;

/** What puppeteer needs to start a session's browser with little memory; `args` are further arguments, which win over ours. */
export function launchOptions(found: FoundBrowser, wanted: Wanted): LaunchOptions {
  const { profileFolder, proxyUrl, args, profile } = wanted;
  const own = [...QUIET, ...diet(found), ...walls(found), ...identity(profile), ...proxy(proxyUrl)];
  return {
    executablePath: found.executablePath,
    headless: found.shell ? 'shell' : true,
    userDataDir: profileFolder,
    args: mergeFeatures([...own, ...args]),
    env: environment(found, wanted),
    defaultViewport: null,
    timeout: LAUNCH_TIMEOUT_MS,
    protocolTimeout: PROTOCOL_TIMEOUT_MS,
    // The server stops its sessions itself, in order.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}

/** The process of the pages stays apart from the browser's own, so that a page that crashes takes nothing with it. */
function diet({ shell, sandbox }: FoundBrowser): string[] {
  // The zygote is what builds the sandbox; in a full Chromium it saves memory.
  return [...LEAN, ...(shell ? [] : LEAN_FULL), ...(shell && !sandbox ? ['--no-zygote'] : [])];
}

function walls({ sandbox }: FoundBrowser): string[] {
  return sandbox ? [] : ['--no-sandbox', '--disable-setuid-sandbox'];
}

function identity(profile: BrowserProfile | undefined): string[] {
  if (!profile) return [];
  const { languages, screen, userAgent } = profile;
  return [
    `--user-agent=${userAgent}`,
    `--lang=${languages[0]}`,
    `--accept-lang=${languages.join(',')}`,
    `--window-size=${screen.width},${screen.height}`,
    `--force-device-scale-factor=${screen.pixelRatio}`,
  ];
}

/** Credentials never stand in a command line, which everyone on the machine can read: they need a forwarder in front. */
function proxy(proxyUrl: string | undefined): string[] {
  if (proxyUrl === undefined) return [];
  const { protocol, host, username } = new URL(proxyUrl);
  if (username !== '') throw new Error('Chromium cannot be given the credentials of a proxy');
  return [`--proxy-server=${protocol}//${host}`, '--force-webrtc-ip-handling-policy=disable_non_proxied_udp'];
}

/** Of two lists of features Chromium reads only the last. */
function mergeFeatures(args: string[]): string[] {
  const features = (flag: string) => {
    const lists = args.filter((arg) => arg.startsWith(flag)).map((arg) => arg.slice(flag.length));
    return lists.length > 0 ? [flag + [...new Set(lists.flatMap((list) => list.split(',')))].join(',')] : [];
  };
  return [...args.filter((arg) => !FEATURES.test(arg)), ...features('--disable-features='), ...features('--enable-features=')];
}

function environment(found: FoundBrowser, { profileFolder, profile }: Wanted): Record<string, string> {
  const scratch = scratchFolder(dirname(profileFolder));
  return {
    ...environmentForPrograms(),
    ...found.env,
    ...(scratch !== null && existsSync(scratch) ? { TMPDIR: scratch } : {}),
    ...(profile ? { TZ: profile.timeZone } : {}),
  };
}
