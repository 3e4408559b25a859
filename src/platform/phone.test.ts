import { describe, expect, it } from '@jest/globals';
import { PhoneNumber } from './phone.ts';

describe('a phone number', () => {
  it.each([
    ['+15551230001', '+15551230001'],
    ['1 (555) 123-0001', '+15551230001'],
    ['+49 30 901820', '+4930901820'],
    ['+1 555 999 0001', '+15559990001'],
  ])('%s is %s', (written, number) => {
    expect(PhoneNumber.parse(written)).toBe(number);
  });

  it.each(['+15551', '+155512300012345', '+999999999999999', 'x', '', '+1555123000a'])('%j is refused', (written) => {
    expect(PhoneNumber.safeParse(written).success).toBe(false);
  });
});
