import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChannelError } from '../../errors.ts';
import { findBrowser } from './find.ts';

let folder: string;
const nowhere = { installed: [], downloaded: [] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'browsers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const working = (name: string, version = 'Chromium 999.1') => program(name, `echo "${version}"`);

describe('which browser is used', () => {
  it('takes CHROMIUM_PATH before any other', async () => {
    const chromiumPath = await working('mine');
    const installed = [await working('chromium')];
    expect(await findBrowser({ chromiumPath }, { ...nowhere, installed })).toMatchObject({
      executablePath: chromiumPath,
      source: 'CHROMIUM_PATH',
      version: 'Chromium 999.1',
      shell: false,
    });
  });

  it('takes an installed one, then one that puppeteer has downloaded', async () => {
    const installed = [join(folder, 'absent'), await working('installed')];
    const downloaded = [await working('chrome-headless-shell')];
    expect(await findBrowser({ chromiumPath: null }, { installed, downloaded })).toMatchObject({ source: 'installed' });
    expect(await findBrowser({ chromiumPath: null }, { ...nowhere, downloaded })).toMatchObject({ source: 'puppeteer', shell: true });
  });

  it('passes over one that does not work', async () => {
    const installed = [await program('broken', 'echo "libnss3.so: not found" >&2; exit 127'), await working('good')];
    expect(await findBrowser({ chromiumPath: null }, { ...nowhere, installed })).toMatchObject({ executablePath: join(folder, 'good') });
  });

  it('says what is wrong with CHROMIUM_PATH', async () => {
    const refused = async (chromiumPath: string) => {
      const error = await findBrowser({ chromiumPath }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ChannelError);
      expect(error).toMatchObject({ outcome: 'not_sent', reason: 'browser_missing' });
      return (error as ChannelError).message;
    };
    expect(await refused('/nowhere/chromium')).toBe('CHROMIUM_PATH: there is no file /nowhere/chromium.');
    expect(await refused(folder)).toContain('is no program that this user may run');
    const broken = await program('lacking', 'echo "libnss3.so: cannot open shared object file" >&2; exit 127');
    expect(await refused(broken)).toBe(`CHROMIUM_PATH: ${broken} does not work (libnss3.so: cannot open shared object file).`);
  });
});
