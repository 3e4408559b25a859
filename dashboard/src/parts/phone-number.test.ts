import { describe, expect, it } from '@jest/globals';
import { readablePhone } from './phone-number.ts';

describe('a phone number to read', () => {
  it.each([
    ['+15551230001', '+1 555 123 0001'],
    ['+4915155501234', '+49 151 555 012 34'],
    ['+35318745000', '+353 187 450 00'],
    ['+79161234567', '+7 916 123 4567'],
  ])('spaces %s as %s', (number, readable) => {
    expect(readablePhone(number)).toBe(readable);
  });

  it.each(['+1 555 123 0001', '12345', 'unknown'])('leaves %s as it is', (text) => {
    expect(readablePhone(text)).toBe(text);
  });
});
