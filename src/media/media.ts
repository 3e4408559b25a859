import { mkdir, rm } from 'node:fs/promises';
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
import type { InOrganization, JobHandler } from '../platform/jobs/jobs.ts';
import type { Route } from '../platform/http/route.ts';
import { createScan } from './intake/antivirus.ts';
import type { ContentFile, MediaType } from '../channels/channels.ts';
import { unprocessable } from '../platform/http/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Outbound } from '../platform/outbound/outbound.ts';
import { fetchFile } from './fetch.ts';
import { startDownloads } from './inbound/downloads.ts';
import type { DownloadNews, Downloads } from './inbound/downloads.ts';
import { limitsOf, STICKER_PIXELS, STILL_STICKER_BYTES, TYPES } from './intake/kinds.ts';
import type { Limits } from './intake/kinds.ts';
import { knownMedia, nameFile } from './library.ts';
import type { StoredUpload } from './upload.ts';
import { createLinks } from './links.ts';
import { mediaRoutes } from './media.routes.ts';
import { deleteHolds, deleteMedia, findMedia, insertHold, isHeld, lockMedia } from './media.sql.ts';
import type { MediaRow } from './media.sql.ts';
import { ERASE_JOB, eraseBlobs, releaseFile } from './storage.ts';
import type { Storage } from './storage.ts';
import { sweep } from './sweep.ts';

export { expectFile } from './inbound/downloads.ts';
export { deleteDownloads as forgetDownloads } from './inbound/downloads.sql.ts';
export type { DownloadFailure } from './inbound/downloads.ts';
export type { MediaRow } from './media.sql.ts';
export type { StoredUpload } from './upload.ts';

export type FetchFile = (wanted: { organizationId: string; plan: string; url: string; kind: MediaType }) => Promise<StoredUpload>;

export type MediaRoom = {
  routes: Route[];
  jobs: Record<string, JobHandler>;
  /** The bytes of one of an organisation's files, for a channel that sends it. */
  open: (organizationId: string, mediaRef: string) => Promise<Readable>;
  /** The bytes of a file; null when it is gone. */
  openFile(inOrganization: InOrganization, mediaId: string): Promise<Readable | null>;
  /** What a channel needs to know of a file that is to be sent as this kind; refused when WhatsApp would not take it as one. */
  fileForSending(tx: Tx, mediaId: string, kind: MediaType): Promise<ContentFile>;
  /** Stores what lies at an address; to be named with `nameFetched` in the transaction that uses it. */
  fetchFile: FetchFile;
  /** Fetches the files of incoming messages through the sessions of this node. */
  startDownloads(options: { log: Log; nodeId: string; news: DownloadNews }): Promise<Downloads>;
};

type Options = { db: Db; config: Config; clock: Clock; keyring: Keyring; outbound: Outbound };

const MB = 1024 * 1024;

/** Files in and out, within a quota. */
export async function createMedia({ db, config, clock, keyring, outbound }: Options): Promise<MediaRoom> {
  const blobs = await openBlobs(config, clock);
  const storage: Storage = { db, blobs, dataDir: config.sharedDir, minFreeBytes: config.mediaMinFreeMb * MB };
  const quotas: Record<string, number> = {
    free: config.mediaQuotaFreeMb * MB,
    pro: config.mediaQuotaProMb * MB,
    enterprise: config.mediaQuotaEnterpriseMb * MB,
  };
  const limits = limitsOf(config);
  const intake = { storage, quotaOf: (plan: string) => quotas[plan] ?? 0, checks: { scan: createScan(config.clamdHost), limits } };
  const links = createLinks({ keyring, clock, publicUrl: config.publicUrl });
  const workDir = join(config.dataDir, 'fetched');
  // What was on its way when the last process of this folder was killed.
  await rm(workDir, { recursive: true, force: true });
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  return {
    routes: mediaRoutes({ ...intake, links }),
    jobs: {
      [ERASE_JOB]: externalJob<{ blobId: string }>(async (_inOrganization, { blobId }, { organizationId }) =>
        eraseBlobs(blobs, organizationId ?? '', [blobId]),
      ),
      'media.sweep': systemJob(() => sweep(storage, clock.now().getTime())),
    },
    async open(organizationId, mediaRef) {
      const { fileId } = await db.inOrganization(organizationId, (tx) => knownMedia(tx, mediaRef));
      return blobs.get(blobKey(organizationId, fileId));
    },
    async openFile(inOrganization, mediaId) {
      const media = await inOrganization((tx) => findMedia(tx, mediaId));
      return media && blobs.get(blobKey(media.organizationId, media.fileId)).catch(() => null);
    },
    fileForSending: (tx, mediaId, kind) => fileForSending(tx, mediaId, kind, limits),
    fetchFile: (wanted) => fetchFile({ ...intake, outbound, workDir }, wanted),
    startDownloads: (options) => startDownloads({ ...intake, ...options, workDir }),
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

async function fileForSending(tx: Tx, mediaId: string, kind: MediaType, limits: Limits): Promise<ContentFile> {
  const media = await findMedia(tx, mediaId);
  if (!media) throw unprocessable([{ path: `${kind}.mediaId`, message: 'There is no such file.' }], 'media.not_found');
  if (!fits(media, kind, limits))
    throw unprocessable([{ path: `${kind}.mediaId`, message: misfit(media, kind, limits[kind]) }], 'media.unfit_kind');
  const { mimeType, sizeBytes, sha256, fileName, durationSeconds, animated } = media;
  return {
    mediaRef: mediaId,
    mimeType,
    sizeBytes,
    sha256,
    ...(fileName === null ? {} : { fileName }),
    ...(kind === 'voice' && durationSeconds !== null ? { durationSeconds } : {}),
    ...(kind === 'sticker' ? { animated } : {}),
  };
}

function fits(media: MediaRow, kind: MediaType, limits: Limits): boolean {
  const types = TYPES[kind];
  if (media.sizeBytes > limits[kind] || (types && !types.includes(media.mimeType))) return false;
  // A picture stored as a document still tells where it was taken.
  if (kind === 'image') return media.kind !== 'document';
  if (kind !== 'sticker') return true;
  const limit = media.animated ? limits.sticker : STILL_STICKER_BYTES;
  return media.width === STICKER_PIXELS && media.height === STICKER_PIXELS && media.sizeBytes <= limit;
}

function misfit({ mimeType, sizeBytes }: MediaRow, kind: MediaType, maxBytes: number): string {
  const types = TYPES[kind] ? ` of the type ${TYPES[kind].join(', ')}` : '';
  return `As ${kind} goes a file${types} with up to ${maxBytes} bytes; this is ${mimeType} with ${sizeBytes}. Upload it with kind=${kind} to have it made fit.`;
}

/** Names a file that was fetched from an address; gives back its id. */
export async function nameFetched(tx: Tx, file: StoredUpload): Promise<string> {
  return (await nameFile(tx, { ...file, direction: 'uploaded' })).id;
}

/** Lets go of files and deletes them, whoever else may still name them: what they belonged to is erased. */
export async function eraseMedia(tx: Tx, files: readonly { mediaId: string; holderId: string }[]): Promise<void> {
  for (const { mediaId, holderId } of files) {
    await deleteHolds(tx, holderId);
    const media = await lockMedia(tx, mediaId);
    if (!media || (await isHeld(tx, mediaId))) continue;
    await deleteMedia(tx, mediaId);
    await releaseFile(tx, media.fileId);
  }
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
