import { openPromise } from 'yauzl';
import type { ZipFile } from 'yauzl';
import { unprocessable } from '../../platform/http/errors.ts';

const MAX_UNPACKED_BYTES = 2 * 1024 * 1024 * 1024;
const MAX_ENTRIES = 50_000;
// Text packs ten to one; a hundred to one over a whole archive is made to harm whoever opens it.
const MAX_RATIO = 100;
const SMALL_BYTES = 50 * 1024 * 1024;

/** Refuses an archive that would unfold into what no phone can hold. Reads its table of contents only. */
export async function refuseBomb(path: string, sizeBytes: number): Promise<void> {
  const { entries, unpackedBytes } = await tableOfContents(path);
  const bomb =
    entries > MAX_ENTRIES || unpackedBytes > MAX_UNPACKED_BYTES || (unpackedBytes > SMALL_BYTES && unpackedBytes > sizeBytes * MAX_RATIO);
  if (bomb) throw unprocessable([{ path: 'file', message: 'This archive unpacks to far more than it may.' }], 'media.unsafe_archive');
}

async function tableOfContents(path: string): Promise<{ entries: number; unpackedBytes: number }> {
  const archive = await openPromise(path, { lazyEntries: true }).catch(() => null);
  // A damaged table of contents is the recipient's to see: we unpack nothing.
  if (!archive) return { entries: 0, unpackedBytes: 0 };
  try {
    return await sum(archive);
  } finally {
    archive.close();
  }
}

function sum(archive: ZipFile): Promise<{ entries: number; unpackedBytes: number }> {
  return new Promise((resolve) => {
    let entries = 0;
    let unpackedBytes = 0;
    const done = () => resolve({ entries, unpackedBytes });
    archive.on('entry', ({ uncompressedSize }: { uncompressedSize: number }) => {
      entries += 1;
      unpackedBytes += uncompressedSize;
      if (entries > MAX_ENTRIES || unpackedBytes > MAX_UNPACKED_BYTES) done();
      else archive.readEntry();
    });
    archive.on('end', done);
    archive.on('error', done);
    archive.readEntry();
  });
}
