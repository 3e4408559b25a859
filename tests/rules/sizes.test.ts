import { expect, it } from '@jest/globals';
import { copiedShare, fileSizes, functionSizes } from './sizes.ts';
import type { Size } from './sizes.ts';
import { isTest, readFiles } from './source-files.ts';

const LONG_FILE = 400;
const LONG_FUNCTION = 70;

it('tells which files and functions are long and how much code is copied, and forbids none of it', () => {
  const files = readFiles(/^(src|dashboard\/src)\/.*(?<!\.generated)\.tsx?$/);
  const functions = [...files].filter(([path]) => !isTest(path)).flatMap(([path, source]) => functionSizes(path, source));
  const copied = copiedShare(['src', 'dashboard/src']);
  note(`${files.size} files`, longerThan(LONG_FILE, fileSizes(files)));
  note(`${functions.length} functions`, longerThan(LONG_FUNCTION, functions));
  note(
    copied === null ? 'copied code was not measured: jscpd does not run on this machine' : `${copied.toFixed(1)}% of the lines are copies`,
  );
  expect(files.size).toBeGreaterThan(0);
});

it('counts the lines of each kind of function', () => {
  const source = `// für\nexport function a() {\n  return [1].map(\n    (one) => one,\n  );\n}\nclass B {\n  c() {\n    return 1;\n  }\n}\n`;
  expect(functionSizes('a.ts', source)).toEqual([
    { where: 'a.ts:2', lines: 5 },
    { where: 'a.ts:4', lines: 1 },
    { where: 'a.ts:8', lines: 3 },
  ]);
});

const longerThan = (limit: number, sizes: Size[]) =>
  sizes
    .filter(({ lines }) => lines > limit)
    .sort((one, other) => other.lines - one.lines)
    .map(({ where, lines }) => `${where} has ${lines} lines`);

// `npm test` shows lines that begin like this even when all is well.
function note(counted: string, tooLong?: string[]): void {
  const list = tooLong && (tooLong.length === 0 ? ', none too long' : `, too long: ${tooLong.join(', ')}`);
  process.stderr.write(`note: ${counted}${list ?? ''}\n`);
}
