import { afterAll, beforeAll, expect, it } from '@jest/globals';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import type { Browser, Page } from 'puppeteer';
import { openBrowser } from '../../src/platform/testing/browser.ts';
import { startTestServer } from '../../src/platform/testing/server.ts';
import type { TestServer } from '../../src/platform/testing/server.ts';

const MOST_CLICKS = 8;
const MOST_SECONDS = 120;

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startTestServer();
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Everything a person does here with the mouse, counted; typing and the Tab key are free. */
function personAt(page: Page) {
  let clicks = 0;
  const click = async (role: 'button' | 'link', name: string) => {
    clicks += 1;
    await page.locator(`::-p-aria(${name}[role="${role}"])`).click();
  };
  /** Into the field that a password manager would fill the same way. */
  const type = async (autocomplete: string, text: string) => {
    await page.locator(`input[autocomplete="${autocomplete}"]`).fill(text);
  };
  const find = (selector: string) =>
    page.waitForSelector(selector, { timeout: 30_000 }).catch(async (cause: unknown) => {
      const text = await page.$eval('body', (body) => (body as unknown as { innerText: string }).innerText);
      throw new Error(`${selector} is not on the page, which says: ${text}`, { cause });
    });
  const see = (text: string) => find(`::-p-text(${text})`);
  return { click, type, find, see, clicks: () => clicks };
}

it('brings a new person from an empty server to a linked sandbox number in eight clicks', async () => {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  const startedAt = Date.now();
  await page.goto(server.url);
  const person = personAt(page);
  await person.type('organization', 'Acme');
  await person.type('name', 'Ada');
  await person.type('username', 'ada@example.com');
  await person.type('new-password', 'Zq7!unusual-Wing');
  await person.click('button', 'Create organization');
  await person.see('Link your first number');
  await person.click('button', 'Add a number');
  await person.see('How is it linked?');
  await person.click('button', 'Add and link');
  const code = await person.find('img[alt^="Code to link"]');
  expect(await readQr(page, await code?.evaluate((image) => (image as unknown as { src: string }).src))).toMatch(/\S{10,}/);
  await person.click('button', 'Scan it');
  await person.see('is ready to send and receive');
  expect(person.clicks()).toBeLessThanOrEqual(MOST_CLICKS);
  expect((Date.now() - startedAt) / 1000).toBeLessThan(MOST_SECONDS);
}, 120_000);

/** What a phone's camera would read off the picture. */
async function readQr(page: Page, source: string | undefined): Promise<string | null> {
  const base64 = /^data:image\/png;base64,(.+)$/.exec(source ?? '')?.[1] ?? (await pictureBehind(page, source ?? ''));
  const { data, width, height } = PNG.sync.read(Buffer.from(base64, 'base64'));
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data ?? null;
}

async function pictureBehind(page: Page, source: string): Promise<string> {
  const answer = await page.evaluate(async (url) => {
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  }, source);
  return answer;
}
