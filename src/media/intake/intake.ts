import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import type { MediaType } from '../../channels/channels.schema.ts';
import { tooLarge, unprocessable, wrongType } from '../../platform/http/errors.ts';
import { refuseBomb } from './archive.ts';
import type { Scan } from './antivirus.ts';
import { makeVideo, makeVoice } from './ffmpeg.ts';
import { prepareImage, prepareSticker, seePicture } from './image.ts';
import { kindOf, TYPES } from './kinds.ts';
import type { Limits } from './kinds.ts';
import { typeOf } from './type.ts';

/** A file on disk with what its sender says of it, and what it is wanted as. */
export type Arrived = {
  path: string;
  name: string;
  claimedType: string;
  kind?: MediaType | undefined;
  /** Others sent it: not a byte is changed, and nothing but its size and a virus are reasons to refuse it. */
  asItIs?: boolean;
};

/** A file as it will be stored: checked, and changed where it had to be. */
export type Checked = {
  path: string;
  thumbnailPath: string | null;
  kind: MediaType;
  mimeType: string;
  sizeBytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  animated: boolean;
  waveform: Buffer | null;
};

type Shape = Pick<Checked, 'path' | 'mimeType'> & Partial<Omit<Checked, 'kind' | 'sizeBytes' | 'sha256'>>;

const FLAT = { thumbnailPath: null, width: null, height: null, durationSeconds: null, animated: false, waveform: null };

/** What files are held against. */
export type Checks = { scan: Scan | null; limits: Limits };

/** Finds out what a file is, refuses what is not allowed, and makes of it what can be sent. What it writes lies in `folder`. */
export async function check(file: Arrived, folder: string, { scan, limits }: Checks): Promise<Checked> {
  const { size } = await stat(file.path);
  if (size === 0) throw unprocessable([{ path: 'file', message: 'The file is empty.' }], 'media.empty');
  await scan?.(file.path);
  const mimeType = await typeOf(file);
  const kind = file.kind ?? kindOf(mimeType);
  const made = await mkdtemp(join(folder, 'made-'));
  if (file.asItIs) {
    const shape = await shapeOf(file.path, mimeType, made);
    return { ...FLAT, ...shape, kind, sizeBytes: size, sha256: await sha256Of(file.path) };
  }
  if (mimeType === 'application/zip' || mimeType.includes('openxmlformats') || mimeType.includes('opendocument'))
    await refuseBomb(file.path, size);
  const shape = await shapeAs(kind, file.path, mimeType, made, limits[kind]);
  const stored = await stat(shape.path);
  const maxBytes = limits[kind];
  if (stored.size > maxBytes)
    throw tooLarge('media.too_large', `A file sent as ${kind} may have ${maxBytes} bytes; this one has ${stored.size}.`);
  return { ...FLAT, ...shape, kind, sizeBytes: stored.size, sha256: await sha256Of(shape.path) };
}

/** What can be seen of a file that stays as it is; of a broken picture that is nothing. */
async function shapeOf(path: string, mimeType: string, folder: string): Promise<Shape> {
  if (!mimeType.startsWith('image/')) return { path, mimeType };
  return { ...(await seePicture(path, folder).catch(() => ({}))), path, mimeType };
}

async function shapeAs(kind: MediaType, path: string, mimeType: string, folder: string, maxBytes: number): Promise<Shape> {
  const playable = TYPES[kind]?.includes(mimeType) ?? true;
  switch (kind) {
    case 'sticker':
      if (!mimeType.startsWith('image/')) throw unfit(kind, mimeType);
      return prepareSticker(path, mimeType, folder, maxBytes);
    case 'image':
      if (!playable) throw unfit(kind, mimeType);
      return prepareImage(path, mimeType, folder, maxBytes);
    case 'voice': {
      if (playable) return { path, mimeType };
      const target = join(folder, 'voice.ogg');
      return { path: target, mimeType: 'audio/ogg', ...(await makeVoice(path, mimeType, target, maxBytes)) };
    }
    case 'video': {
      if (playable) return { path, mimeType };
      const target = join(folder, 'video.mp4');
      await makeVideo(path, mimeType, target, maxBytes);
      return { path: target, mimeType: 'video/mp4' };
    }
    case 'audio':
      if (!playable) throw unfit(kind, mimeType);
      return { path, mimeType };
    default:
      return { path, mimeType };
  }
}

function unfit(kind: MediaType, mimeType: string) {
  const fitting = TYPES[kind]?.join(', ');
  return wrongType('media.unfit_type', `${mimeType} cannot be sent as ${kind} (${fitting}); as a document it can.`);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** A folder for what one piece of work makes; gone when it ends. */
export async function withFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, 'work-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
