import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer';
import type { FoundBrowser } from './find.ts';
import { launchOptions } from './launch.ts';
import { prepareProfile, profileFolder } from './profile.ts';
import { ownTree } from './tree.ts';

/** Starts the browser as a session would, opens a page and ends it; how long it took until the page was there. */
export async function tryBrowser(found: FoundBrowser, args: string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'waxwing-trial-'));
  const tree = ownTree(folder);
  const began = performance.now();
  try {
    await prepareProfile(folder);
    const browser = await puppeteer.launch(launchOptions(found, { profileFolder: profileFolder(folder), args }));
    tree.adopt(browser);
    const [page] = await browser.pages();
    await page?.goto('data:text/html,<title>trial</title>');
    const tookMs = performance.now() - began;
    await browser.close();
    return tookMs;
  } finally {
    await tree.end();
    await rm(folder, { recursive: true, force: true });
  }
}
