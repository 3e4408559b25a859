import { mediaTypes } from '../../channels/channels.schema.ts';
import type { MediaType } from '../../channels/channels.schema.ts';

export const ALLOWED_KINDS = mediaTypes;

const MB = 1024 * 1024;

type Kind = { mimeTypes: readonly string[] | null; maxBytes: number };

/** What WhatsApp takes of each kind. A document may be anything. */
export const KINDS: Record<MediaType, Kind> = {
  image: { mimeTypes: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: 5 * MB },
  video: { mimeTypes: ['video/mp4', 'video/3gpp'], maxBytes: 16 * MB },
  audio: { mimeTypes: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg'], maxBytes: 16 * MB },
  voice: { mimeTypes: ['audio/ogg'], maxBytes: 16 * MB },
  document: { mimeTypes: null, maxBytes: 100 * MB },
  sticker: { mimeTypes: ['image/webp'], maxBytes: 500 * 1024 },
};

/** A still sticker must be smaller than one that moves. */
export const STILL_STICKER_BYTES = 100 * 1024;
export const STICKER_PIXELS = 512;
export const LARGEST_FILE_BYTES = KINDS.document.maxBytes;
/** The largest image that is still made to fit; past it, it is somebody's mistake. */
export const LARGEST_IMAGE_BYTES = 50 * MB;

/** What a file of this type is sent as when nobody says. */
export function kindOf(mimeType: string): MediaType {
  const fitting = (['image', 'video', 'audio'] as const).find((kind) => KINDS[kind].mimeTypes?.includes(mimeType));
  return fitting ?? 'document';
}
