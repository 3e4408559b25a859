import { setTimeout as pause } from 'node:timers/promises';
import wweb from 'whatsapp-web.js';
import type { Client } from 'whatsapp-web.js';
import { browserOptions } from '../../src/platform/testing/browser.ts';
import { BROWSER_ARGS } from './standin.ts';
import type { Standin } from './standin.ts';

const PATIENCE_MS = 20_000;
const STEP_MS = 20;

/** The library as it comes from npm, with its ears open. */
export type Stock = {
  client: Client;
  /** Resolves when the library's own start has. */
  started: Promise<void>;
  /** What was said with each event of this name so far. */
  heard: (event: string) => unknown[][];
  /** What is said first with this event, once it has happened. */
  next: (event: string) => Promise<unknown[]>;
  /** Whether the library has loaded its functions into the page, but not yet all of its listeners. */
  isAttaching: () => Promise<boolean>;
  until: (condition: () => boolean | Promise<boolean>) => Promise<void>;
  /** What went wrong while the library injected itself again, which it leaves to nobody. */
  rejections: readonly unknown[];
  close: () => Promise<void>;
};

export type StockOptions = { pairWithPhoneNumber?: string; qrMaxRetries?: number };

/** A client of the library that keeps its session in this folder and sees our page as WhatsApp Web. */
export async function openStock(standin: Standin, folder: string, options: StockOptions = {}): Promise<Stock> {
  const browser = await browserOptions();
  const client = new wweb.Client({
    authStrategy: new wweb.LocalAuth({ dataPath: folder }),
    webVersion: standin.version,
    webVersionCache: { type: 'local', path: standin.versionDir, strict: true },
    puppeteer: { ...browser, args: [...browser.args, ...BROWSER_ARGS] },
    authTimeoutMs: 10_000,
    qrMaxRetries: options.qrMaxRetries ?? 0,
    ...(options.pairWithPhoneNumber ? { pairWithPhoneNumber: { phoneNumber: options.pairWithPhoneNumber } } : {}),
  });
  const said: { event: string; given: unknown[] }[] = [];
  const emit = client.emit.bind(client);
  client.emit = (event: string, ...given: unknown[]) => {
    said.push({ event, given });
    return emit(event, ...given);
  };
  const heard = (event: string) => said.filter((one) => one.event === event).map(({ given }) => given);
  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (Date.now() > giveUpAt) throw new Error(`it did not become so; heard: ${said.map(({ event }) => event).join(', ')}`);
      await pause(STEP_MS);
    }
  }
  const rejections = containInjections(client);
  const starting = client.initialize();
  starting.catch(() => {});

  return {
    client,
    started: starting,
    heard,
    rejections,
    isAttaching: async () => !(await client.pupPage?.evaluate('typeof window.onPollVoteEvent === "function"')),
    until,
    async next(event) {
      await until(() => heard(event).length > 0);
      return heard(event)[0] ?? [];
    },
    async close() {
      await Promise.race([starting.catch(() => {}), pause(PATIENCE_MS, undefined, { ref: false })]);
      const browserProcess = client.pupBrowser?.process();
      await client.pupBrowser?.close();
      // The library may be closing it at the same time, and its folder is deleted next.
      if (browserProcess) await until(() => browserProcess.exitCode !== null || browserProcess.signalCode !== null);
    },
  };
}

/** The library injects itself again at each navigation and awaits that nowhere: a closed browser would end the process. */
function containInjections(client: Client & { inject?: () => Promise<void> }): readonly unknown[] {
  const rejections: unknown[] = [];
  const inject = client.inject?.bind(client);
  let isFirst = true;
  client.inject = async () => {
    const injecting = inject?.();
    if (!isFirst) return injecting?.catch((error: unknown) => void rejections.push(error));
    isFirst = false;
    return injecting;
  };
  return rejections;
}
