import { describe, expect, it } from '@jest/globals';
import { isCovered, isWithin, readRange } from './address-ranges.ts';

describe('an address range', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['192.0.2.7', '192.0.2.7/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
  ])('is read: %s', (text, range) => expect(readRange(text)).toBe(range));

  it.each(['', '1', '010.1.1.1', '0x7f.1', 'fe80::1%eth0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', '10.0.0.0/', 'office'])(
    'is not read: %s',
    (text) => expect(readRange(text)).toBeNull(),
  );

  it('holds the addresses inside it, in IPv6 clothes too, and no other', () => {
    expect(isWithin('10.9.9.9', ['192.0.2.0/24', '10.0.0.0/8'])).toBe(true);
    expect(isWithin('::ffff:10.9.9.9', ['10.0.0.0/8'])).toBe(true);
    expect(isWithin('11.0.0.1', ['10.0.0.0/8'])).toBe(false);
    expect(isWithin('2001:db8::5', ['10.0.0.0/8', '2001:db8::/32'])).toBe(true);
    expect(isWithin('2001:db9::5', ['0.0.0.0/0', '2001:db8::/32'])).toBe(false);
    expect(isWithin('', ['0.0.0.0/0'])).toBe(false);
  });

  it('is covered by wider ones of its kind', () => {
    expect(isCovered('10.1.0.0/16', ['10.0.0.0/8'])).toBe(true);
    expect(isCovered('10.0.0.0/8', ['10.1.0.0/16'])).toBe(false);
    expect(isCovered('10.0.0.0/8', ['::/0'])).toBe(false);
  });
});
