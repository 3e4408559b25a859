import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compare } from 'bcryptjs';
import { createPasswordHasher, type PasswordHasher } from './password-hash.ts';

const PASSWORD = 'Correct-Horse7';

describe('the password hasher', () => {
  let hasher: PasswordHasher;
  beforeEach(() => {
    hasher = createPasswordHasher({ cost: 10 });
  });
  afterEach(() => hasher.stop());

  it('makes a bcrypt hash of the asked cost, another each time, that only its password fits', async () => {
    const [one, other] = [await hasher.hash(PASSWORD), await hasher.hash(PASSWORD)];
    expect(one).toMatch(/^\$2b\$10\$/);
    expect(one).not.toBe(other);
    expect(await compare(PASSWORD, one)).toBe(true);
    expect(await hasher.compare(PASSWORD, one)).toBe(true);
    expect(await hasher.compare(`${PASSWORD}x`, one)).toBe(false);
    expect(await hasher.compare('', one)).toBe(false);
  });

  it('never cuts a password at 72 bytes', async () => {
    const longest = 'ü'.repeat(36);
    const hash = await hasher.hash(longest);
    expect(await hasher.compare(longest, hash)).toBe(true);
    expect(await hasher.compare(`${longest}x`, hash)).toBe(false);
    await expect(hasher.hash(`${longest}x`)).rejects.toThrow('longer than bcrypt reads');
  });

  it.each(['', 'not a hash', '$2b$10$short'])('finds no password that fits %j', async (hash) => {
    expect(await hasher.compare(PASSWORD, hash)).toBe(false);
  });

  it('takes as long for nobody, and for a password that is too long, as for somebody', async () => {
    const hash = await hasher.hash(PASSWORD);
    const names = ['somebody', 'nobody', 'tooLong'] as const;
    const attempts = {
      somebody: () => hasher.compare('wrong', hash),
      nobody: () => hasher.compare('wrong', null),
      tooLong: () => hasher.compare('x'.repeat(100), hash),
    };
    const fastest = { somebody: Infinity, nobody: Infinity, tooLong: Infinity };
    const ratios = () => [fastest.nobody, fastest.tooLong].map((ms) => ms / fastest.somebody);
    const isAlike = (ratio: number) => ratio > 0.6 && ratio < 1.6;
    // On a busy machine it takes a while until each has had its turn undisturbed; what takes no time at all stays far off.
    for (let round = 0; round < 5 || (round < 60 && !ratios().every(isAlike)); round += 1) {
      for (const name of names) {
        const started = performance.now();
        expect(await attempts[name]()).toBe(false);
        fastest[name] = Math.min(fastest[name], performance.now() - started);
      }
    }
    expect(ratios().filter((ratio) => !isAlike(ratio))).toEqual([]);
  });

  it('does not stall the event loop', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    await hasher.hash(PASSWORD);
    delay.enable();
    await Promise.all(Array.from({ length: 8 }, () => hasher.compare('x', null)));
    delay.disable();
    expect(delay.percentile(50) / 1e6).toBeLessThan(40);
  });

  it('refuses what waits too long in line, and tells when to come again', async () => {
    const small = createPasswordHasher({ cost: 10, maxWaiting: 2 });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => small.compare('x', null)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(results[4]).toMatchObject({ reason: { status: 429, code: 'auth.busy', headers: { 'Retry-After': '1' } } });
    expect(await small.compare('x', null)).toBe(false);
    await small.stop();
  });

  it('starts a new thread when one dies, and loses no more than the job it was at', async () => {
    const poison = `$2b$99$${'a'.repeat(53)}`;
    const lost = hasher.compare(PASSWORD, poison);
    const waiting = [hasher.compare('x', null), hasher.compare('y', null)];
    await expect(lost).rejects.toMatchObject({
      status: 503,
      code: 'auth.busy',
      cause: expect.objectContaining({ message: expect.stringContaining('rounds') }),
    });
    expect(await Promise.all(waiting)).toEqual([false, false]);
  });

  it('lets nobody wait for ever when it is closed', async () => {
    const results = Array.from({ length: 3 }, () => hasher.compare('x', null).catch((error: { code: string }) => error.code));
    await hasher.stop();
    expect(await Promise.all(results)).toEqual(['auth.busy', 'auth.busy', 'auth.busy']);
    await expect(hasher.hash(PASSWORD)).rejects.toMatchObject({ code: 'auth.busy' });
  });

  it.each([4, 9, 16, 12.5])('refuses a cost of %d', (cost) => {
    expect(() => createPasswordHasher({ cost })).toThrow('The bcrypt cost is 10 to 15');
  });
});
