import { describe, expect, it } from '@jest/globals';
import { entering, tokenOfLink } from './links.ts';

describe('where to go after signing in', () => {
  it('keeps a path of the dashboard', () => {
    expect(entering({ next: '/numbers/1?tab=x' })).toEqual({ next: '/numbers/1?tab=x' });
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 7, undefined])('drops %s', (next) => {
    expect(entering({ next })).toEqual({});
  });
});

describe('the secret of a one-time link', () => {
  it('is what stands behind the #', () => {
    expect(tokenOfLink('#abc_-1')).toBe('abc_-1');
    expect(tokenOfLink('abc')).toBe('abc');
  });

  it('may be named', () => {
    expect(tokenOfLink('#token=abc')).toBe('abc');
  });

  it('is empty where there is none', () => {
    expect(tokenOfLink('')).toBe('');
  });
});
