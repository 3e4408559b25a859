import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { BlobMissingError, checkedKey, type Blobs } from './blobs.ts';

export type S3Settings = {
  bucket: string;
  endpoint?: string | undefined;
  region?: string | undefined;
  /** Absent: wherever the SDK finds credentials. */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
};

type Command = object;
type Client = { send(command: Command): Promise<unknown>; destroy(): void };
type Sdk = {
  S3Client: new (config: object) => Client;
  GetObjectCommand: new (input: object) => Command;
  HeadObjectCommand: new (input: object) => Command;
  DeleteObjectCommand: new (input: object) => Command;
  ListObjectsV2Command: new (input: object) => Command;
  HeadBucketCommand: new (input: object) => Command;
};
type Page = { Contents?: { Key?: string }[]; NextContinuationToken?: string };
type Storage = { Upload: new (options: object) => { done(): Promise<unknown> } };

/** Names in variables: the compiler must not need packages that only installations with a bucket have. */
const CLIENT_PACKAGE = '@aws-sdk/client-s3';
const STORAGE_PACKAGE = '@aws-sdk/lib-storage';
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

/** Files in a bucket of any S3-compatible store. A multipart upload shows nothing until it is complete. */
export async function openS3Blobs({ bucket: Bucket, endpoint, region = 'us-east-1', credentials }: S3Settings): Promise<Blobs> {
  const sdk = (await import(CLIENT_PACKAGE)) as Sdk;
  const { Upload } = (await import(STORAGE_PACKAGE)) as Storage;
  const client = new sdk.S3Client({
    region,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(credentials ? { credentials } : {}),
    // Stores other than Amazon's do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  await client.send(new sdk.HeadBucketCommand({ Bucket })).catch((error: unknown) => {
    throw new Error(`S3_BUCKET: ${Bucket} cannot be used (${(error as Error).name})`, { cause: error });
  });

  return {
    async put(key, stream) {
      const Key = checkedKey(key);
      const hash = createHash('sha256');
      let sizeBytes = 0;
      const counted = async function* (): AsyncGenerator<Buffer> {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          yield chunk;
        }
      };
      // Its error is met when it is read; one that comes before must not end the process.
      stream.on('error', () => {});
      const Body = Readable.from(counted(), { objectMode: false });
      await new Upload({ client, params: { Bucket, Key, Body }, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE }).done();
      return { sizeBytes, sha256: hash.digest('hex') };
    },

    async get(key, range) {
      const Range = range && `bytes=${range.start}-${range.end}`;
      const found = await orNull(client.send(new sdk.GetObjectCommand({ Bucket, Key: checkedKey(key), Range })));
      if (!found) throw new BlobMissingError(key);
      return (found as { Body: Readable }).Body;
    },

    async size(key) {
      const found = await orNull(client.send(new sdk.HeadObjectCommand({ Bucket, Key: checkedKey(key) })));
      return found === null ? null : ((found as { ContentLength?: number }).ContentLength ?? null);
    },

    async delete(key) {
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: checkedKey(key) }));
    },

    async *list() {
      let ContinuationToken: string | undefined;
      do {
        const page = (await client.send(new sdk.ListObjectsV2Command({ Bucket, ContinuationToken }))) as Page;
        for (const { Key } of page.Contents ?? []) if (Key) yield Key;
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
    },
  };
}

/** What is not there, in any of the words that stores have for it. */
async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    if (name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404) return null;
    throw error;
  }
}
