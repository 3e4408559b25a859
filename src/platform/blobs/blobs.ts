import type { Readable } from 'node:stream';

/** Where files lie: on a disk or in a bucket. Nobody sees a file before it is whole. */
export type Blobs = {
  /** Stores the stream whole or, when it fails on the way, not at all. */
  put(key: string, stream: Readable): Promise<StoredBlob>;
  /** Fails with a BlobMissingError when there is nothing. */
  get(key: string, range?: ByteRange): Promise<Readable>;
  /** Null when there is nothing. */
  size(key: string): Promise<number | null>;
  /** Deleting what is not there is no failure. */
  delete(key: string): Promise<void>;
  /** Every key, in no order. */
  list(): AsyncIterable<string>;
};

export type StoredBlob = { sizeBytes: number; sha256: string };

/** Both ends included, as in HTTP. */
export type ByteRange = { start: number; end: number };

export class BlobMissingError extends Error {
  override name = 'BlobMissingError';

  constructor(key: string, cause?: unknown) {
    super(`There is no blob ${key}`, { cause });
  }
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const KEY = new RegExp(`^${UUID}/[0-9a-f]{2}/${UUID}$`);

/** Spread over 256 folders by the end of the id: its beginning is the time, which would fill one folder after the other. */
export function blobKey(organizationId: string, id: string): string {
  return checkedKey(`${organizationId}/${id.slice(-2)}/${id}`);
}

/** Keys become paths, so nothing but our own form may pass. */
export function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new Error('A blob key is <organization id>/<two hex digits>/<id>');
  return key;
}
