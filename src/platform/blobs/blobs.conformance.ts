import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BlobMissingError, blobKey, type Blobs } from './blobs.ts';

type Store = { blobs: Blobs; remove(): Promise<void> };

const ORGANIZATION = randomUUID();

export function newKey(): string {
  return blobKey(ORGANIZATION, randomUUID());
}

/** What every store of blobs has to do, wherever it keeps them. */
export function itKeepsBlobs(create: () => Promise<Store>): void {
  describe('as a store of blobs', () => {
    let store: Store;
    let blobs: Blobs;
    beforeEach(async () => {
      store = await create();
      blobs = store.blobs;
    });
    afterEach(() => store.remove());

    const read = async (key: string, range?: { start: number; end: number }): Promise<Buffer> => buffer(await blobs.get(key, range));

    async function keys(): Promise<string[]> {
      const found: string[] = [];
      for await (const key of blobs.list()) found.push(key);
      return found;
    }

    it.each([0, 1, 65_536, 3_000_001])('gives back %i bytes as they were, and says how many and which', async (size) => {
      const bytes = randomBytes(size);
      const key = newKey();
      const stored = await blobs.put(key, Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]));
      expect(stored).toEqual({ sizeBytes: size, sha256: createHash('sha256').update(bytes).digest('hex') });
      expect(await blobs.size(key)).toBe(size);
      expect((await read(key)).equals(bytes)).toBe(true);
    });

    it('gives back a part, and no more than there is', async () => {
      const key = newKey();
      await blobs.put(key, Readable.from([Buffer.from('0123456789')]));
      expect((await read(key, { start: 2, end: 4 })).toString()).toBe('234');
      expect((await read(key, { start: 9, end: 9 })).toString()).toBe('9');
      expect((await read(key, { start: 8, end: 100 })).toString()).toBe('89');
    });

    it('says clearly that there is nothing', async () => {
      const key = newKey();
      expect(await blobs.size(key)).toBeNull();
      await expect(blobs.get(key)).rejects.toThrow(BlobMissingError);
      await blobs.delete(key);
    });

    it('forgets what is deleted', async () => {
      const [kept, gone] = [newKey(), newKey()];
      for (const key of [kept, gone]) await blobs.put(key, Readable.from([Buffer.from('x')]));
      await blobs.delete(gone);
      expect(await blobs.size(gone)).toBeNull();
      expect(await keys()).toEqual([kept]);
    });

    it('keeps nothing of a stream that fails on the way, and leaves an older blob as it was', async () => {
      const [key, older] = [newKey(), newKey()];
      await blobs.put(older, Readable.from([Buffer.from('older')]));
      for (const target of [key, older]) await expect(blobs.put(target, failing())).rejects.toThrow('the sender left');
      expect(await blobs.size(key)).toBeNull();
      expect((await read(older)).toString()).toBe('older');
      expect(await keys()).toEqual([older]);
    });

    it('shows nothing of a stream that has not ended', async () => {
      const key = newKey();
      const stream = new Readable({ read: () => {} });
      const put = blobs.put(key, stream);
      stream.push('first half');
      expect(await blobs.size(key)).toBeNull();
      expect(await keys()).toEqual([]);
      stream.push(null);
      expect(await put).toMatchObject({ sizeBytes: 10 });
      expect(await blobs.size(key)).toBe(10);
    });

    it('keeps many at once apart', async () => {
      const all = Array.from({ length: 30 }, newKey);
      await Promise.all(all.map((key) => blobs.put(key, Readable.from([Buffer.from(key)]))));
      for (const key of all) expect((await read(key)).toString()).toBe(key);
      expect((await keys()).toSorted()).toEqual(all.toSorted());
    });

    it.each([
      '',
      '../../etc/passwd',
      `${ORGANIZATION}/aa/../../x`,
      `${newKey()}/x`,
      `/${newKey()}`,
      `${newKey()}\0`,
      newKey().toUpperCase(),
    ])('refuses the key %j', async (key) => {
      await expect(blobs.put(key, Readable.from([Buffer.from('x')]))).rejects.toThrow('A blob key is');
      await expect(blobs.get(key)).rejects.toThrow('A blob key is');
      await expect(blobs.size(key)).rejects.toThrow('A blob key is');
      await expect(blobs.delete(key)).rejects.toThrow('A blob key is');
    });
  });
}

function failing(): Readable {
  return Readable.from(
    (function* () {
      yield Buffer.from('some bytes');
      throw new Error('the sender left');
    })(),
  );
}
