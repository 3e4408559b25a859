import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { recordAudit } from '../access/access.ts';
import type { Tx } from '../platform/db/db.ts';
import { conflict, notFound, unavailable } from '../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../platform/http/lists.ts';
import type { OwnCall } from '../platform/http/route.ts';
import type { MediaFilter, Retention } from './media.schema.ts';
import { deleteMedia, findMedia, findUsage, holdFile, insertMedia, isHeld, listMedia, lockMedia, updateRetention } from './media.sql.ts';
import type { MediaRow } from './media.sql.ts';
import { releaseFile } from './storage.ts';

/** A file as the API shows one. */
export function showMedia(row: MediaRow) {
  const { id, kind, mimeType, sizeBytes, sha256, fileName, direction, clientId, width, height, durationSeconds, animated, createdAt } = row;
  const waveform = row.waveform && [...row.waveform];
  const hasThumbnail = row.thumbnailId !== null;
  return {
    id,
    kind,
    mimeType,
    sizeBytes,
    sha256,
    fileName,
    direction,
    clientId,
    width,
    height,
    durationSeconds,
    waveform,
    animated,
    hasThumbnail,
    createdAt,
  };
}

type NewMedia = { fileId: string; fileName: string | null; clientId?: string | null; direction: 'uploaded' | 'inbound' };

/** Names a stored file: from here on it is somebody's. */
export async function nameFile(tx: Tx, { clientId = null, ...media }: NewMedia): Promise<MediaRow> {
  // Somebody deleted the last other use of these very bytes since they were found: a moment later it works.
  if (!(await holdFile(tx, media.fileId))) throw unavailable('media.try_again', 'This file was just being deleted; send it again.');
  return insertMedia(tx, { id: uuidv7(), clientId, ...media });
}

type ListCall = OwnCall & { query: { limit: number; cursor?: string } & z.output<typeof MediaFilter> };

export async function showLibrary({ tx, query }: ListCall) {
  const { limit, cursor, kind = null, direction = null, clientId = null } = query;
  const rows = await listMedia(tx, { limit, before: readIdCursor(cursor), kind, direction, clientId });
  const { data, nextCursor } = pageOf(rows, limit, ({ id }) => [id]);
  return { data: data.map(showMedia), nextCursor };
}

type One = OwnCall & { params: { id: string } };

export async function getMedia({ tx, params }: One) {
  return showMedia(await knownMedia(tx, params.id));
}

/** The bytes go too, unless another upload of the same ones still needs them. */
export async function removeMedia({ tx, params, ...call }: One): Promise<void> {
  const media = await lockMedia(tx, params.id);
  if (!media) throw notFound('media');
  if (await isHeld(tx, params.id)) throw conflict('media.in_use', 'A message that waits to be sent needs this file.');
  await deleteMedia(tx, params.id);
  await releaseFile(tx, media.fileId);
  await recordAudit(tx, call, { action: 'media.delete', target: { type: 'media', id: params.id } });
}

export async function knownMedia(tx: Tx, id: string): Promise<MediaRow> {
  const media = await findMedia(tx, id);
  if (!media) throw notFound('media');
  return media;
}

export async function showUsage(tx: Tx, quotaBytes: number) {
  const { sizeBytes, files } = await findUsage(tx);
  return { sizeBytes, files, quotaBytes, quotaLeftBytes: Math.max(0, quotaBytes - sizeBytes) };
}

export async function showRetention({ tx }: OwnCall) {
  const { uploadedDays, inboundDays } = await findUsage(tx);
  return { uploadedDays, inboundDays };
}

export async function changeRetention({ tx, body, ...call }: OwnCall & { body: z.output<typeof Retention> }) {
  const before = await findUsage(tx);
  await updateRetention(tx, body);
  const changes = {
    uploadedDays: { from: before.uploadedDays, to: body.uploadedDays },
    inboundDays: { from: before.inboundDays, to: body.inboundDays },
  };
  await recordAudit(tx, call, { action: 'media.retention', target: { type: 'organization', id: call.caller.organizationId }, changes });
  return body;
}
