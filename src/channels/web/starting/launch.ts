import type { Browser, Page } from 'puppeteer';
import type { AlarmClock } from '../../alarm-clock.ts';
import type { StartOptions } from '../../contract.ts';
import { ChannelError, notConnected } from '../../errors.ts';
import { blockUnshown, findBrowser, launchOptions, ownTree, profileFolder } from '../browser/browser.ts';
import type { FoundBrowser, OwnTree } from '../browser/browser.ts';
import { withDeadline } from './deadline.ts';
import { asError, createLibraryClient } from './library.ts';
import type { LibraryClient, LibraryHooks } from './library.ts';
import { openProxy } from './proxy.ts';
import type { OpenedProxy } from './proxy.ts';
import { pinnedBuild } from './settings.ts';
import type { WebSettings } from './settings.ts';

// Each step has its own: the library waits for ever for all of them.
const LAUNCH_WITHIN_MS = 40_000;
const LOAD_WITHIN_MS = 40_000;
const INJECT_WITHIN_MS = 40_000;
const VERSION_WITHIN_MS = 30_000;
const CLOSE_WITHIN_MS = 3_500;

export type LaunchParts = Pick<StartOptions, 'clock' | 'log' | 'sessionFolder' | 'proxyUrl' | 'profile' | 'settings'> & {
  webSettings: WebSettings;
  hooks: Omit<LibraryHooks, 'loaded'>;
  /** Everything the library says, from its first word on. */
  listen: (client: LibraryClient) => void;
};

/** A browser with the page in it, and how it ends; it ends in every case, also while it is still coming up. */
export type Launch = {
  tree: OwnTree;
  /** Resolves once the library has looked into the loaded page. */
  up(): Promise<{ client: LibraryClient; browser: Browser; page: Page }>;
  /** With a grace, the browser may write down what it holds. */
  end(grace: boolean): Promise<void>;
};

export function launch(parts: LaunchParts): Launch {
  const { clock, log, sessionFolder } = parts;
  const tree = ownTree(sessionFolder);
  const state: { over: boolean; client: LibraryClient | null; proxy: OpenedProxy | null } = { over: false, client: null, proxy: null };

  async function up() {
    const build = await pinnedBuild(parts.webSettings, parts.settings);
    const found = await findBrowser(parts.webSettings);
    if (parts.proxyUrl !== undefined) state.proxy = await openProxy(parts.proxyUrl);
    const steps = createSteps(clock);
    const hooks: LibraryHooks = {
      ...parts.hooks,
      launched: async (browser, page) => {
        tree.adopt(browser);
        if (state.over) throw notConnected('The session was ended while it was starting.');
        await blockUnshown(page);
        await parts.hooks.launched(browser, page);
        steps.next('load', LOAD_WITHIN_MS);
      },
      loaded: () => steps.next('inject', INJECT_WITHIN_MS),
    };
    const options = {
      puppeteer: browserOptions(found, parts, state.proxy),
      userAgent: false,
      authTimeoutMs: VERSION_WITHIN_MS,
    };
    // The last moment in which nothing has to be undone.
    if (state.over) throw notConnected('The session was ended while it was starting.');
    const client = createLibraryClient(options, build, hooks);
    state.client = client;
    parts.listen(client);
    await steps.during(client.initialize());
    if (!client.pupBrowser || !client.pupPage || state.over) throw notConnected('The session was ended while it was starting.');
    return { client, browser: client.pupBrowser, page: client.pupPage };
  }

  async function close(): Promise<void> {
    const { client, proxy } = state;
    const late = () => new Error('the browser did not close by itself');
    if (client)
      await withDeadline(clock, client.destroy(), CLOSE_WITHIN_MS, late).catch((err: unknown) =>
        log.warn({ err }, 'a browser is ended by force'),
      );
    await proxy?.close();
  }

  return {
    tree,
    up: () => up().catch((thrown: unknown) => Promise.reject(meaningOfFailedStart(asError(thrown)))),
    async end(grace) {
      state.over = true;
      // What hangs holds the library's own closing up as well.
      if (grace) await close();
      else await state.proxy?.close();
      await tree.end();
      state.client?.removeAllListeners();
    },
  };
}

function browserOptions(found: FoundBrowser, { sessionFolder, profile, webSettings }: LaunchParts, proxy: OpenedProxy | null) {
  // Without one, the shell would tell everybody what it is.
  const major = /\d+/.exec(found.version)?.[0] ?? '147';
  const plain = `--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
  return launchOptions(found, {
    profileFolder: profileFolder(sessionFolder),
    args: [...(profile ? [] : [plain]), ...webSettings.chromiumArgs],
    ...(proxy && { proxyUrl: proxy.url }),
    ...(profile && { profile }),
  });
}

/** Deadlines for steps that follow each other inside one call of the library. */
function createSteps(clock: AlarmClock) {
  let cancel: (() => void) | undefined;
  let fail: (error: Error) => void = () => undefined;
  const overdue = new Promise<never>((_, reject) => (fail = reject));
  overdue.catch(() => undefined);

  function next(step: 'launch' | 'load' | 'inject', withinMs: number): void {
    cancel?.();
    const late = () => fail(new ChannelError('retryable', 'timed_out', `The step "${step}" took longer than ${withinMs} ms.`));
    cancel = clock.at(clock.now().getTime() + withinMs, late);
  }
  return {
    next,
    async during(work: Promise<void>): Promise<void> {
      next('launch', LAUNCH_WITHIN_MS);
      work.catch(() => undefined);
      try {
        await Promise.race([work, overdue]);
      } finally {
        cancel?.();
      }
    },
  };
}

const PROXY_FAILURE = /ERR_(PROXY|TUNNEL|SOCKS|MANDATORY_PROXY)/;
const NETWORK_FAILURE = /net::ERR_/;

/** What the library, puppeteer or Chromium meant when a start failed. */
export function meaningOfFailedStart(cause: Error): ChannelError {
  if (cause instanceof ChannelError) return cause;
  const { message } = cause;
  if (PROXY_FAILURE.test(message))
    return new ChannelError('retryable', 'proxy_failed', 'WhatsApp Web could not be reached through the proxy.', { cause });
  if (NETWORK_FAILURE.test(message))
    return new ChannelError('retryable', 'service_unavailable', 'WhatsApp Web could not be reached.', { cause });
  if (message === 'auth timeout')
    return new ChannelError('retryable', 'service_unavailable', 'What was loaded did not become WhatsApp Web in time.', { cause });
  return new ChannelError('retryable', 'service_unavailable', `The browser could not be brought up: ${message.slice(0, 300)}`, { cause });
}
