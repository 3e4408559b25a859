import { z } from 'zod';
import { unprocessable } from './errors.ts';

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 200;

/** The query every list takes; extend it with the room's own filters. */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(LARGEST_LIMIT).default(DEFAULT_LIMIT),
  cursor: z.string().max(500).optional(),
});

/** `{data, nextCursor}` of one schema. */
export const listOf = <S extends z.ZodType>(item: S) => z.object({ data: z.array(item), nextCursor: z.string().nullable() });

/** Turns limit + 1 rows into a page; the cursor is the sort key of the last row, so inserts never shift it. */
export function pageOf<Row>(rows: Row[], limit: number, keyOf: (row: Row) => unknown[]): { data: Row[]; nextCursor: string | null } {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const nextCursor = rows.length > limit && last ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null;
  return { data, nextCursor };
}

/** The sort key inside a cursor, checked; ids of version 7 sort by time, so most lists need only the id. */
export function readCursor<S extends z.ZodType>(cursor: string | undefined, key: S): z.output<S> | null {
  if (cursor === undefined) return null;
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw unprocessable([{ path: 'cursor', message: 'This cursor was not made by this list.' }]);
  }
}

/** The cursor of a list ordered by id alone: newest first, because the ids carry their time. */
export const readIdCursor = (cursor: string | undefined): string | null => readCursor(cursor, z.tuple([z.uuid()]))?.[0] ?? null;
