import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { equalSecrets, hmac } from './mac.ts';

describe('hmac', () => {
  it('agrees with the test vector of RFC 4231', () => {
    expect(hmac('Jefe', 'what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});

describe('equalSecrets', () => {
  it('is true for the same text and false for every other, of any length', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(equalSecrets(one, one)).toBe(true);
        expect(equalSecrets(one, Buffer.from(one))).toBe(true);
        expect(equalSecrets(one, other)).toBe(one === other);
        expect(equalSecrets(one, `${one}x`)).toBe(false);
      }),
    );
  });
});
