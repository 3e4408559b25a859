import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fakeClock } from '../testing/fake-clock.ts';
import { itKeepsBlobs, newKey } from './blobs.conformance.ts';
import { openDiskBlobs } from './disk.ts';

async function newRoot(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'waxwing-blobs-'));
}

describe('blobs on a disk', () => {
  let root: string;
  beforeEach(async () => {
    root = await newRoot();
  });
  afterEach(() => rm(root, { recursive: true }));

  itKeepsBlobs(async () => {
    const folder = await newRoot();
    return { blobs: await openDiskBlobs({ root: folder }), remove: () => rm(folder, { recursive: true }) };
  });

  it('are readable by their owner only, in folders by organisation', async () => {
    const blobs = await openDiskBlobs({ root });
    const key = newKey();
    await blobs.put(key, Readable.from([Buffer.from('x')]));
    expect((await stat(path.join(root, key))).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(path.join(root, key)))).mode & 0o777).toBe(0o700);
  });

  it('leave nothing aside, whether they were stored or not', async () => {
    const blobs = await openDiskBlobs({ root });
    const broken = new Readable({ read: () => {} });
    const put = blobs.put(newKey(), broken);
    broken.destroy(new Error('the sender left'));
    await expect(put).rejects.toThrow('the sender left');
    await blobs.put(newKey(), Readable.from([Buffer.from('x')]));
    expect(await readdir(path.join(root, '.tmp'))).toEqual([]);
  });

  it('are swept of what a crash left behind, but not of what is being written', async () => {
    const clock = fakeClock(new Date());
    const blobs = await openDiskBlobs({ root, clock });
    await writeFile(path.join(root, '.tmp', 'half-a-file'), 'half');
    expect(await blobs.sweep()).toBe(0);
    clock.advance(16 * 60_000);
    await openDiskBlobs({ root, clock });
    expect(await readdir(path.join(root, '.tmp'))).toEqual([]);
  });

  it('are there again after a restart', async () => {
    const key = newKey();
    await (await openDiskBlobs({ root })).put(key, Readable.from([Buffer.from('kept')]));
    expect(await (await openDiskBlobs({ root })).size(key)).toBe(4);
  });
});
