import { z } from 'zod';
import type { UploadedFile } from '../platform/http/multipart.ts';
import { mediaTypes } from '../channels/channels.schema.ts';
import { ALLOWED_KINDS } from './intake/kinds.ts';

const Time = z.iso.datetime();

/** A file, uploaded or come in; the bytes are behind `/content`. */
export const Media = z
  .object({
    id: z.uuid(),
    kind: z.enum(mediaTypes),
    mimeType: z.string(),
    /** Of the bytes that are stored: an image that carried a place or was too large is made anew. */
    sizeBytes: z.int(),
    sha256: z.string(),
    fileName: z.string().nullable(),
    direction: z.enum(['uploaded', 'inbound']),
    clientId: z.uuid().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    durationSeconds: z.number().nullable(),
    /** Sixty-four loudness values (0 to 100) of a voice note that was made here. */
    waveform: z.array(z.int()).nullable(),
    animated: z.boolean(),
    hasThumbnail: z.boolean(),
    createdAt: Time,
  })
  .meta({ id: 'Media' });

/** One file gives the object, several give a list. */
export const Uploaded = z.union([Media, z.object({ data: z.array(Media) })]);

export const MediaFilter = z.object({
  kind: z.enum(mediaTypes).optional(),
  direction: z.enum(['uploaded', 'inbound']).optional(),
  clientId: z.uuid().optional(),
});

/** What the file is to be used as; without it, what its bytes suggest. */
export const UploadOptions = z.object({ kind: z.enum(ALLOWED_KINDS).optional(), fileName: z.string().min(1).max(255).optional() });

/** A body as it was received: its fields, and the files that lie on disk until the answer is sent. */
export const UploadBody = z.object({
  fields: UploadOptions,
  files: z.array(z.custom<UploadedFile>()).min(1, 'Send at least one file.'),
});

export const Usage = z
  .object({ sizeBytes: z.int(), files: z.int(), quotaBytes: z.int(), quotaLeftBytes: z.int() })
  .meta({ id: 'MediaUsage' });

const days = z.int().min(1).max(36_500).nullable();
/** After how many days a file goes by itself; null keeps it. */
export const Retention = z.strictObject({ uploadedDays: days, inboundDays: days }).meta({ id: 'MediaRetention' });

export const Link = z.object({ url: z.string(), expiresAt: Time }).meta({ id: 'MediaLink' });
/** What a signed link carries; everything in it is covered by the signature. */
export const LinkQuery = z.object({
  organization: z.uuid(),
  expires: z.coerce.number().int().positive(),
  signature: z.string().max(100),
});
