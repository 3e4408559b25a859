import { expect, it } from '@jest/globals';
import { isWrongAddress } from './wrong-address.ts';

const lan = { protocol: 'http:', isSecureContext: false };

it('warns where the cookie of a server behind TLS is not kept, and nowhere else', () => {
  expect(isWrongAddress('https://wax.example', lan)).toBe(true);
  expect(isWrongAddress('https://wax.example', { protocol: 'https:', isSecureContext: true })).toBe(false);
  expect(isWrongAddress('https://wax.example', { protocol: 'http:', isSecureContext: true })).toBe(false);
  expect(isWrongAddress('http://127.0.0.1:3000', lan)).toBe(false);
});
