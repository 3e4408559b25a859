import { mediaTypes } from '../../channels/channels.schema.ts';
import type { MediaType } from '../../channels/channels.schema.ts';

export const ALLOWED_KINDS = mediaTypes;

const MB = 1024 * 1024;

/** The types that WhatsApp takes of each kind; a document may be anything. */
export const TYPES: Record<MediaType, readonly string[] | null> = {
  image: ['image/jpeg', 'image/png', 'image/webp'],
  video: ['video/mp4', 'video/3gpp'],
  audio: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg'],
  voice: ['audio/ogg'],
  document: null,
  sticker: ['image/webp'],
};

/** How large a file of each kind may be, in bytes: WhatsApp's own limits, unless the operator says otherwise. */
export type Limits = Record<MediaType, number>;

const STICKER_BYTES = 500 * 1024;

type LimitSettings = { mediaMaxImageMb: number; mediaMaxVideoMb: number; mediaMaxAudioMb: number; mediaMaxDocumentMb: number };

export function limitsOf({ mediaMaxImageMb, mediaMaxVideoMb, mediaMaxAudioMb, mediaMaxDocumentMb }: LimitSettings): Limits {
  const audio = mediaMaxAudioMb * MB;
  return {
    image: mediaMaxImageMb * MB,
    video: mediaMaxVideoMb * MB,
    audio,
    voice: audio,
    document: mediaMaxDocumentMb * MB,
    sticker: STICKER_BYTES,
  };
}

/** A still sticker must be smaller than one that moves. */
export const STILL_STICKER_BYTES = 100 * 1024;
export const STICKER_PIXELS = 512;
/** The largest image that is still made to fit; past it, it is somebody's mistake. */
export const LARGEST_IMAGE_BYTES = 50 * MB;

/** What a file of this type is sent as when nobody says. */
export function kindOf(mimeType: string): MediaType {
  const fitting = (['image', 'video', 'audio'] as const).find((kind) => TYPES[kind]?.includes(mimeType));
  return fitting ?? 'document';
}
