import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { keyIdOf, openWith, SealError, sealWith } from './envelope.ts';

const key = { id: 'key-1', bytes: randomBytes(32) };

function reasonOf(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    if (error instanceof SealError) return error.reason;
    throw error;
  }
  return 'opened';
}

describe('a sealed record', () => {
  it('gives back any bytes under the same key and context', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, context) => {
        const sealed = sealWith(key, Buffer.from(bytes), context);
        expect(sealed).toMatch(/^v1\.key-1\.[\w-]+$/);
        expect(keyIdOf(sealed)).toBe('key-1');
        expect(openWith(key, sealed, context)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('is different every time', () => {
    const sealed = new Set(Array.from({ length: 100 }, () => sealWith(key, Buffer.from('same'), 'x')));
    expect(sealed.size).toBe(100);
  });

  it('does not open in another context, with another key or with another key of the same name', () => {
    const sealed = sealWith(key, Buffer.from('secret'), 'webhooks.secret');
    expect(reasonOf(() => openWith(key, sealed, 'proxies.password'))).toBe('tampered');
    expect(reasonOf(() => openWith({ ...key, id: 'key-2' }, sealed, 'webhooks.secret'))).toBe('unknown_key');
    expect(reasonOf(() => openWith({ id: 'key-1', bytes: randomBytes(32) }, sealed, 'webhooks.secret'))).toBe('tampered');
  });

  it('does not open when its key id was rewritten', () => {
    const sealed = sealWith(key, Buffer.from('secret'), 'x').replace('key-1', 'key-2');
    expect(reasonOf(() => openWith({ ...key, id: 'key-2' }, sealed, 'x'))).toBe('tampered');
  });

  it('does not open when any one of its characters was changed', () => {
    const sealed = sealWith(key, Buffer.from('secret'), 'x');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1);
      expect(reasonOf(() => openWith(key, changed, 'x'))).not.toBe('opened');
    }
  });

  it('refuses any other text without showing it', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(reasonOf(() => openWith(key, text, 'x'))).toBe('malformed')));
    const sealed = sealWith(key, Buffer.from('secret'), 'x');
    expect(reasonOf(() => openWith(key, sealed.slice(0, 30), 'x'))).toBe('malformed');
    expect(reasonOf(() => openWith(key, `${sealed}=`, 'x'))).toBe('malformed');
  });
});
