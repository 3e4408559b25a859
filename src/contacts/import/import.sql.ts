import type { Tx } from '../../platform/db/db.ts';
import type { Identity } from '../people/people.sql.ts';
import type { Mapped, Read } from './rows.ts';

export type ImportRow = {
  id: string;
  state: 'queued' | 'running' | 'completed' | 'failed';
  error: string | null;
  dryRun: boolean;
  fileName: string;
  encoding: string;
  delimiter: string;
  mapping: Mapped[];
  country: string | null;
  sizeBytes: number;
  doneBytes: number;
  rows: number;
  created: number;
  updated: number;
  failed: number;
  createdBy: string;
  createdAt: Date;
  completedAt: Date | null;
};

const IMPORT = `id, state, error, dry_run, file_name, encoding, delimiter, mapping, country, size_bytes, done_bytes, rows, created, updated, failed,
  created_by, created_at, completed_at`;

export type NewImport = Pick<
  ImportRow,
  'id' | 'dryRun' | 'fileName' | 'encoding' | 'delimiter' | 'mapping' | 'country' | 'sizeBytes' | 'createdBy'
>;

export async function insertImport(tx: Tx, row: NewImport): Promise<void> {
  await tx.execute(
    `insert into contact_imports (id, dry_run, file_name, encoding, delimiter, mapping, country, size_bytes, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.dryRun, row.fileName, row.encoding, row.delimiter, JSON.stringify(row.mapping), row.country, row.sizeBytes, row.createdBy],
  );
}

export async function insertPart(tx: Tx, importId: string, part: number, bytes: Buffer): Promise<void> {
  await tx.execute('insert into contact_import_parts (import_id, part, bytes) values ($1, $2, $3)', [importId, part, bytes]);
}

export async function findPart(tx: Tx, importId: string, part: number): Promise<Buffer | null> {
  const row = await tx.maybe<{ bytes: Buffer }>('select bytes from contact_import_parts where import_id = $1 and part = $2', [
    importId,
    part,
  ]);
  return row?.bytes ?? null;
}

export async function findImport(tx: Tx, id: string): Promise<ImportRow | null> {
  return tx.maybe<ImportRow>(`select ${IMPORT} from contact_imports where id = $1`, [id]);
}

export async function listImports(tx: Tx, limit: number, before: string | null): Promise<ImportRow[]> {
  return tx.query<ImportRow>(`select ${IMPORT} from contact_imports where $2::uuid is null or id < $2 order by id desc limit $1`, [
    limit + 1,
    before,
  ]);
}

/** Held until the batch is written, so that of two workers one goes on. */
export async function lockImport(tx: Tx, id: string): Promise<ImportRow | null> {
  return tx.maybe<ImportRow>(`select ${IMPORT} from contact_imports where id = $1 for update`, [id]);
}

export type Progress = { rows: number; created: number; updated: number; failed: number; doneBytes: number };

export async function addProgress(tx: Tx, id: string, { rows, created, updated, failed, doneBytes }: Progress): Promise<void> {
  await tx.execute(
    `update contact_imports set state = 'running', rows = rows + $2, created = created + $3, updated = updated + $4, failed = failed + $5,
       done_bytes = $6 where id = $1`,
    [id, rows, created, updated, failed, doneBytes],
  );
}

/** The file is no longer needed. */
export async function endImport(tx: Tx, id: string, state: 'completed' | 'failed', error: string | null): Promise<void> {
  await tx.execute('update contact_imports set state = $2, error = $3, completed_at = now() where id = $1', [id, state, error]);
  await tx.execute('delete from contact_import_parts where import_id = $1', [id]);
}

export type RowError = { row: number; reasons: string; cells: readonly string[] };

export async function insertErrors(tx: Tx, importId: string, errors: readonly RowError[]): Promise<void> {
  await tx.execute(
    `insert into contact_import_errors (import_id, row, reasons, cells)
     select $1, row, reasons, cells::jsonb from unnest($2::integer[], $3::text[], $4::text[]) as t (row, reasons, cells)`,
    [importId, errors.map(({ row }) => row), errors.map(({ reasons }) => reasons), errors.map(({ cells }) => JSON.stringify(cells))],
  );
}

export async function listErrors(tx: Tx, importId: string, afterRow: number, limit: number): Promise<RowError[]> {
  return tx.query<RowError>(
    'select row, reasons, cells from contact_import_errors where import_id = $1 and row > $2 order by row limit $3',
    [importId, afterRow, limit],
  );
}

/** What people wrote is not kept longer than it is of use; for a system transaction. */
export async function deleteOldErrors(tx: Tx, days: number): Promise<number> {
  return tx.execute(
    `delete from contact_import_errors using contact_imports i
     where i.id = contact_import_errors.import_id and i.completed_at < now() - make_interval(days => $1)`,
    [days],
  );
}

export type Existing = {
  id: string;
  name: string | null;
  profileName: string | null;
  attributes: Read['attributes'];
  tags: string[];
  identities: Identity[];
};

/** Held in order of their ids until they are written. */
export async function lockExisting(tx: Tx, ids: readonly string[]): Promise<Existing[]> {
  await tx.execute('select from contacts where id = any($1) order by id for no key update', [ids]);
  return tx.query<Existing>(
    `select c.id, c.name, c.profile_name, c.attributes, c.tags,
       (select json_agg(json_build_object('kind', i.kind, 'value', i.value)) from contact_identities i where i.contact_id = c.id) as identities
     from contacts c where c.id = any($1)`,
    [ids],
  );
}

export type Written = {
  id: string;
  name: string | null;
  language: string | null;
  country: string | null;
  timeZone: string | null;
  attributes: Read['attributes'];
  tags: string[];
  /** Lexemes in quotes: a tsvector as text. */
  search: string;
  sortName: string;
};

const AS_ROWS = `json_to_recordset($1) as t (id uuid, name text, language text, country text, "timeZone" text, attributes jsonb, tags text[],
  search text, "sortName" text)`;

export async function insertContacts(tx: Tx, rows: readonly Written[]): Promise<void> {
  await tx.execute(
    `insert into contacts (id, name, language, country, time_zone, attributes, tags, search, sort_name)
     select id, name, language, country, "timeZone", attributes, tags, search::tsvector, "sortName" from ${AS_ROWS}`,
    [JSON.stringify(rows)],
  );
}

/** Null leaves what is there; tags and attributes come whole. */
export async function updateContacts(tx: Tx, rows: readonly Written[]): Promise<void> {
  await tx.execute(
    `update contacts c set name = coalesce(t.name, c.name), language = coalesce(t.language, c.language), country = coalesce(t.country, c.country),
       time_zone = coalesce(t."timeZone", c.time_zone), attributes = t.attributes, tags = t.tags, search = t.search::tsvector,
       sort_name = t."sortName", unindexed = true, updated_at = now()
     from ${AS_ROWS} where c.id = t.id`,
    [JSON.stringify(rows)],
  );
}

/** The names that were free, each with its contact. */
export async function insertAllNames(
  tx: Tx,
  names: readonly (Identity & { contactId: string })[],
): Promise<(Identity & { contactId: string })[]> {
  return tx.query(
    `insert into contact_identities (kind, value, contact_id) select * from unnest($1::text[], $2::text[], $3::uuid[]) as t (kind, value, id)
     order by kind, value on conflict do nothing returning kind, value, contact_id`,
    [names.map(({ kind }) => kind), names.map(({ value }) => value), names.map(({ contactId }) => contactId)],
  );
}
