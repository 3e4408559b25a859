import { expect, it } from '@jest/globals';
import { csvLine } from './csv.ts';

it('writes a line of CSV', () => {
  expect(csvLine(['a', 1, null, new Date('2026-01-02T03:04:05.678Z'), -1])).toBe('a,1,,2026-01-02T03:04:05.678Z,-1\r\n');
});

it('quotes what would break the line', () => {
  expect(csvLine(['a,b', 'say "hi"', 'two\nlines', ' x '])).toBe('"a,b","say ""hi""","two\nlines", x \r\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', `=HYPERLINK("http://evil")`])('hands no formula to a spreadsheet: %j', (text) => {
  const [cell = ''] = csvLine([text]).split('\r\n');
  expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
});
