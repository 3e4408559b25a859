import { afterEach, describe, expect, it } from '@jest/globals';
import type { FoundBrowser } from './find.ts';
import { launchOptions } from './launch.ts';

const found: FoundBrowser = {
  executablePath: '/usr/bin/chromium',
  shell: true,
  source: 'installed',
  env: { LD_LIBRARY_PATH: '/somewhere' },
  version: 'Chromium 999',
  sandbox: true,
};
const wanted = { profileFolder: '/data/sessions/one/session', args: [] };
const argsOf = (browser: Partial<FoundBrowser>, more: Partial<Parameters<typeof launchOptions>[1]> = {}) =>
  launchOptions({ ...found, ...browser }, { ...wanted, ...more }).args ?? [];

afterEach(() => {
  delete process.env['TOKEN_MASTER_KEY'];
});

describe('how a browser is launched', () => {
  it('keeps the sandbox where there is one, and the zygote that builds it', () => {
    expect(argsOf({ sandbox: true })).not.toContain('--no-sandbox');
    expect(argsOf({ sandbox: true })).not.toContain('--no-zygote');
    expect(argsOf({ sandbox: false })).toEqual(expect.arrayContaining(['--no-sandbox', '--no-zygote']));
    expect(argsOf({ sandbox: false, shell: false })).not.toContain('--no-zygote');
  });

  it('makes one list of all features that are switched', () => {
    const args = argsOf({ shell: false }, { args: ['--disable-features=LocalNetworkAccessChecks', '--enable-features=Mine', '--mute'] });
    const lists = args.filter((arg) => arg.includes('able-features='));
    expect(lists).toHaveLength(2);
    expect(lists[0]).toMatch(/^--disable-features=.*WebUIOmniboxPopup.*,LocalNetworkAccessChecks$/);
    expect(lists[1]).toBe('--enable-features=NetworkServiceInProcess2,Mine');
    expect(args).toContain('--mute');
  });

  it('hands no secret of the server to the browser', () => {
    process.env['TOKEN_MASTER_KEY'] = 'secret';
    const { env } = launchOptions(found, wanted);
    expect(env).toMatchObject({ PATH: process.env['PATH'], LD_LIBRARY_PATH: '/somewhere' });
    expect(JSON.stringify(env)).not.toContain('secret');
  });

  it('never writes the credentials of a proxy into a command line', () => {
    expect(argsOf({}, { proxyUrl: 'http://127.0.0.1:4001' })).toContain('--proxy-server=http://127.0.0.1:4001');
    expect(() => argsOf({}, { proxyUrl: 'socks5://me:secret@proxy.example:1080' })).toThrow('credentials');
  });

  it('leaves the signals to the server', () => {
    expect(launchOptions(found, wanted)).toMatchObject({
      headless: 'shell',
      userDataDir: '/data/sessions/one/session',
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  });
});
