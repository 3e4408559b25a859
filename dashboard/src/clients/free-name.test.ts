import { describe, expect, it } from '@jest/globals';
import { freeName } from './free-name.ts';

describe('the suggested name', () => {
  it('is the wanted one while it is free', () => {
    expect(freeName('Sandbox', ['Support'])).toBe('Sandbox');
  });

  it('counts on past those that are taken, whatever their case', () => {
    expect(freeName('Sandbox', ['sandbox', 'Sandbox 2'])).toBe('Sandbox 3');
  });
});
