import type { Readable } from 'node:stream';
import { openDiskBlobs } from '../platform/blobs/disk.ts';
import { blobKey } from '../platform/blobs/blobs.ts';
import type { Blobs } from '../platform/blobs/blobs.ts';
import { openS3Blobs } from '../platform/blobs/s3.ts';
import { join } from 'node:path';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Keyring } from '../platform/crypto/master-key.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import { externalJob, systemJob } from '../platform/jobs/jobs.ts';
import type { JobHandler } from '../platform/jobs/jobs.ts';
import type { Route } from '../platform/http/route.ts';
import { createScan } from './intake/antivirus.ts';
import { knownMedia } from './library.ts';
import { createLinks } from './links.ts';
import { mediaRoutes } from './media.routes.ts';
import { deleteHolds, insertHold } from './media.sql.ts';
import type { MediaRow } from './media.sql.ts';
import { ERASE_JOB, eraseBlobs } from './storage.ts';
import type { Storage } from './storage.ts';
import { sweep } from './sweep.ts';

export type MediaRoom = {
  routes: Route[];
  jobs: Record<string, JobHandler>;
  /** The bytes behind the reference that `fileForSending` gave, for a channel. */
  open: (mediaRef: string) => Promise<Readable>;
};

type Options = { db: Db; config: Config; clock: Clock; keyring: Keyring };

const MB = 1024 * 1024;

/** Files in and out, within a quota. */
export async function createMedia({ db, config, clock, keyring }: Options): Promise<MediaRoom> {
  const blobs = await openBlobs(config, clock);
  const storage: Storage = { db, blobs, dataDir: config.sharedDir, minFreeBytes: config.mediaMinFreeMb * MB };
  const quotas: Record<string, number> = {
    free: config.mediaQuotaFreeMb * MB,
    pro: config.mediaQuotaProMb * MB,
    enterprise: config.mediaQuotaEnterpriseMb * MB,
  };
  const quotaOf = (plan: string) => quotas[plan] ?? 0;
  const links = createLinks({ keyring, clock, publicUrl: config.publicUrl });
  return {
    routes: mediaRoutes({ storage, quotaOf, scan: createScan(config.clamdHost), links }),
    jobs: {
      [ERASE_JOB]: externalJob<{ blobId: string }>(async (_inOrganization, { blobId }, { organizationId }) =>
        eraseBlobs(blobs, organizationId ?? '', [blobId]),
      ),
      'media.sweep': systemJob(() => sweep(storage, clock.now().getTime())),
    },
    open: (mediaRef) => blobs.get(mediaRef),
  };
}

function openBlobs(config: Config, clock: Clock): Promise<Blobs> {
  const {
    s3Bucket: bucket,
    s3Endpoint: endpoint,
    s3Region: region,
    s3AccessKeyId: accessKeyId,
    s3SecretAccessKey: secretAccessKey,
  } = config;
  if (!bucket) return openDiskBlobs({ root: join(config.sharedDir, 'media'), clock });
  return openS3Blobs({
    bucket,
    endpoint,
    region,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
  });
}

/** What a channel needs to know of a file that is to be sent; `mediaRef` opens it. */
export async function fileForSending(tx: Tx, mediaId: string) {
  const media = await knownMedia(tx, mediaId);
  const { mimeType, sizeBytes, sha256, fileName } = media;
  return { mediaRef: blobKey(media.organizationId, media.fileId), mimeType, sizeBytes, sha256, ...(fileName ? { fileName } : {}) };
}

/** Keeps a file from being deleted while somebody needs it: a message that waits. */
export async function holdMedia(tx: Tx, mediaId: string, holderId: string): Promise<MediaRow> {
  const media = await knownMedia(tx, mediaId);
  await insertHold(tx, mediaId, holderId);
  return media;
}

/** Whoever held files needs them no longer. */
export async function releaseMedia(tx: Tx, holderId: string): Promise<void> {
  await deleteHolds(tx, holderId);
}
