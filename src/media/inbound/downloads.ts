import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ChannelError, fileOf, isMedia } from '../../channels/channels.ts';
import type { IncomingContent } from '../../channels/channels.ts';
import { planOf } from '../../access/access.ts';
import type { Tx } from '../../platform/db/db.ts';
import { AppError, tooLarge } from '../../platform/http/errors.ts';
import type { Log } from '../../platform/log.ts';
import { startQueue, wakeQueue } from '../../platform/queue/queue.ts';
import type { LiveSession } from '../../sessions/sessions.ts';
import { check, withFolder } from '../intake/intake.ts';
import { nameFile } from '../library.ts';
import type { MediaRow } from '../media.sql.ts';
import { storeFile } from '../storage.ts';
import type { UploadDeps } from '../upload.ts';
import { claimDownloads, delayDownload, deleteDownload, insertDownload, releaseDownloads } from './downloads.sql.ts';
import type { Download } from './downloads.sql.ts';

/** Why a file that came in is not to be had; shown on its message. */
export type DownloadFailure = 'not_available' | 'too_large' | 'quota_exceeded' | 'infected' | 'empty' | 'gave_up';

/** What the rooms above do when a message's file is there, or never will be; in the transaction that ends the download. */
export type DownloadNews = {
  onReady(tx: Tx, messageId: string, media: MediaRow): Promise<void>;
  onFailed(tx: Tx, messageId: string, failure: DownloadFailure): Promise<void>;
};

export type Downloads = {
  /** A session became ready: files of its client are fetched through it from now on. */
  sessionReady(live: LiveSession): void;
  stop(): Promise<void>;
};

const CHANNEL = 'media';
const CONCURRENCY = 4;
const LEASE_SECONDS = 300;
const FETCH_WITHIN_MS = 240_000;
const NO_SESSION_SECONDS = 5;
/** Pauses between the tries; after the last one it is given up. */
const PAUSES_SECONDS = [5, 30, 120, 600, 3_600, 6 * 3_600];

/** Notes that a message came with a file, in the transaction that stores the message. */
export async function expectFile(tx: Tx, clientId: string, messageId: string, content: IncomingContent): Promise<void> {
  if (!isMedia(content)) return;
  const { mediaRef, fileName } = fileOf(content);
  await insertDownload(tx, { id: messageId, clientId, mediaRef, kind: content.type, fileName: fileName?.replaceAll('\0', '') || null });
  await wakeQueue(tx, CHANNEL);
}

type Deps = UploadDeps & { log: Log; nodeId: string; workDir: string; news: DownloadNews };

/** Fetches the files of incoming messages from the sessions of this node; each in a job of its own, never inside the event. */
export async function startDownloads(deps: Deps): Promise<Downloads> {
  const { db } = deps.storage;
  const lives = new Map<string, LiveSession>();
  const queue = await startQueue<Download>({
    db,
    log: deps.log,
    name: 'media downloads',
    nodeId: deps.nodeId,
    channel: CHANNEL,
    concurrency: CONCURRENCY,
    batch: CONCURRENCY,
    leaseSeconds: LEASE_SECONDS,
    claim: claimDownloads,
    release: (tx, rows) =>
      releaseDownloads(
        tx,
        rows.map(({ id }) => id),
      ),
    handle: (row, signal) => handle(deps, lives.get(row.clientId), row, signal),
  });
  return {
    sessionReady(live) {
      lives.set(live.clientId, live);
      live.signal.addEventListener('abort', () => lives.get(live.clientId) === live && lives.delete(live.clientId), { once: true });
      queue.nudge();
    },
    stop: () => queue.stop(),
  };
}

async function handle(deps: Deps, live: LiveSession | undefined, row: Download, signal: AbortSignal): Promise<void> {
  const inOrganization = <T>(work: (tx: Tx) => Promise<T>) => deps.storage.db.inOrganization(row.organizationId, work);
  if (!live) return inOrganization((tx) => delayDownload(tx, row, NO_SESSION_SECONDS));
  try {
    const fileId = await fetchFile(deps, live, row, signal);
    await inOrganization((tx) => finish(deps, tx, row, fileId));
  } catch (error) {
    const failure = failureOf(error, row.attempts);
    deps.log.info({ clientId: row.clientId, err: error, failure }, 'a file of an incoming message could not be fetched');
    await inOrganization((tx) =>
      failure ? giveUp(deps, tx, row, failure) : delayDownload(tx, row, PAUSES_SECONDS[row.attempts - 1] ?? 0),
    );
  }
}

function fetchFile(deps: Deps, live: LiveSession, { organizationId, mediaRef, kind }: Download, signal: AbortSignal): Promise<string> {
  const { storage, checks, quotaOf, workDir } = deps;
  return withFolder(workDir, async (folder) => {
    const path = join(folder, 'file');
    const deadline = AbortSignal.any([signal, live.signal, AbortSignal.timeout(FETCH_WITHIN_MS)]);
    await save(await live.channel.downloadMedia(mediaRef), path, checks.limits.document, deadline);
    const plan = await storage.db.inOrganization(organizationId, planOf);
    // What others sent is kept as it is; that it is broken or strangely named is no reason not to have it.
    const checked = await check({ path, name: '', claimedType: '', kind, asItIs: true }, folder, checks);
    return storeFile(storage, organizationId, checked, quotaOf(plan));
  });
}

async function save(file: Readable, path: string, maxBytes: number, signal: AbortSignal): Promise<void> {
  let sizeBytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      done(sizeBytes > maxBytes ? tooLarge('media.too_large', 'The file is too large.') : null, chunk);
    },
  });
  await pipeline(file, counted, createWriteStream(path, { mode: 0o600, flags: 'wx' }), { signal });
}

async function finish({ news }: Deps, tx: Tx, row: Download, fileId: string): Promise<void> {
  if (!(await deleteDownload(tx, row))) return;
  const media = await nameFile(tx, { fileId, fileName: row.fileName?.slice(0, 255) ?? null, clientId: row.clientId, direction: 'inbound' });
  await news.onReady(tx, row.id, media);
}

async function giveUp({ news }: Deps, tx: Tx, row: Download, failure: DownloadFailure): Promise<void> {
  if (await deleteDownload(tx, row)) await news.onFailed(tx, row.id, failure);
}

const FINAL: Record<string, DownloadFailure> = {
  'media.too_large': 'too_large',
  'media.quota_exceeded': 'quota_exceeded',
  'media.infected': 'infected',
  'media.empty': 'empty',
};

/** Null while it is worth another try. */
function failureOf(error: unknown, attempts: number): DownloadFailure | null {
  if (error instanceof AppError && FINAL[error.code]) return FINAL[error.code] as DownloadFailure;
  const isGone = error instanceof ChannelError && error.outcome !== 'retryable' && error.outcome !== 'unknown';
  if (isGone) return 'not_available';
  return attempts > PAUSES_SECONDS.length ? 'gave_up' : null;
}
