import { Readable } from 'node:stream';
import { extension } from 'mime-types';
import type { Request } from 'express';
import type { Blobs, ByteRange } from '../platform/blobs/blobs.ts';
import { BlobMissingError, blobKey } from '../platform/blobs/blobs.ts';
import { AppError, notFound } from '../platform/http/errors.ts';
import { Reply } from '../platform/http/reply.ts';
import type { MediaRow } from './media.sql.ts';

// What a browser shows without running anything in it. All else is a download.
const SHOWN = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'video/mp4',
  'video/3gpp',
  'video/webm',
  'audio/aac',
  'audio/mp4',
  'audio/mpeg',
  'audio/amr',
  'audio/ogg',
  'audio/wav',
]);
const CAGE = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";
const YEAR_SECONDS = 31_536_000;

type Served = Pick<MediaRow, 'organizationId' | 'mimeType' | 'sizeBytes' | 'fileName'> & { blobId: string; etag: string };

/** A file's bytes as they are stored, a part of them when asked. */
export function serveContent(blobs: Blobs, request: Request, media: MediaRow): Promise<Reply> {
  return serve(blobs, request, { ...media, blobId: media.fileId, etag: `"${media.sha256}"` });
}

/** The small picture of a file that has one. */
export async function serveThumbnail(blobs: Blobs, request: Request, { thumbnailId, organizationId }: MediaRow): Promise<Reply> {
  if (!thumbnailId) throw notFound('media');
  const sizeBytes = await blobs.size(blobKey(organizationId, thumbnailId));
  if (sizeBytes === null) throw notFound('media');
  return serve(blobs, request, {
    organizationId,
    sizeBytes,
    mimeType: 'image/webp',
    fileName: 'thumbnail.webp',
    blobId: thumbnailId,
    etag: `"${thumbnailId}"`,
  });
}

async function serve(
  blobs: Blobs,
  request: Request,
  { organizationId, blobId, etag, mimeType, sizeBytes, fileName }: Served,
): Promise<Reply> {
  const headers: Record<string, string> = {
    ETag: etag,
    'Accept-Ranges': 'bytes',
    // The bytes behind an id never change; whoever may not see them any more could have kept them anyway.
    'Cache-Control': `private, max-age=${YEAR_SECONDS}, immutable, no-transform`,
    'Content-Security-Policy': CAGE,
    'X-Content-Type-Options': 'nosniff',
    'Content-Disposition': disposition(fileName, mimeType),
  };
  if (matches(request.get('if-none-match'), etag)) return new Reply({ status: 304, headers });
  const range = rangeOf(request, etag, sizeBytes);
  const length = range ? range.end - range.start + 1 : sizeBytes;
  headers['Content-Length'] = String(length);
  if (range) headers['Content-Range'] = `bytes ${range.start}-${range.end}/${sizeBytes}`;
  const type = SHOWN.has(mimeType) || mimeType === 'application/pdf' ? mimeType : safeType(mimeType);
  const status = range ? 206 : 200;
  if (request.method === 'HEAD') return new Reply({ status, headers, type, body: Readable.from([]) });
  const body = await blobs.get(blobKey(organizationId, blobId), range ?? undefined).catch((error: unknown) => {
    throw error instanceof BlobMissingError ? notFound('media') : error;
  });
  return new Reply({ status, headers, type, body });
}

/** Text that a browser might run is handed over as bytes. */
const safeType = (mimeType: string): string =>
  /^text\/plain$|^application\/(?!.*(?:xml|html|javascript))/.test(mimeType) ? mimeType : 'application/octet-stream';

const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag));

/** One range; a header we do not understand, several ranges, or a file that changed (`If-Range`) give the whole. */
function rangeOf(request: Request, etag: string, sizeBytes: number): ByteRange | null {
  const ifRange = request.get('if-range');
  const found = /^bytes=(\d*)-(\d*)$/.exec(request.get('range')?.trim() ?? '');
  if (!found || (ifRange !== undefined && ifRange !== etag)) return null;
  const [first, last] = [found[1] ?? '', found[2] ?? ''];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  if (start >= sizeBytes || (first === '' && Number(last) === 0)) {
    const headers = { 'Content-Range': `bytes */${sizeBytes}` };
    throw new AppError({ code: 'media.range_not_satisfiable', status: 416, detail: `The file has ${sizeBytes} bytes.`, headers });
  }
  return { start, end };
}

// Line breaks, control and direction characters, and what paths are made of: each has fooled somebody.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}"\\/:*?<>|;%]/gu;
const LONGEST_NAME = 200;

/** RFC 6266: a plain name for old readers, the true one in UTF-8 beside it; shown or saved by its type alone. */
function disposition(fileName: string | null, mimeType: string): string {
  const way = SHOWN.has(mimeType) ? 'inline' : 'attachment';
  const name = safeName(fileName, mimeType);
  const plain = name.replace(/[^\x20-\x7e]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${way}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function safeName(fileName: string | null, mimeType: string): string {
  const fallback = `file.${extension(mimeType) || 'bin'}`;
  const lastPart = (fileName ?? '').split(/[\\/]/).at(-1) ?? '';
  const cleaned = lastPart
    .replace(UNSAFE, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .slice(0, LONGEST_NAME);
  return /[^_\s.]/.test(cleaned) ? cleaned : fallback;
}
