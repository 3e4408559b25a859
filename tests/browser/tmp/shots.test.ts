import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { writeFileSync } from 'node:fs';
import { openBrowser } from '../../../src/platform/testing/browser.ts';
import { startTestServer } from '../../../src/platform/testing/server.ts';
it('shots', async () => {
  const server = await startTestServer({ env: { BCRYPT_COST: '10', REGISTRATION: 'open' } });
  const browser = await openBrowser();
  try {
    const { id } = JSON.parse((await promisify(execFile)('node', ['/tmp/contacts-next/seed.mjs', server.url])).stdout);
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(server.url);
    await page.locator('input[autocomplete="username"]').fill('ada@example.com');
    await page.locator('input[autocomplete="current-password"]').fill('Zq7!unusual-Wing');
    await page.locator('button[type="submit"]').click();
    await page.waitForSelector('nav');
    await new Promise((r) => setTimeout(r, 2000));
    const shots: [string, string][] = [['list', '/contacts'], ['detail', `/contacts/${id}`], ['segments', '/contacts/segments'], ['import', '/contacts/import'], ['consent', '/contacts/consent']];
    for (const scheme of (process.env.SCHEMES ?? 'light').split(','))
      for (const width of (process.env.WIDTHS ?? '1440').split(',').map(Number)) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.setViewport({ width, height: width < 500 ? 844 : 900 });
        for (const [name, path] of shots) {
          await page.goto(server.url + path);
          await new Promise((r) => setTimeout(r, 1800));
          if (name === 'segments' && process.env.BUILD) { await page.locator('::-p-text(Newsletter, reachable)').click(); await new Promise((r) => setTimeout(r, 1200)); }
          if (name === 'import' && process.env.BUILD) {
            writeFileSync('/tmp/contacts-shots/people.csv', 'Mobile phone;Full name;Town;Size\n0151 12340102;Nora Lind;Kiel;38\n0151 12340103;Otto Klein;Bonn;41\nbad;Paul;Ulm;40\n');
            const input = await page.waitForSelector('input[type=file]');
            await (input as unknown as { uploadFile(p: string): Promise<void> }).uploadFile('/tmp/contacts-shots/people.csv');
            await new Promise((r) => setTimeout(r, 1500));
            await page.locator('::-p-text(Try it first)').click();
            await new Promise((r) => setTimeout(r, 2500));
          }
          await page.screenshot({ path: `/tmp/contacts-shots/${name}-${width}-${scheme}${process.env.BUILD ? '-b' : ''}.png` as `${string}.png`, fullPage: false });
        }
      }
    console.error('PROBLEMS', JSON.stringify(problems));
    expect(1).toBe(1);
  } finally {
    await browser.close();
    await server.stop();
  }
}, 300_000);
