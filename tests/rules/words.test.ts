import { expect, it } from '@jest/globals';
import { isTest, readFiles } from './source-files.ts';

// This file spells out what it forbids.
const OWN_PATH = 'tests/rules/words.test.ts';
const TEXT = /\.(ts|tsx|mjs|cjs|js|json|sql|md|ya?ml|conf|sh|html|css|example)$|(^|\/)(Dockerfile\S*|run|\.\w+)$/;
const CODE = /\.(ts|tsx|mjs|cjs|js)$/;

type Word = { word: RegExp; in?: (path: string) => boolean };

const FORBIDDEN: Word[] = [
  { word: /\b(TODO|FIXME|XXX)\b/ },
  { word: /\b(it|test|describe)\b.*\.(only|skip|todo)(\.each)?\(|\b[fx](it|test|describe)\(/, in: (path) => CODE.test(path) },
  { word: /(eslint|oxlint)-disable/ },
  { word: /@ts-(ignore|nocheck|expect-error)/ },
  { word: /\bas any(?=[;),.\]}]|\s+as\b|$)/, in: (path) => CODE.test(path) },
  { word: /\bconsole\.(log|info|debug|warn|error)\(/, in: (path) => path.startsWith('src/') && !isTest(path) },
  { word: /(^|[\s'"`(=:])\/(work|farm)\// },
  { word: /\/(home|Users)\/(?!(node|waxwing|user|you)\b)\w+/ },
  { word: /\b(registry\.npmjs\.org|registry\.yarnpkg\.com|npm\.pkg\.github\.com|pypi\.org|proxy\.golang\.org)\b/ },
  { word: /"resolved":\s*"https?:/ },
];

const linesWith = (path: string, text: string) =>
  FORBIDDEN.filter(({ in: applies }) => !applies || applies(path)).flatMap(({ word }) =>
    text
      .split('\n')
      .map((line, index) => ({ line: line.trim(), number: index + 1 }))
      .filter(({ line }) => word.test(line))
      .map(({ line, number }) => `${path}:${number}: ${line.slice(0, 120)}`),
  );

it('no file holds a left-over of its making', () => {
  const files = [...readFiles(TEXT)].filter(([path]) => path !== OWN_PATH);
  expect(files.flatMap(([path, text]) => linesWith(path, text))).toEqual([]);
});

it.each([
  ['src/a.ts', '// TODO later'],
  ['sql/0001_a.sql', '-- FIXME'],
  ['src/a.test.ts', `it.only('x', f);`],
  ['src/a.test.ts', `describe.each(rows).skip('x', f);`],
  ['src/a.test.ts', `xit('x', f);`],
  ['src/a.ts', '/* eslint-disable */'],
  ['src/a.ts', '// oxlint-disable-next-line'],
  ['src/a.ts', '// @ts-ignore'],
  ['src/a.ts', 'const a = b as any;'],
  ['src/a.ts', 'console.log(a);'],
  ['docs/A.md', 'see /work/main'],
  ['scripts/a.mjs', `cd '/farm/x'`],
  ['docker/Dockerfile', 'COPY /home/somebody/app .'],
  ['.npmrc', 'registry=https://registry.npmjs.org/'],
])('finds what is left over in %s: %s', (path, text) => expect(linesWith(path, text)).toHaveLength(1));

it.each([
  ['src/a.ts', `import { work } from './work/queue.ts';`],
  ['src/a.ts', `app.get('/v1/farm');`],
  ['src/a.ts', `await reader.skip(10);`],
  ['src/a.ts', `const only = options.only;`],
  ['src/a.ts', '/** Taken as any other would be */'],
  ['src/a.test.ts', 'const whereInstalled = installed ? describe : describe.skip;'],
  ['scripts/a.mjs', 'console.log(1);'],
  ['docs/A.md', 'the same as any other'],
  ['docker/Dockerfile', 'WORKDIR /home/node/app'],
])('leaves alone in %s: %s', (path, text) => expect(linesWith(path, text)).toEqual([]));
