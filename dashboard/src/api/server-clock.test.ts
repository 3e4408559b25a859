import { afterEach, describe, expect, it } from '@jest/globals';
import { heardServerDate, serverNow } from './server-clock.ts';

const here = Date.parse('2026-11-20T12:00:00Z');

afterEach(() => heardServerDate(new Date(here).toUTCString(), here));

describe("the server's time", () => {
  it('is our own while the two agree within the header’s coarseness', () => {
    heardServerDate('Fri, 20 Nov 2026 12:00:01 GMT', here);
    expect(serverNow(here)).toBe(here);
  });

  it('follows the server when this computer is wrong', () => {
    heardServerDate('Fri, 20 Nov 2026 12:05:00 GMT', here);
    expect(serverNow(here)).toBe(here + 300_500);
  });

  it('stays as it was after an answer without a date', () => {
    heardServerDate('Fri, 20 Nov 2026 12:05:00 GMT', here);
    heardServerDate(null, here);
    expect(serverNow(here)).toBe(here + 300_500);
  });
});
