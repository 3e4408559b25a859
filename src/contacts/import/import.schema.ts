import { z } from 'zod';
import type { UploadedFile } from '../../platform/http/multipart.ts';

const Time = z.iso.datetime();
export const IMPORT_STATES = ['queued', 'running', 'completed', 'failed'] as const;

/** Our field → the name of its column, or its place counted from 0. */
const Mapping = z.record(z.string().max(100), z.union([z.string().max(500), z.int().min(0)]));

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

export const ImportUpload = z.object({
  fields: z.object({
    mapping: json.pipe(Mapping).optional(),
    dryRun: z
      .enum(['true', 'false', ''])
      .default('false')
      .transform((text) => text === 'true'),
    /** Whose numbers those without a country code are. */
    country: z
      .string()
      .toUpperCase()
      .regex(/^([A-Z]{2})?$/, 'must be a country code such as DE')
      .optional(),
    delimiter: z.enum([',', ';', '\t', '|']).optional(),
    encoding: z.string().max(40).optional(),
  }),
  files: z.array(z.custom<UploadedFile>()).length(1, 'Send one file.'),
});

export const ImportStarted = z.object({ importId: z.uuid() });

export const ContactImport = z
  .object({
    id: z.uuid(),
    status: z.enum(IMPORT_STATES),
    dryRun: z.boolean(),
    fileName: z.string(),
    encoding: z.string(),
    delimiter: z.string(),
    /** Rows read so far, without the header. */
    rows: z.int(),
    created: z.int(),
    updated: z.int(),
    failed: z.int(),
    /** From 0 to 1. */
    progress: z.number(),
    error: z.string().nullable(),
    /** The rows that were not taken, as CSV with the reasons; null when there are none. */
    errorsUrl: z.string().nullable(),
    createdBy: z.string(),
    createdAt: Time,
    completedAt: Time.nullable(),
  })
  .meta({ id: 'ContactImport' });

export const ImportPreview = z
  .object({
    encoding: z.string(),
    delimiter: z.string(),
    columns: z.array(z.string()),
    /** The first rows as they were read. */
    rows: z.array(z.array(z.string())),
    /** What the columns' names suggest. */
    mapping: Mapping,
  })
  .meta({ id: 'ImportPreview' });
