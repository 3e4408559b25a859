type Page<Row> = { data: Row[]; nextCursor: string | null };

/** What one question brings at most. */
export const largestPage = 200;

/** Past this many pages a list is no longer something to look at. */
const mostPages = 25;

/** A whole list, for the lists that fit on a screen or are searched in place. */
export async function everyPage<Row>(ask: (cursor: { cursor?: string }) => Promise<Page<Row>>): Promise<{ data: Row[] }> {
  const data: Row[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const answer: Page<Row> = await ask(cursor === null ? {} : { cursor });
    data.push(...answer.data);
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return { data };
}
