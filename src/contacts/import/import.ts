import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { recordAudit } from '../../access/access.ts';
import { csvLine } from '../../platform/csv.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { notFound } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import { Reply } from '../../platform/http/reply.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { enqueueJob } from '../../platform/jobs/jobs.ts';
import { refuseTooMany } from '../people/fields.ts';
import { insertFields, listFields } from '../people/people.sql.ts';
import { lookAt } from './file.ts';
import type { ImportUpload } from './import.schema.ts';
import { deleteOldErrors, findImport, insertErrors, insertImport, insertPart, listErrors, listImports } from './import.sql.ts';
import type { ImportRow, RowError } from './import.sql.ts';
import { mapColumns, suggestMapping } from './rows.ts';
import type { Mapped } from './rows.ts';
import { IMPORT_JOB } from './run.ts';

type Body = z.output<typeof ImportUpload>;
type One = OwnCall & { params: { id: string } };

const PART_BYTES = 1024 * 1024;
const ERRORS_A_PAGE = 1_000;
const LONGEST_NAME = 255;

/** Takes a file and queues its import. What is wrong with the file as a whole or with its mapping is said at once. */
export async function startImport({ tx, body, ...call }: OwnCall & { body: Body }) {
  const { mapping, dryRun, country, ...format } = body.fields;
  const [file] = body.files;
  if (!file) throw notFound('contacts');
  const look = await lookAt(file.path, given(format));
  const mapped = mapColumns(look.columns, mapping);
  if (!dryRun) await makeFields(tx, mapped);
  const id = uuidv7();
  await insertImport(tx, {
    id,
    dryRun,
    fileName: file.name.slice(0, LONGEST_NAME) || 'contacts.csv',
    encoding: look.encoding,
    delimiter: look.delimiter,
    mapping: mapped,
    country: country || null,
    sizeBytes: file.sizeBytes,
    createdBy: call.caller.actor.name,
  });
  let part = 0;
  for await (const bytes of createReadStream(file.path, { highWaterMark: PART_BYTES })) await insertPart(tx, id, part++, bytes as Buffer);
  await insertErrors(tx, id, [{ row: 0, reasons: '', cells: look.columns }]);
  await enqueueJob(tx, IMPORT_JOB, { importId: id }, { jobKey: `${IMPORT_JOB}:${id}` });
  await recordAudit(tx, call, { action: 'contacts.import', target: { type: 'contact_import', id }, changes: { dryRun: { to: dryRun } } });
  return { importId: id };
}

/** An empty field of a form is one that was left out. */
const given = ({ delimiter, encoding }: Pick<Body['fields'], 'delimiter' | 'encoding'>) => ({
  ...(delimiter ? { delimiter } : {}),
  ...(encoding ? { encoding } : {}),
});

async function makeFields(tx: Tx, mapped: readonly Mapped[]): Promise<void> {
  const known = new Set((await listFields(tx)).map(({ name }) => name));
  const named = mapped.filter(({ field }) => field.startsWith('attributes.')).map(({ field }) => field.slice('attributes.'.length));
  const fresh = named.filter((name) => !known.has(name));
  if (fresh.length === 0) return;
  await refuseTooMany(tx, fresh.length);
  await insertFields(
    tx,
    fresh.map((name) => ({ name, type: 'text' })),
  );
}

/** How a file would be read, before anything is kept of it. */
export async function previewImport({ body }: { body: Body }) {
  const { delimiter, encoding } = body.fields;
  const [file] = body.files;
  if (!file) throw notFound('contacts');
  const { columns, ...look } = await lookAt(file.path, given({ delimiter, encoding }));
  return { ...look, columns, mapping: suggestMapping(columns) };
}

export async function getImport(publicUrl: string, { tx, params }: One) {
  return showImport(publicUrl, await knownImport(tx, params.id));
}

export async function showImports(publicUrl: string, { tx, query }: OwnCall & { query: { limit: number; cursor?: string } }) {
  const rows = await listImports(tx, query.limit, readIdCursor(query.cursor));
  const { data, nextCursor } = pageOf(rows, query.limit, ({ id }) => [id]);
  return { data: data.map((row) => showImport(publicUrl, row)), nextCursor };
}

async function knownImport(tx: Tx, id: string): Promise<ImportRow> {
  const found = await findImport(tx, id);
  if (!found) throw notFound('contacts');
  return found;
}

function showImport(publicUrl: string, row: ImportRow) {
  const { id, state, dryRun, fileName, encoding, delimiter, rows, created, updated, failed, error, createdBy, createdAt, completedAt } =
    row;
  const progress = state === 'completed' ? 1 : row.sizeBytes === 0 ? 0 : Math.min(row.doneBytes / row.sizeBytes, 1);
  const errorsUrl = failed > 0 ? `${publicUrl}/v1/contacts/imports/${id}/errors` : null;
  const counts = { rows, created, updated, failed, progress };
  return { id, status: state, dryRun, fileName, encoding, delimiter, ...counts, error, errorsUrl, createdBy, createdAt, completedAt };
}

type Asking = { caller: Caller; params: { id: string } };

/** The rows that were not taken, as they were, after the number of the row and what is wrong with it. */
export async function exportErrors(db: Db, { caller, params }: Asking): Promise<Reply> {
  const inOrganization = <T>(work: (tx: Tx) => Promise<T>) => db.inOrganization(caller.organizationId, work);
  await inOrganization((tx) => knownImport(tx, params.id));
  return new Reply({
    type: 'text/csv; charset=utf-8',
    headers: { 'Content-Disposition': `attachment; filename="import-errors.csv"` },
    body: Readable.from(errorLines(inOrganization, params.id)),
  });
}

type Inside = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

async function* errorLines(inOrganization: Inside, importId: string): AsyncGenerator<string> {
  let after = -1;
  for (;;) {
    const page: RowError[] = await inOrganization((tx) => listErrors(tx, importId, after, ERRORS_A_PAGE));
    const lines = page.map(({ row, reasons, cells }) => csvLine(row === 0 ? ['row', 'error', ...cells] : [row, reasons, ...cells]));
    if (lines.length > 0) yield lines.join('');
    if (page.length < ERRORS_A_PAGE) return;
    after = page.at(-1)?.row ?? after;
  }
}

const ERRORS_KEPT_DAYS = 30;

/** For a timer: refused rows hold what people wrote, so they are not kept for ever. */
export async function forgetOldErrors(db: Db): Promise<void> {
  await db.asSystem('old import errors', (tx) => deleteOldErrors(tx, ERRORS_KEPT_DAYS));
}
