import { describe, expect, it } from '@jest/globals';
import { everyPage } from './every-page.ts';

describe('a whole list', () => {
  it('is one page when there is no other', async () => {
    expect(await everyPage(async () => ({ data: [1, 2], nextCursor: null }))).toEqual({ data: [1, 2] });
  });

  it('follows the cursors to the end', async () => {
    const pages: Record<string, { data: number[]; nextCursor: string | null }> = {
      first: { data: [1], nextCursor: 'b' },
      b: { data: [2], nextCursor: 'c' },
      c: { data: [3], nextCursor: null },
    };
    const list = await everyPage(async ({ cursor = 'first' }) => pages[cursor] ?? { data: [], nextCursor: null });
    expect(list).toEqual({ data: [1, 2, 3] });
  });

  it('gives up on a list that never ends', async () => {
    const list = await everyPage(async () => ({ data: ['x'], nextCursor: 'again' }));
    expect(list.data).toHaveLength(25);
  });
});
