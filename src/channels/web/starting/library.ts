import type { EventEmitter } from 'node:events';
import type { Browser, Page } from 'puppeteer';
import wwebjs from 'whatsapp-web.js';
import type { PinnedBuild } from './settings.ts';

/** The library's client as we use it: its public calls, and the two inner ones that we come between. */
export type LibraryClient = EventEmitter & {
  pupBrowser: Browser | null;
  pupPage: Page | null;
  initialize(): Promise<void>;
  inject(): Promise<void>;
  attachEventListeners(): Promise<void>;
  initWebVersionCache(): Promise<void>;
  destroy(): Promise<void>;
  requestPairingCode(phone: string, showNotification: boolean, intervalMs: number): Promise<string>;
  cancelPairingCode(): Promise<void>;
};

export type LibraryHooks = {
  /** The browser is up and its page is empty. */
  launched: (browser: Browser, page: Page) => Promise<void>;
  /** The page has loaded and is about to be looked into. */
  loaded: () => void;
  /** The library's functions are in the page; its listeners are not yet. */
  beforeListening: () => Promise<void>;
  /** All listeners are attached, or an error says why not: the library would say `ready` in both cases. */
  listening: (failure: Error | null) => void;
};

const Client = wwebjs.Client as unknown as new (options: object) => LibraryClient;

/** The library's client with its inner steps made known; each call makes options of its own, since the library keeps and changes them. */
export function createLibraryClient(options: object, build: PinnedBuild | null, hooks: LibraryHooks): LibraryClient {
  const pinned = build && { webVersion: build.version, webVersionCache: { type: 'local', path: build.folder, strict: true } };
  return new WatchedClient({ ...options, ...pinned, authStrategy: profileStrategy(hooks) }, build !== null, hooks);
}

class WatchedClient extends Client {
  readonly #pinned: boolean;
  readonly #hooks: LibraryHooks;

  constructor(options: object, pinned: boolean, hooks: LibraryHooks) {
    super(options);
    this.#pinned = pinned;
    this.#hooks = hooks;
  }

  /** Without a pin the library reads the page's text for a copy that nobody wants, and does not survive that it cannot. */
  override async initWebVersionCache(): Promise<void> {
    if (this.#pinned) await super.initWebVersionCache();
  }

  override async inject(): Promise<void> {
    this.#hooks.loaded();
    await super.inject();
  }

  override async attachEventListeners(): Promise<void> {
    try {
      await this.#hooks.beforeListening();
      await super.attachEventListeners();
    } catch (error) {
      this.#hooks.listening(asError(error));
      throw error;
    }
    this.#hooks.listening(null);
  }

  /** The library also calls this without waiting for it. */
  override async destroy(): Promise<void> {
    await super.destroy().catch(() => undefined);
  }
}

/**
 * The browser's profile is the session, and it is ours: the library's own strategy removes it under the running browser
 * when the phone logs out.
 */
function profileStrategy(hooks: LibraryHooks) {
  let client: LibraryClient | null = null;
  const nothing = async () => undefined;
  return {
    setup: (owner: LibraryClient) => {
      client = owner;
    },
    afterBrowserInitialized: async () => {
      if (client?.pupBrowser && client.pupPage) await hooks.launched(client.pupBrowser, client.pupPage);
    },
    onAuthenticationNeeded: async () => ({ failed: false, restart: false, failureEventPayload: undefined }),
    beforeBrowserInitialized: nothing,
    getAuthEventPayload: nothing,
    afterAuthReady: nothing,
    disconnect: nothing,
    destroy: nothing,
    logout: nothing,
  };
}

/** The library also throws plain strings. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
