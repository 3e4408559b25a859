import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MediaType } from '../channels/channels.ts';
import { AppError, unprocessable } from '../platform/http/errors.ts';
import type { Outbound } from '../platform/outbound/outbound.ts';
import { check, withFolder } from './intake/intake.ts';
import { LARGEST_IMAGE_BYTES } from './intake/kinds.ts';
import { storeFile } from './storage.ts';
import type { StoredUpload, UploadDeps } from './upload.ts';

export type FetchDeps = UploadDeps & { outbound: Outbound; workDir: string };

const FETCH_WITHIN_MS = 60_000;

/** Fetches a file that a message names by its address; to be called before a transaction, and named in it. */
export async function fetchFile(
  { outbound, workDir, storage, checks, quotaOf }: FetchDeps,
  { organizationId, plan, url, kind }: { organizationId: string; plan: string; url: string; kind: MediaType },
): Promise<StoredUpload> {
  return withFolder(workDir, async (folder) => {
    const path = join(folder, 'file');
    // An image that is too large for WhatsApp is made to fit, so more of it may come.
    const maxBytes = kind === 'image' || kind === 'sticker' ? LARGEST_IMAGE_BYTES : checks.limits[kind];
    const { status, headers, stream } = await outbound.fetchStream({ url, timeoutMs: FETCH_WITHIN_MS, maxBytes });
    if (status !== 200) {
      stream.destroy();
      throw unprocessable([{ path: 'url', message: `The server answered ${status}.` }], 'media.fetch_failed');
    }
    await pipeline(stream, createWriteStream(path, { mode: 0o600, flags: 'wx' })).catch((error: unknown) => {
      throw error instanceof AppError ? error : unprocessable([{ path: 'url', message: 'The file broke off.' }], 'media.fetch_failed');
    });
    const name = decodeURIComponentSafely(new URL(url).pathname.split('/').at(-1) ?? '');
    const checked = await check({ path, name: '', claimedType: headers['content-type'] ?? '', kind }, folder, checks);
    return { fileId: await storeFile(storage, organizationId, checked, quotaOf(plan)), fileName: name.slice(0, 255) || null };
  });
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text).replaceAll('\0', '');
  } catch {
    return text;
  }
}
