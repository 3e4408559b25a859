import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { notSupported, tooLarge, unprocessable } from '../../platform/http/errors.ts';

const CPU_SECONDS = 120;
const WALL_MS = 180_000;
const MEMORY_KIB = 2 * 1024 * 1024;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const WAVE_SAMPLES = 64;
const WAVE_RATE = 8_000;
// Where a system keeps its programs; nothing of this server's environment reaches the child.
const FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin'];

/** What ffmpeg is told a file is, so that it never guesses: a guess could make a playlist of it, which opens other files. */
const INPUT_FORMATS: Record<string, string> = {
  'audio/aac': 'aac',
  'audio/mp4': 'mov',
  'audio/mpeg': 'mp3',
  'audio/amr': 'amr',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'audio/aiff': 'aiff',
  'video/mp4': 'mov',
  'video/3gpp': 'mov',
  'video/quicktime': 'mov',
  'video/x-m4v': 'mov',
  'video/webm': 'matroska',
  'video/matroska': 'matroska',
  'video/ogg': 'ogg',
  'video/vnd.avi': 'avi',
  'video/mpeg': 'mpeg',
  'video/mp2t': 'mpegts',
  'image/gif': 'gif',
};

export type Sound = { durationSeconds: number; waveform: Buffer };

/** Any sound as the voice note that WhatsApp plays: Opus in Ogg, one channel. */
export async function makeVoice(path: string, mimeType: string, target: string, maxBytes: number): Promise<Sound> {
  const samples = await run(path, mimeType, ['-map', '0:a:0', '-ac', '1', '-ar', String(WAVE_RATE), '-f', 's16le', 'pipe:1']);
  const opus = ['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', '-ac', '1', '-ar', '48000'];
  await run(path, mimeType, ['-map', '0:a:0', '-map_metadata', '-1', ...opus, '-f', 'ogg', target]);
  await refuseLarge(target, maxBytes);
  return { durationSeconds: samples.length / 2 / WAVE_RATE, waveform: waveOf(samples) };
}

/** Any film as the one that WhatsApp plays everywhere: H.264 and AAC in MP4, ready to play before it is all there. */
export async function makeVideo(path: string, mimeType: string, target: string, maxBytes: number): Promise<void> {
  const even = 'scale=trunc(min(iw\\,1280)/2)*2:-2';
  const video = [
    '-map',
    '0:v:0',
    '-map',
    '0:a:0?',
    '-map_metadata',
    '-1',
    '-vf',
    even,
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '26',
  ];
  const rest = ['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', '-f', 'mp4'];
  await run(path, mimeType, [...video, ...rest, target]);
  await refuseLarge(target, maxBytes);
}

async function refuseLarge(path: string, maxBytes: number): Promise<void> {
  const { size } = await stat(path);
  if (size > maxBytes) throw tooLarge('media.too_large', `Made playable it has ${size} bytes; ${maxBytes} are allowed.`);
}

/** Sixty-four values from 0 to 100, as loud as that part is, the loudest being 100. */
function waveOf(samples: Buffer): Buffer {
  const count = samples.length / 2;
  const loudness = Array.from({ length: WAVE_SAMPLES }, (_, index) => {
    const [from, to] = [Math.floor((index * count) / WAVE_SAMPLES), Math.floor(((index + 1) * count) / WAVE_SAMPLES)];
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += Math.abs(samples.readInt16LE(at * 2));
    return to > from ? sum / (to - from) : 0;
  });
  const loudest = Math.max(...loudness, 1);
  return Buffer.from(loudness.map((value) => Math.round((value / loudest) * 100)));
}

/** In a process of its own that may read files and pipes only, with an end to its time and memory. */
async function run(path: string, mimeType: string, output: string[]): Promise<Buffer> {
  const format = INPUT_FORMATS[mimeType];
  if (!format) throw unprocessable([{ path: 'kind', message: `${mimeType} cannot be made playable.` }], 'media.not_convertible');
  const program = await findFfmpeg();
  const input = ['-nostdin', '-v', 'error', '-protocol_whitelist', 'file,pipe', '-f', format, '-i', path];
  const limits = `ulimit -t ${CPU_SECONDS}; ulimit -v ${MEMORY_KIB}; exec "$0" "$@"`;
  const child = spawn('/bin/sh', ['-c', limits, program, ...input, '-fs', String(MAX_OUTPUT_BYTES), '-y', ...output], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {},
    timeout: WALL_MS,
    killSignal: 'SIGKILL',
  });
  const chunks: Buffer[] = [];
  const ended = once(child, 'close');
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) chunks.push(chunk);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw unprocessable([{ path: 'file', message: 'This recording is damaged or has nothing to play.' }], 'media.unreadable');
  return Buffer.concat(chunks);
}

/** The system's own; Waxwing brings none. */
async function findFfmpeg(): Promise<string> {
  for (const folder of FOLDERS) {
    const path = join(folder, 'ffmpeg');
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return path;
  }
  throw notSupported(
    'media.no_ffmpeg',
    'Making this playable needs ffmpeg on the server: install it, or send a file that needs no change.',
  );
}
