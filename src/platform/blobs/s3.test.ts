import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import S3rver from 's3rver';
import { itKeepsBlobs } from './blobs.conformance.ts';
import { openS3Blobs } from './s3.ts';

const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

async function startStore() {
  const directory = await mkdtemp(join(tmpdir(), 'waxwing-s3-'));
  const store = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'waxwing', configs: [] }],
  });
  const { address, port } = await store.run();
  const close = async () => {
    await store.close();
    await rm(directory, { recursive: true });
  };
  return { endpoint: `http://${address}:${port}`, close };
}

describe('blobs in a bucket', () => {
  itKeepsBlobs(async () => {
    const { endpoint, close } = await startStore();
    return { blobs: await openS3Blobs({ bucket: 'waxwing', endpoint, credentials: CREDENTIALS }), remove: close };
  });

  it('say at the start that there is no such bucket', async () => {
    const { endpoint, close } = await startStore();
    await expect(openS3Blobs({ bucket: 'nowhere', endpoint, credentials: CREDENTIALS })).rejects.toThrow('S3_BUCKET: nowhere');
    await close();
  });
});
