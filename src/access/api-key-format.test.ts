import { describe, expect, it } from '@jest/globals';
import { keyPrefix, makeApiKey, parseApiKey } from './api-key-format.ts';

describe('an API key', () => {
  it('comes apart into what it was made of', () => {
    const { text, ...parts } = makeApiKey();
    expect(text).toMatch(/^wxw_[0-9A-Za-z]{12,}_[0-9A-Za-z]{36,}$/);
    expect(parseApiKey(text)).toEqual(parts);
    expect(text.startsWith(`${keyPrefix(parts.id)}_`)).toBe(true);
  });

  it('is another one each time, and keeps its id when it gets a new secret', () => {
    const first = makeApiKey();
    const second = makeApiKey();
    const renewed = makeApiKey({ id: first.id });
    expect(new Set([first.id, second.id, renewed.id]).size).toBe(2);
    expect(new Set([first.secret, second.secret, renewed.secret]).size).toBe(3);
  });

  it('is not recognised with any one character changed, added or missing', () => {
    const { text } = makeApiKey();
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'x' ? 'y' : 'x';
      expect(parseApiKey(text.slice(0, at) + other + text.slice(at + 1))).toBeNull();
      expect(parseApiKey(text.slice(0, at) + text.slice(at + 1))).toBeNull();
      expect(parseApiKey(`${text.slice(0, at)}x${text.slice(at)}`)).toBeNull();
    }
    expect(parseApiKey(`${text}\n`)).toBeNull();
    expect(parseApiKey('')).toBeNull();
  });
});
