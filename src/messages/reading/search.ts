import type { z } from 'zod';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import type { SearchQuery } from '../conversations/conversations.schema.ts';
import { showMessage } from '../show.ts';
import { listByIds, searchIds } from './reading.sql.ts';

/** Messages that hold all of these words, or words that begin so; the newest first. */
export async function searchMessages({ tx, query }: OwnCall & { query: z.output<typeof SearchQuery> }) {
  const { limit, cursor, conversationId = null } = query;
  const words = tsquery(query.query);
  const ids = words === '' ? [] : await searchIds(tx, { words, conversationId, before: readIdCursor(cursor), most: limit + 1 });
  const { data, nextCursor } = pageOf(await listByIds(tx, ids), limit, ({ id }) => [id]);
  return { data: data.map(showMessage), nextCursor };
}

/** Letters and digits only, so that nothing of the query language can be written. */
function tsquery(written: string): string {
  const words = written.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => `${word}:*`).join(' & ');
}
