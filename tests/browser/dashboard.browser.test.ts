import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer';
import { openBrowser } from '../../src/platform/testing/browser.ts';
import { startTestServer } from '../../src/platform/testing/server.ts';
import type { TestServer } from '../../src/platform/testing/server.ts';

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open' } });
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('opens on an empty server without breaking its own content security policy', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  // That nobody is signed in yet is no complaint.
  page.on('console', (message) => message.type() === 'error' && !message.text().includes('401') && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(server.url, { waitUntil: 'networkidle0' });
  expect(await page.title()).toContain('Waxwing');
  expect(complaints).toEqual([]);
}, 60_000);
