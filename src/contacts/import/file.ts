import { open, readFile } from 'node:fs/promises';
import { detect } from 'chardet';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { unprocessable } from '../../platform/http/errors.ts';

export type Format = { encoding: string; delimiter: string };
export type Look = Format & { columns: string[]; rows: string[][] };

const DELIMITERS = [',', ';', '\t', '|'] as const;
const SAMPLE_BYTES = 256 * 1024;
const SAMPLE_ROWS = 50;
const ROWS_SHOWN = 10;
// What a single field may hold; an opening quote that nothing closes would take in the rest of the file.
export const LONGEST_RECORD_BYTES = 256 * 1024;

/** What both readings of a file have in common: quotes in the middle of a field are text, rows may be short. */
export const TOLERANT = {
  bom: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: LONGEST_RECORD_BYTES,
};

/** Finds out how a file is written, from its beginning, unless somebody says so. */
export async function lookAt(path: string, given: Partial<Format>): Promise<Look> {
  const sample = await beginning(path);
  if (sample.length === 0) throw unprocessable([{ path: 'file', message: 'The file is empty.' }]);
  const encoding = given.encoding ?? (await encodingOf(path, sample));
  if (!iconv.encodingExists(encoding)) throw unprocessable([{ path: 'encoding', message: 'This encoding is not known.' }]);
  const lines = wholeLines(iconv.decode(sample, encoding), sample.length < SAMPLE_BYTES);
  const tries = (given.delimiter ? [given.delimiter] : DELIMITERS).map((delimiter) => ({ delimiter, rows: rowsOf(lines, delimiter) }));
  const [best] = tries.sort((one, other) => regularity(other.rows) - regularity(one.rows));
  const [columns, ...rows] = best?.rows ?? [];
  if (!best || !columns) throw unprocessable([{ path: 'file', message: 'The file has no header with the names of its columns.' }]);
  return { encoding, delimiter: best.delimiter, columns: columns.map((name) => name.trim()), rows: rows.slice(0, ROWS_SHOWN) };
}

async function beginning(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

// In the middle of the sample's last line may be the middle of a character.
function wholeLines(text: string, complete: boolean): string {
  const end = text.lastIndexOf('\n');
  return complete || end < 0 ? text : text.slice(0, end + 1);
}

/** A mark at the beginning says it; else all of the file is UTF-8 or it is not, and then its letters are guessed from. */
async function encodingOf(path: string, sample: Buffer): Promise<string> {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return 'utf8';
  } catch {
    const guessed = detect(sample);
    return guessed && guessed !== 'UTF-8' && guessed !== 'ASCII' && iconv.encodingExists(guessed) ? guessed : 'windows-1252';
  }
}

function rowsOf(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { ...TOLERANT, delimiter, to: SAMPLE_ROWS });
  } catch {
    return [];
  }
}

/** How many columns the delimiter makes, if it makes the same number in (nearly) every row. */
function regularity(rows: string[][]): number {
  const width = rows[0]?.length ?? 0;
  const alike = rows.filter((row) => row.length === width).length;
  return rows.length === 0 ? 0 : width * (alike / rows.length) ** 2;
}
