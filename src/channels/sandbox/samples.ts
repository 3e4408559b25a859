import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { IncomingContent } from '../channels.schema.ts';

const SAMPLE_REF = 'sandbox:sample.png';

/** Eight by eight yellow pixels. */
const samplePng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mP4dNIHK2IYWhIA3DaBwViir7YAAAAASUVORK5CYII=',
  'base64',
);

/** The picture that some of the scripted people send. */
export function samplePicture(caption: string): IncomingContent {
  const sha256 = createHash('sha256').update(samplePng).digest('hex');
  return { type: 'image', image: { mediaRef: SAMPLE_REF, mimeType: 'image/png', sizeBytes: samplePng.length, sha256, caption } };
}

export function openSamplePicture(): Readable {
  return Readable.from([samplePng]);
}

/** The sandbox's own file of that name; null for any other. */
export function openSample(mediaRef: string): Readable | null {
  return mediaRef === SAMPLE_REF ? openSamplePicture() : null;
}
