import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const here = fileURLToPath(new URL('.', import.meta.url));
const library = fileURLToPath(new URL('../../node_modules/whatsapp-web.js/src/', import.meta.url));

/** Channels but for a preview, shops, bots, events and customer notes: nothing of Waxwing asks for them. */
const LEFT_OUT = /Newsletter|^WAJids$|Biz|Bot|Event(Response|Edit)|^WAWebNoteAction$|^WAWebCountries/;

const textOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
const named = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''));

it('models each module that the library looks up, and none that it does not', () => {
  const asked = named(textOf(library), /(?:require\(|module:)\s*'(WA\w+)'/g);
  const modelled = named(textOf(join(here, 'page')), /define\(\s*'(WA\w+)'/g);
  expect([...asked].filter((name) => !modelled.has(name) && !LEFT_OUT.test(name))).toEqual([]);
  expect([...modelled].filter((name) => !asked.has(name))).toEqual([]);
});

it('is started and steered from a shell', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'standin-shell-'));
  const server = spawn(process.execPath, [join(here, 'serve.mjs'), '--dialect', 'today', '--dir', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const said = JSON.parse(await firstWords(server.stdout)) as { version: string; versionDir: string; origin: string };
    expect(readdirSync(said.versionDir)).toEqual([`${said.version}.html`]);
    expect(JSON.parse(await run('call', said.origin, 'person', '+15551230001', '{"name":"Ada"}'))).toMatchObject({ name: 'Ada' });
    expect(await run('call', said.origin, 'scan', '2@nothing', '{"phone":"+15550001000"}')).toContain('not shown by any browser');
  } finally {
    server.kill();
    rmSync(dir, { recursive: true });
  }
});

async function run(...given: string[]): Promise<string> {
  const caller = spawn(process.execPath, [join(here, 'serve.mjs'), ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
  return (await caller.stdout.toArray()).join('');
}

async function firstWords(output: NodeJS.ReadableStream): Promise<string> {
  for await (const words of output) return String(words);
  throw new Error('it said nothing');
}
