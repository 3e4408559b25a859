import type { MediaType } from '../channels/channels.schema.ts';
import type { Tx } from '../platform/db/db.ts';

export type FileRow = {
  id: string;
  sha256: string;
  sizeBytes: number;
  mimeType: string;
  kind: MediaType;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  animated: boolean;
  waveform: Buffer | null;
  thumbnailId: string | null;
};

export type MediaRow = Omit<FileRow, 'id'> & {
  id: string;
  organizationId: string;
  fileId: string;
  clientId: string | null;
  direction: 'uploaded' | 'inbound';
  fileName: string | null;
  createdAt: Date;
};

type FileKey = Pick<FileRow, 'sha256' | 'kind' | 'mimeType'>;

const MEDIA = `m.id, m.organization_id, m.file_id, m.client_id, m.direction, m.file_name, m.created_at,
  f.sha256, f.size_bytes, f.mime_type, f.kind, f.width, f.height, f.duration_seconds, f.animated, f.waveform, f.thumbnail_id`;

/** Found again, it counts as new, so that the sweep of files without use leaves it alone. */
export async function touchFile(tx: Tx, { sha256, kind, mimeType }: FileKey): Promise<string | null> {
  const row = await tx.maybe<{ id: string }>(
    'update media_files set created_at = now() where sha256 = $1 and kind = $2 and mime_type = $3 returning id',
    [sha256, kind, mimeType],
  );
  return row?.id ?? null;
}

/** The id of the one row for these bytes, whoever wrote it first. */
export async function insertFile(tx: Tx, file: FileRow): Promise<string> {
  const { id, sha256, sizeBytes, mimeType, kind, width, height, durationSeconds, animated, waveform, thumbnailId } = file;
  const row = await tx.one<{ id: string }>(
    `insert into media_files (id, sha256, size_bytes, mime_type, kind, width, height, duration_seconds, animated, waveform, thumbnail_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (organization_id, sha256, kind, mime_type) do update set created_at = now() returning id`,
    [id, sha256, sizeBytes, mimeType, kind, width, height, durationSeconds, animated, waveform, thumbnailId],
  );
  return row.id;
}

/** Keeps the file from being deleted until the transaction ends; false when it is gone. */
export async function holdFile(tx: Tx, fileId: string): Promise<boolean> {
  return (await tx.maybe('select from media_files where id = $1 for key share', [fileId])) !== null;
}

type NewMedia = Pick<MediaRow, 'id' | 'fileId' | 'clientId' | 'direction' | 'fileName'>;

export async function insertMedia(tx: Tx, { id, fileId, clientId, direction, fileName }: NewMedia): Promise<MediaRow> {
  return tx.one<MediaRow>(
    `with m as (
       insert into media (id, file_id, client_id, direction, file_name) values ($1, $2, $3, $4, $5) returning *
     ) select ${MEDIA} from m join media_files f on f.id = m.file_id`,
    [id, fileId, clientId, direction, fileName],
  );
}

export async function findMedia(tx: Tx, id: string): Promise<MediaRow | null> {
  return tx.maybe<MediaRow>(`select ${MEDIA} from media m join media_files f on f.id = m.file_id where m.id = $1`, [id]);
}

type ListOptions = { limit: number; before: string | null; kind: string | null; direction: string | null; clientId: string | null };

export async function listMedia(tx: Tx, { limit, before, kind, direction, clientId }: ListOptions): Promise<MediaRow[]> {
  return tx.query<MediaRow>(
    `select ${MEDIA} from media m join media_files f on f.id = m.file_id
     where ($2::uuid is null or m.id < $2) and ($3::text is null or f.kind = $3) and ($4::text is null or m.direction = $4)
       and ($5::uuid is null or m.client_id = $5)
     order by m.id desc limit $1 + 1`,
    [limit, before, kind, direction, clientId],
  );
}

/** The row, locked, so that nobody begins to need it meanwhile. */
export async function lockMedia(tx: Tx, id: string): Promise<{ fileId: string } | null> {
  return tx.maybe<{ fileId: string }>('select file_id from media where id = $1 for update', [id]);
}

export async function isHeld(tx: Tx, mediaId: string): Promise<boolean> {
  return (await tx.maybe('select from media_holds where media_id = $1 limit 1', [mediaId])) !== null;
}

export async function deleteMedia(tx: Tx, id: string): Promise<void> {
  await tx.execute('delete from media where id = $1', [id]);
}

/** Gives back what it took, or null when something else still needs those bytes. */
export async function deleteUnusedFile(tx: Tx, fileId: string): Promise<Pick<FileRow, 'id' | 'sizeBytes' | 'thumbnailId'> | null> {
  await tx.query('select from media_files where id = $1 for update', [fileId]);
  return tx.maybe(
    'delete from media_files f where id = $1 and not exists (select from media m where m.file_id = f.id) returning id, size_bytes, thumbnail_id',
    [fileId],
  );
}

export async function insertHold(tx: Tx, mediaId: string, holderId: string): Promise<void> {
  await tx.execute('insert into media_holds (media_id, holder_id) values ($1, $2) on conflict do nothing', [mediaId, holderId]);
}

export async function deleteHolds(tx: Tx, holderId: string): Promise<void> {
  await tx.execute('delete from media_holds where holder_id = $1', [holderId]);
}

/** False when it would be more than the quota. */
export async function raiseUsage(tx: Tx, sizeBytes: number, quotaBytes: number): Promise<boolean> {
  await tx.execute('insert into media_usage default values on conflict do nothing');
  const changed = await tx.execute('update media_usage set size_bytes = size_bytes + $1, files = files + 1 where size_bytes + $1 <= $2', [
    sizeBytes,
    quotaBytes,
  ]);
  return changed === 1;
}

export async function lowerUsage(tx: Tx, sizeBytes: number): Promise<void> {
  await tx.execute('update media_usage set size_bytes = greatest(0, size_bytes - $1), files = greatest(0, files - 1)', [sizeBytes]);
}

export type UsageRow = { sizeBytes: number; files: number; uploadedDays: number | null; inboundDays: number | null };

export async function findUsage(tx: Tx): Promise<UsageRow> {
  const row = await tx.maybe<UsageRow>('select size_bytes, files, uploaded_days, inbound_days from media_usage');
  return row ?? { sizeBytes: 0, files: 0, uploadedDays: null, inboundDays: null };
}

export async function updateRetention(
  tx: Tx,
  { uploadedDays, inboundDays }: Pick<UsageRow, 'uploadedDays' | 'inboundDays'>,
): Promise<void> {
  await tx.execute(
    `insert into media_usage (uploaded_days, inbound_days) values ($1, $2)
     on conflict (organization_id) do update set uploaded_days = excluded.uploaded_days, inbound_days = excluded.inbound_days`,
    [uploadedDays, inboundDays],
  );
}

/** Of all organisations: for the timer. */
export async function listExpired(tx: Tx, limit: number): Promise<{ id: string; organizationId: string }[]> {
  return tx.query(
    `select m.id, m.organization_id from media_usage u join media m on m.organization_id = u.organization_id
       and m.created_at < now() - make_interval(days => case m.direction when 'uploaded' then u.uploaded_days else u.inbound_days end)
     where (u.uploaded_days is not null or u.inbound_days is not null)
       and not exists (select from media_holds h where h.media_id = m.id)
     limit $1`,
    [limit],
  );
}

/** Files that were stored for a row which never came: the request failed or the server died in between. */
export async function listForsakenFiles(
  tx: Tx,
  olderThanMinutes: number,
  limit: number,
): Promise<{ id: string; organizationId: string }[]> {
  return tx.query(
    `select id, organization_id from media_files f
     where created_at < now() - make_interval(mins => $1) and not exists (select from media m where m.file_id = f.id) limit $2`,
    [olderThanMinutes, limit],
  );
}

/** Which of these ids belong to a file or its small picture. */
export async function listKnownBlobs(tx: Tx, ids: string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select id from media_files where id = any($1) union all select thumbnail_id from media_files where thumbnail_id = any($1)',
    [ids],
  );
  return rows.map(({ id }) => id);
}
