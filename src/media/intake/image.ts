import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { AppError, tooLarge, unprocessable } from '../../platform/http/errors.ts';
import { LARGEST_IMAGE_BYTES, STICKER_PIXELS, STILL_STICKER_BYTES } from './kinds.ts';

/** An image as it will be stored; `path` is the given one when not a byte had to change. */
export type PreparedImage = {
  path: string;
  mimeType: string;
  width: number;
  height: number;
  animated: boolean;
  thumbnailPath: string;
};

// A 31 kB picture of 16,000 × 16,000 took three seconds and 250 MB (measured), so pixels are limited, not bytes.
const MAX_PIXELS = 40_000_000;
const TIMEOUT_SECONDS = 10;
const THUMBNAIL_PIXELS = 320;
const QUALITY = 90;
// Each step is tried until the picture fits: less and less of it is kept.
const SMALLER = [
  { pixels: 4096, quality: 85 },
  { pixels: 3072, quality: 80 },
  { pixels: 2048, quality: 75 },
  { pixels: 1600, quality: 65 },
];
const STICKER_QUALITIES = [90, 75, 60, 45, 30, 15];

// One picture holds up to 40 million pixels in memory, so few at a time.
sharp.concurrency(1);
sharp.cache(false);

/** Checks a picture and takes out what tells of its maker (place, camera, hidden remarks); too large ones are made to fit. */
export async function prepareImage(path: string, mimeType: string, folder: string, maxBytes: number): Promise<PreparedImage> {
  const seen = await look(path);
  const stored = await withoutSecrets(path, mimeType, seen, folder, maxBytes);
  const { width, height } = stored.path === path ? seen : await look(stored.path);
  return { ...stored, width, height, animated: (seen.pages ?? 1) > 1, thumbnailPath: await thumbnail(stored.path, folder) };
}

/** How large a picture is, whether it moves, and a small one of it; the picture itself stays as it is. */
export async function seePicture(path: string, folder: string): Promise<Omit<PreparedImage, 'path' | 'mimeType'>> {
  const { width, height, pages = 1 } = await look(path);
  return { width, height, animated: pages > 1, thumbnailPath: await thumbnail(path, folder) };
}

/** Any picture as the square WhatsApp shows as a sticker; one that is right already stays as it is. */
export async function prepareSticker(path: string, mimeType: string, folder: string, maxBytes: number): Promise<PreparedImage> {
  const seen = await look(path, true);
  const animated = (seen.pages ?? 1) > 1;
  const limit = animated ? maxBytes : STILL_STICKER_BYTES;
  const { size } = await stat(path);
  const right =
    mimeType === 'image/webp' && seen.width === STICKER_PIXELS && (seen.pageHeight ?? seen.height) === STICKER_PIXELS && size <= limit;
  const target = right ? path : await makeSticker(path, animated, limit, join(folder, 'sticker.webp'));
  const size512 = { width: STICKER_PIXELS, height: STICKER_PIXELS };
  return { path: target, mimeType: 'image/webp', ...size512, animated, thumbnailPath: await thumbnail(target, folder) };
}

async function makeSticker(path: string, animated: boolean, limit: number, target: string): Promise<string> {
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  for (const quality of STICKER_QUALITIES) {
    const square = read(path, animated).resize(STICKER_PIXELS, STICKER_PIXELS, { fit: 'contain', background });
    const { size } = await attempt(square.webp({ quality, effort: 4, loop: 0 }).toFile(target));
    if (size <= limit) return target;
  }
  throw tooLarge('media.sticker_too_large', `A sticker may have ${limit} bytes, and this one cannot be made so small.`);
}

async function withoutSecrets(
  path: string,
  mimeType: string,
  seen: Metadata,
  folder: string,
  maxBytes: number,
): Promise<{ path: string; mimeType: string }> {
  const { size } = await stat(path);
  if (size > LARGEST_IMAGE_BYTES) throw tooLarge('media.too_large', `An image may have ${LARGEST_IMAGE_BYTES} bytes at most.`);
  const animated = (seen.pages ?? 1) > 1;
  const fits = size <= maxBytes;
  if (fits && !(await tellsMore(path, mimeType, seen))) return { path, mimeType };
  const target = join(folder, 'image');
  const anew = read(path, animated).autoOrient().keepIccProfile();
  const { size: newSize } = await attempt(encode(anew, mimeType, QUALITY).toFile(target));
  return newSize <= maxBytes ? { path: target, mimeType } : shrink(path, target, maxBytes);
}

/** What looks like a photograph is one: as JPEG it keeps most of itself in few bytes. */
async function shrink(path: string, target: string, maxBytes: number): Promise<{ path: string; mimeType: string }> {
  for (const { pixels, quality } of SMALLER) {
    const smaller = read(path, false).autoOrient().resize(pixels, pixels, { fit: 'inside', withoutEnlargement: true });
    const { size } = await attempt(smaller.flatten({ background: '#ffffff' }).jpeg({ quality }).toFile(target));
    if (size <= maxBytes) return { path: target, mimeType: 'image/jpeg' };
  }
  throw tooLarge('media.too_large', `An image may have ${maxBytes} bytes, and this one cannot be made so small.`);
}

function encode(image: Sharp, mimeType: string, quality: number): Sharp {
  if (mimeType === 'image/png') return image.png();
  return mimeType === 'image/webp' ? image.webp({ quality }) : image.jpeg({ quality });
}

async function thumbnail(path: string, folder: string): Promise<string> {
  const target = join(folder, 'thumbnail.webp');
  const small = read(path, false).autoOrient().resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: 'inside', withoutEnlargement: true });
  await attempt(small.webp({ quality: 75 }).toFile(target));
  return target;
}

/** Anything in the file besides the picture: camera data, remarks, or bytes hung on behind its end. */
async function tellsMore(path: string, mimeType: string, seen: Metadata): Promise<boolean> {
  const { exif, xmp, iptc, comments, orientation = 1 } = seen;
  if (exif || xmp || iptc || orientation > 1 || (comments ?? []).length > 0) return true;
  const bytes = await readFile(path);
  if (mimeType === 'image/jpeg') return hasRemark(bytes) || !bytes.subarray(-2).equals(Buffer.from([0xff, 0xd9]));
  if (mimeType === 'image/png') return !bytes.subarray(-8, -4).equals(Buffer.from('IEND'));
  return bytes.readUInt32LE(4) + 8 < bytes.length;
}

/** Walks a JPEG's segments up to the picture itself, looking for a remark (COM) or an application's own block. */
function hasRemark(bytes: Buffer): boolean {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda) return false;
    // JFIF (APP0), the colour profile (APP2) and Adobe's colour note (APP14) belong to the picture.
    const ownsPicture = marker === 0xe0 || marker === 0xe2 || marker === 0xee;
    if (marker === 0xfe || (marker >= 0xe0 && marker <= 0xef && !ownsPicture)) return true;
  }
  return false;
}

function read(path: string, animated: boolean): Sharp {
  return sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'warning', animated }).timeout({ seconds: TIMEOUT_SECONDS });
}

async function look(path: string, animated = false): Promise<Metadata> {
  const seen = await attempt(read(path, animated).metadata());
  if (seen.width * seen.height * (animated ? 1 : (seen.pages ?? 1)) > MAX_PIXELS) throw tooManyPixels();
  return seen;
}

const tooManyPixels = () =>
  unprocessable([{ path: 'file', message: `A picture may have ${MAX_PIXELS} pixels at most.` }], 'media.too_many_pixels');

/** Whatever the library cannot read is the sender's mistake, told in our words. */
async function attempt<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (/pixel limit/i.test((error as Error).message)) throw tooManyPixels();
    throw unprocessable([{ path: 'file', message: 'This picture is damaged or cut off.' }], 'media.unreadable');
  }
}
