import { expect, it } from '@jest/globals';
import { isOfLibrary } from './left-over.ts';

it('knows a failure that the library or the browser driver left to nobody', () => {
  const inside = (path: string) => Object.assign(new Error('Target closed'), { stack: `Error: Target closed\n    at x (${path}:1:2)` });
  expect(isOfLibrary(inside('/app/node_modules/whatsapp-web.js/src/Client.js'))).toBe(true);
  expect(isOfLibrary(inside('/app/node_modules/puppeteer-core/lib/cjs/Page.js'))).toBe(true);
  expect(isOfLibrary('auth timeout')).toBe(true);
  expect(isOfLibrary(inside('/app/src/messages/messages.ts'))).toBe(false);
  expect(isOfLibrary('anything else')).toBe(false);
  expect(isOfLibrary(undefined)).toBe(false);
});
