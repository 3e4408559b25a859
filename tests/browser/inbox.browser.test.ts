import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AxePuppeteer } from '@axe-core/puppeteer';
import type { Browser, Page } from 'puppeteer';
import sharp from 'sharp';
import { talkOf } from '../../src/messages/testing/talk.ts';
import { openApi, TEST_PASSWORD, until } from '../../src/platform/testing/api.ts';
import { openBrowser } from '../../src/platform/testing/browser.ts';
import { startTestServer } from '../../src/platform/testing/server.ts';
import type { TestServer } from '../../src/platform/testing/server.ts';

const ANN = '+15551230001';

let server: TestServer;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waxwing-inbox-'));
  server = await startTestServer();
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true });
});

const press = (page: Page, role: string, name: string) => page.locator(`::-p-aria(${name}[role="${role}"])`).click();
const see = (page: Page, text: string) => page.waitForSelector(`::-p-text(${text})`, { timeout: 20_000 });

/** Where somebody wants to look at the pages: SCREENSHOTS names a folder. */
async function look(page: Page, name: string): Promise<void> {
  const { violations } = await new AxePuppeteer(page).withTags(['wcag2a', 'wcag2aa']).analyze();
  expect([name, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])]).toEqual([name, []]);
  const screenshots = process.env['SCREENSHOTS'];
  if (!screenshots) return;
  for (const width of [1440, 390]) {
    await page.setViewport({ width, height: 900 });
    await page.screenshot({ path: join(screenshots, `${name}-${width}.png`) });
  }
  await page.setViewport({ width: 1440, height: 900 });
}

it('shows what people write, and takes an answer and files to them', async () => {
  const api = await openApi(server).register({ email: 'ada@example.com' });
  const talk = talkOf(api, server.db);
  const clientId = await talk.linked();
  await talk.arrives(clientId, { from: ANN, name: 'Ann Archer', type: 'text', text: { body: 'Is the shop open?' } });
  await until(async () => (await talk.messages(clientId)).length === 1);

  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(`${server.url}/inbox`);
  await page.locator('input[autocomplete="username"]').fill('ada@example.com');
  await page.locator('input[autocomplete="current-password"]').fill(TEST_PASSWORD);
  await press(page, 'button', 'Sign in');
  await page.locator('::-p-text(Unassigned)').click();
  await page.locator('::-p-text(Ann Archer)').click();
  await see(page, 'Is the shop open?');
  await page.locator('textarea').fill('Until six.');
  await page.keyboard.press('Enter');
  await until(async () => (await talk.sent(clientId)).length === 1, 30_000);
  expect((await talk.sent(clientId))[0]).toMatchObject({ to: ANN, type: 'text', text: { body: 'Until six.' } });

  const picture = join(folder, 'door.png');
  await writeFile(
    picture,
    await sharp({ create: { width: 200, height: 120, channels: 3, background: '#2f855a' } })
      .png()
      .toBuffer(),
  );
  const letter = join(folder, 'hours.txt');
  await writeFile(letter, 'Nine to six.');
  await (await page.$('input[type="file"]'))?.uploadFile(picture, letter);
  await see(page, 'door.png');
  await page.locator('textarea').fill('Our door');
  await look(page, 'inbox-attach');
  await press(page, 'button', 'Send');
  await until(async () => (await talk.sent(clientId)).length === 3, 30_000);
  expect((await talk.sent(clientId)).slice(1)).toMatchObject([
    { type: 'image', image: { caption: 'Our door' } },
    { type: 'document', document: { fileName: 'hours.txt' } },
  ]);
  await page.waitForSelector('img[alt="door.png"]', { timeout: 20_000 });
  await look(page, 'inbox-sent');
}, 180_000);
