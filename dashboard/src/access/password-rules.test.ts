import { describe, expect, it } from '@jest/globals';
import { passwordRules } from './password-rules.ts';

const missing = (password: string) =>
  passwordRules(password)
    .filter(({ kept }) => !kept)
    .map(({ rule }) => rule);

describe('the rules of a password', () => {
  it('names everything that an empty one lacks', () => {
    expect(missing('')).toEqual(['length', 'upper', 'lower', 'digit', 'special']);
  });

  it('is content with one that has it all', () => {
    expect(missing('Crest-7-plume')).toEqual([]);
  });

  it('knows letters and digits of every script', () => {
    expect(missing('Ünïcödé-٣')).toEqual([]);
  });

  it('counts a smiley once', () => {
    expect(missing('Aa1!😀😀😀')).toEqual(['length']);
  });

  it('says when it is longer than the server reads', () => {
    expect(missing(`Aa1!${'ü'.repeat(34)}`)).toEqual([]);
    expect(missing(`Aa1!x${'ü'.repeat(34)}`)).toEqual(['short']);
  });
});
