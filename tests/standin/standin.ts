import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblePage } from './server/assemble.ts';
import { createControls } from './server/controls.ts';
import type { Controls } from './server/controls.ts';
import { createPort } from './server/http.ts';
import { createLinking } from './server/linking.ts';
import { settingsOf } from './server/options.ts';
import type { Changes, StandinOptions } from './server/options.ts';
import { createWorld } from './server/world.ts';

export type { Changes, Dialect, StandinOptions } from './server/options.ts';

export type Standin = Controls & {
  /** For the library's `webVersion`, and for `WA_WEB_VERSION`. */
  version: string;
  /** The folder of the library's local version cache, and for `WA_WEB_VERSION_DIR`. */
  versionDir: string;
  origin: string;
  /** The rows that this page has changed. */
  changes: Changes;
  close(): Promise<void>;
};

/** Lets a page on web.whatsapp.com reach a port of this machine. */
export const BROWSER_ARGS = ['--disable-features=LocalNetworkAccessChecks'];

/** Starts WhatsApp's server and everybody's phones on a free port, and writes the page that talks to them. */
export async function startStandin(options: StandinOptions = {}): Promise<Standin> {
  const settings = settingsOf(options);
  const world = createWorld(settings);
  const linking = createLinking(world);
  const controls = createControls(world, linking);
  const server = createPort(world, linking, async (method, parameters) => {
    const control = (controls as Record<string, (...given: unknown[]) => unknown>)[method];
    if (!control) throw new Error(`there is no control called ${method}`);
    return control(...parameters);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(settings.port, '127.0.0.1', resolve));

  const origin = options.origin ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const versionDir = options.versionDir ?? mkdtempSync(join(tmpdir(), 'standin-'));
  mkdirSync(versionDir, { recursive: true });
  const { version, changes, syncMs, landing, ballastMb } = settings;
  writeFileSync(join(versionDir, `${version}.html`), assemblePage({ origin, version, changes, syncMs, landing, ballastMb }));

  return {
    ...controls,
    version,
    versionDir,
    origin,
    changes,
    async close() {
      for (const timer of world.timers) clearTimeout(timer);
      world.pages.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (!options.versionDir) rmSync(versionDir, { recursive: true, force: true });
    },
  };
}
