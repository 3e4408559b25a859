// What one more browser costs at rest: launched as puppeteer does by default, and as the web channel does. Memory is the sum of PSS over
// all processes (what is shared is counted once), taken after the pages have settled.
// node bench/web-memory.mjs [--browser PATH|packaged] [--with "more arguments"] [--counts 1,3,6,10] [--rest 30]   (after npm run build)
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import puppeteer from 'puppeteer';
import { findBrowser, launchOptions, ownTree, prepareProfile, profileFolder } from '../dist/channels/web/browser/browser.js';
import { browsersIn } from './process-groups.mjs';

const { values } = parseArgs({
  options: {
    browser: { type: 'string' },
    with: { type: 'string', default: '' },
    counts: { type: 'string', default: '1,3,6,10' },
    rest: { type: 'string', default: '30' },
    only: { type: 'string', default: 'default,ours' },
  },
});
const COUNTS = values.counts.split(',').map(Number);
const REST_SECONDS = Number(values.rest);
const SETTLE_MS = 8_000;
// A page that works a little: storage that is written, a picture, a timer, some objects that live.
const PAGE = `<!doctype html><title>page</title><canvas id="c" width="264" height="264"></canvas><script>
  const kept = Array.from({ length: 100000 }, (_, i) => ({ id: i, text: 'message ' + i }));
  const c = document.getElementById('c').getContext('2d');
  for (let i = 0; i < 1000; i++) c.fillRect((i * 7) % 264, (i * 13) % 264, 4, 4);
  indexedDB.open('store', 1).onupgradeneeded = (event) => event.target.result.createObjectStore('things', { keyPath: 'id' });
  localStorage.setItem('linked', 'yes');
  setInterval(() => { kept[kept.length % 97].text = String(Date.now()); }, 1000);
</script>`;

const found = await browser();
const pages = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(PAGE));
await new Promise((resolve) => pages.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${pages.address().port}/`;

console.log(
  `${found.version} (${found.shell ? 'headless shell' : 'full'}, ${found.sandbox ? 'with' : 'without'} sandbox), ${cpus().length} cores`,
);
const kinds = { default: plain, ours: (folder) => launchOptions(found, { profileFolder: profileFolder(folder), args: moreArguments() }) };
for (const kind of values.only.split(',')) console.log(`${kind.padEnd(8)} ${await measure(kinds[kind])}`);
pages.close();

async function browser() {
  if (values.browser !== 'packaged') return findBrowser({ chromiumPath: values.browser ?? process.env.CHROMIUM_PATH ?? null });
  return findBrowser({ chromiumPath: null }, { installed: [], downloaded: [] });
}

/** As whatsapp-web.js launches it when nobody gives it options, but that root has to do without a sandbox. */
function plain(folder) {
  return {
    executablePath: found.executablePath,
    env: { ...process.env, ...found.env },
    userDataDir: profileFolder(folder),
    headless: found.shell ? 'shell' : true,
    args: ['--disable-blink-features=AutomationControlled', ...(found.sandbox ? [] : ['--no-sandbox'])],
    defaultViewport: null,
  };
}

function moreArguments() {
  return values.with.split(' ').filter((argument) => argument !== '');
}

async function measure(optionsFor) {
  const sessions = await mkdtemp(join(tmpdir(), 'waxwing-bench-'));
  const trees = [];
  const columns = [];
  const totals = new Map();
  try {
    for (const count of COUNTS) {
      while (trees.length < count) trees.push(await open(join(sessions, String(trees.length)), optionsFor));
      await pause(SETTLE_MS);
      const bytes = await sum(trees, (tree) => tree.pssBytes());
      totals.set(count, bytes / 1e6);
      columns.push(`n=${count}: ${(bytes / 1e6).toFixed(0)} MB (${(bytes / 1e6 / count).toFixed(0)})`);
    }
    const before = await browsersIn(sessions);
    await pause(REST_SECONDS * 1_000);
    const share = ((await browsersIn(sessions)).cpuSeconds - before.cpuSeconds) / REST_SECONDS / trees.length;
    const [last, first] = [COUNTS.at(-1), COUNTS.find((count) => count >= 3) ?? COUNTS[0]];
    const marginal = last > first ? (totals.get(last) - totals.get(first)) / (last - first) : Number.NaN;
    return `${columns.join('   ')}   one more: ${marginal.toFixed(0)} MB, ${(share * 100).toFixed(2)} % of a core at rest`;
  } finally {
    for (const tree of trees) await tree.end();
    await rm(sessions, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function open(folder, optionsFor) {
  await prepareProfile(folder);
  const tree = ownTree(folder);
  const opened = await puppeteer.launch(optionsFor(folder));
  tree.adopt(opened);
  const [page] = await opened.pages();
  await page.goto(url);
  return tree;
}

async function sum(items, amount) {
  return (await Promise.all(items.map(amount))).reduce((total, each) => total + each, 0);
}
