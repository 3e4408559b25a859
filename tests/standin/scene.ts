import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStock } from './stock.ts';
import type { Stock, StockOptions } from './stock.ts';
import { startStandin } from './standin.ts';
import type { Standin, StandinOptions } from './standin.ts';

export const OWN = '+15550001000';
export const FRIEND = '+15551230001';
export const friendId = '15551230001@c.us';

/** One stand-in and one stock client on it, for a test. */
export type Scene = {
  standin: Standin;
  stock: Stock;
  /** Ends the client as it is and starts another one on its profile. */
  restart: (end?: (stock: Stock) => Promise<void>) => Promise<Stock>;
  /** A second client on the same stand-in. */
  another: () => Promise<Stock>;
  close: () => Promise<void>;
};

export async function openScene(options: StandinOptions = {}, stockOptions: StockOptions = {}): Promise<Scene> {
  const standin = await startStandin(options);
  const folder = mkdtempSync(join(tmpdir(), 'standin-stock-'));
  const others: Stock[] = [];
  const scene: Scene = {
    standin,
    stock: await openStock(standin, folder, stockOptions),
    async restart(end = (stock) => stock.close()) {
      await end(scene.stock);
      scene.stock = await openStock(standin, folder, stockOptions);
      return scene.stock;
    },
    async another() {
      const other = await openStock(standin, join(folder, `other-${others.length}`), stockOptions);
      others.push(other);
      return other;
    },
    async close() {
      for (const stock of [scene.stock, ...others]) await stock.close();
      await standin.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  return scene;
}

/** A scene whose client is linked, and ready where this dialect lets it be. */
export async function openLinked(options: StandinOptions = {}): Promise<Scene> {
  const scene = await openScene(options);
  try {
    await link(scene);
    return scene;
  } catch (error) {
    await scene.close();
    throw error;
  }
}

async function link({ standin, stock }: Scene): Promise<void> {
  const [qr] = await stock.next('qr');
  // The code is shown before the library listens for the sync, and a test scans faster than anybody.
  await stock.started;
  standin.scan(String(qr), { phone: OWN, name: 'Shop' });
  await stock.next('authenticated');
  if (standin.changes.earlySync) {
    // The first attempt to attach the listeners failed; the library takes the next change of the sync for success.
    await stock.until(async () => !(await stock.isAttaching()));
    standin.resync(OWN);
  }
  await stock.next('ready');
}
