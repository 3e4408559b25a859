import { expect, it } from '@jest/globals';
import { isTest, readFiles } from './source-files.ts';
import { nodesOf } from './syntax-tree.ts';

const COMPUTED = '(computed)';

it('docs/ARCHITECTURE.md lists every look across organisations with its reason', () => {
  const calls = [...readFiles(/^src\/.*\.ts$/)].filter(([path]) => !isTest(path)).flatMap(([path, source]) => looksAcross(path, source));
  const listed = documented(readFiles(/^docs\/ARCHITECTURE\.md$/).get('docs/ARCHITECTURE.md') ?? '');
  expect(calls.length).toBeGreaterThan(0);
  expect(listed).toEqual([...new Set(calls)].sort());
});

it('finds the calls and the reasons', () => {
  expect(looksAcross('src/a.ts', `await db.asSystem('sign-in', f); deps.db.asSystem(reason, f); asSystem('x');`)).toEqual([
    '`sign-in` in `src/a.ts`',
    `\`${COMPUTED}\` in \`src/a.ts\``,
  ]);
});

function looksAcross(path: string, source: string): string[] {
  return nodesOf(path, source)
    .filter(({ type, callee }) => type === 'CallExpression' && named((callee as Inner).property) === 'asSystem')
    .map((call) => {
      const reason = (call['arguments'] as { expression: Inner }[])[0]?.expression;
      return `\`${reason?.type === 'StringLiteral' ? named(reason) : COMPUTED}\` in \`${path}\``;
    });
}

type Inner = { type?: string; value?: string; property?: Inner };

const named = (node: Inner | undefined) => node?.value;

/** The rows of the one table there whose first two cells are a reason and a file. */
function documented(text: string): string[] {
  return [...text.matchAll(/^\| (`[^`|]+`) +\| (`src\/[^`|]+`) +\| \S/gm)].map(([, reason, path]) => `${reason} in ${path}`).sort();
}
