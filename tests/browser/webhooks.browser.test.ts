import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AxePuppeteer } from '@axe-core/puppeteer';
import type { Browser, Page } from 'puppeteer';
import { openApi, TEST_PASSWORD, until } from '../../src/platform/testing/api.ts';
import { openBrowser } from '../../src/platform/testing/browser.ts';
import { startTestServer } from '../../src/platform/testing/server.ts';
import type { TestServer } from '../../src/platform/testing/server.ts';
import { startReceiver } from '../../src/webhooks/testing/receiver.ts';
import type { Receiver } from '../../src/webhooks/testing/receiver.ts';

let server: TestServer;
let browser: Browser;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  server = await startTestServer({ env: { OUTBOUND_ALLOW: '127.0.0.1' } });
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await receiver?.stop();
});

const press = (page: Page, role: string, name: string) => page.locator(`::-p-aria(${name}[role="${role}"])`).click();
const see = (page: Page, text: string) => page.waitForSelector(`::-p-text(${text})`, { timeout: 20_000 });

/** Where somebody wants to look at the pages: SCREENSHOTS names a folder. */
async function look(page: Page, name: string): Promise<void> {
  const { violations } = await new AxePuppeteer(page).withTags(['wcag2a', 'wcag2aa']).analyze();
  expect([name, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])]).toEqual([name, []]);
  const folder = process.env['SCREENSHOTS'];
  if (!folder) return;
  for (const width of [1440, 768, 390]) {
    await page.setViewport({ width, height: 900 });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`) });
  }
  await page.setViewport({ width: 1440, height: 900 });
}

it('adds a webhook, tests it, and shows what happens live, in the log and in the list of events', async () => {
  const api = await openApi(server).register({ email: 'ada@example.com' });
  const client = (await api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body;
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(`${server.url}/webhooks`);
  await page.locator('input[autocomplete="username"]').fill('ada@example.com');
  await page.locator('input[autocomplete="current-password"]').fill(TEST_PASSWORD);
  await press(page, 'button', 'Sign in');
  await see(page, 'Hear of everything at once');
  await press(page, 'button', 'Add a webhook');
  await page.locator('input[placeholder^="https://example.com"]').fill(`${receiver.url}/hook`);
  await see(page, 'message.received');
  await look(page, 'webhook-create');
  await page.locator('input[type="radio"][value="all"]').click();
  await press(page, 'button', 'Add webhook');
  await see(page, 'whsec_');
  await press(page, 'button', 'I have saved it');
  await page.waitForSelector('[role="dialog"]', { hidden: true });
  await see(page, 'Active');
  await look(page, 'webhooks');
  await press(page, 'link', `${receiver.url}/hook`);
  await press(page, 'button', 'Send a test');
  await see(page, 'It arrived');
  await page.locator('[role="dialog"] footer button, [role="dialog"] ::-p-aria(Close[role="button"])').click();
  expect(receiver.received).toHaveLength(1);

  await api.post(`/v1/clients/${client.id}/pause`, {});
  await until(() => receiver.received.length === 2);
  await see(page, 'client.paused');
  await look(page, 'webhook');
  await press(page, 'button', 'client.paused');
  await see(page, 'webhook-signature');
  await look(page, 'delivery');

  await page.goto(`${server.url}/events`);
  await see(page, 'client.paused');
  await see(page, 'Live');
  await api.post(`/v1/clients/${client.id}/resume`);
  await see(page, 'client.resumed');
  await look(page, 'events');
}, 120_000);

it('shows a change of a number without being asked for it', async () => {
  const page = (await browser.pages()).at(-1) as Page;
  const api = await openApi(server).post('/v1/auth/login', { email: 'ada@example.com', password: TEST_PASSWORD });
  const owner = openApi(server, api.body.accessToken);
  const [{ id }] = (await owner.get('/v1/clients')).body.data;
  await page.goto(`${server.url}/numbers/${id}`);
  await see(page, 'Stopped');
  await owner.post(`/v1/clients/${id}/start`);
  await page.waitForSelector('img[alt^="Code to link"]', { timeout: 20_000 });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await owner.post(`/v1/clients/${id}/sandbox/scan`, {});
  await see(page, 'is ready to send and receive');
  expect(asked).toContain(`/v1/clients/${id}`);
}, 60_000);
