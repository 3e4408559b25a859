import { parse } from 'csv-parse';
import type { CsvError, Parser } from 'csv-parse';
import iconv from 'iconv-lite';
import { Readable } from 'node:stream';
import type { Tx } from '../../platform/db/db.ts';
import { AppError } from '../../platform/http/errors.ts';
import type { InOrganization, Job } from '../../platform/jobs/jobs.ts';
import { buildStaleChunks } from '../segments/index-contacts.ts';
import { listFields } from '../people/people.sql.ts';
import { TOLERANT } from './file.ts';
import { addProgress, endImport, findImport, findPart, insertErrors, lockImport } from './import.sql.ts';
import type { ImportRow, RowError } from './import.sql.ts';
import { readRow } from './rows.ts';
import type { Read } from './rows.ts';
import { foresee, remember, writeRows } from './write.ts';

export const IMPORT_JOB = 'contacts.import';

const BATCH_ROWS = 500;

/**
 * Works an import off, batch by batch. Where it stands is written with each batch; whoever takes it over reads the file from the beginning
 * and leaves out the rows that are done.
 */
export async function runImport(inOrganization: InOrganization, importId: string, { signal }: Pick<Job, 'signal'>): Promise<void> {
  const found = await inOrganization((tx) => findImport(tx, importId));
  if (!found || found.state === 'completed' || found.state === 'failed') return;
  const rules = await inOrganization(async (tx) => ({
    mapping: found.mapping,
    country: found.country,
    types: new Map((await listFields(tx)).map(({ name, type }) => [name, type])),
  }));
  const seen = new Set<string>();
  let batch: Line[] = [];
  let row = 0;
  const flush = async (doneBytes: number) => {
    signal.throwIfAborted();
    const lines = batch;
    batch = [];
    await again(() => inOrganization((tx) => writeBatch(tx, found, lines, doneBytes, seen)));
  };
  try {
    for await (const { cells, bytes } of readCells(inOrganization, found)) {
      row += 1;
      const read = readRow(cells, rules);
      if (row <= found.rows) {
        if (found.dryRun && 'names' in read) remember(seen, read);
        continue;
      }
      batch.push({ row, cells, read });
      if (batch.length === BATCH_ROWS) await flush(Math.min(bytes, found.sizeBytes));
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    await flush(found.sizeBytes);
    await inOrganization((tx) => endImport(tx, importId, 'failed', `The file cannot be read to its end: ${error.message}`));
    return;
  }
  await flush(found.sizeBytes);
  await inOrganization((tx) => endImport(tx, importId, 'completed', null));
  if (!found.dryRun) await buildStaleChunks(inOrganization, signal);
}

const TRIES = 5;

/** Whoever adds or changes one of the batch's contacts at the same moment is there when it is tried again. */
async function again(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES || !(error instanceof AppError && error.status === 503)) throw error;
    }
  }
}

type Line = { row: number; cells: string[]; read: Read | { reasons: string[] } };

const isUnreadable = (error: unknown): error is CsvError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');

/** The rows after the header, read as they are asked for: nothing but the part and the batch at hand is in memory. */
async function* readCells(
  inOrganization: InOrganization,
  { id, encoding, delimiter }: ImportRow,
): AsyncGenerator<{ cells: string[]; bytes: number }> {
  const parser: Parser = parse({ ...TOLERANT, delimiter, from: 2, info: true });
  const text = Readable.from(readText(inOrganization, id, encoding));
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { bytes: number } }>)
    yield { cells: record, bytes: info.bytes };
}

async function* readText(inOrganization: InOrganization, importId: string, encoding: string): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  for (let part = 0; ; part += 1) {
    const bytes = await inOrganization((tx) => findPart(tx, importId, part));
    if (!bytes) break;
    yield decoder.write(bytes);
  }
  yield decoder.end() ?? '';
}

async function writeBatch(tx: Tx, found: ImportRow, lines: Line[], doneBytes: number, seen: Set<string>): Promise<void> {
  const now = await lockImport(tx, found.id);
  const first = lines[0];
  if (!now || !first) return;
  if (now.rows !== first.row - 1) throw new Error('The import was taken over by another worker');
  const good = lines.flatMap(({ row, read }) => ('names' in read ? [{ row, read }] : []));
  const { created, updated, refused } = found.dryRun ? await foresee(tx, good, seen) : await writeRows(tx, good);
  const bad = lines.flatMap(({ row, cells, read }): RowError[] => {
    const reasons = 'reasons' in read ? read.reasons : refused.get(row);
    return reasons ? [{ row, cells: cells.map(withoutNul), reasons: reasons.join('; ') }] : [];
  });
  if (bad.length > 0) await insertErrors(tx, found.id, bad);
  await addProgress(tx, found.id, { rows: lines.length, created, updated, failed: bad.length, doneBytes });
}

const withoutNul = (cell: string) => cell.replaceAll('\0', '');
