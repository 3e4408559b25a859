import { expect, it } from '@jest/globals';
import { isTest, readFiles } from './source-files.ts';
import { nodesOf } from './syntax-tree.ts';

const READER = 'src/platform/config.ts';

it('only the configuration reads the environment', () => {
  const sources = [...readFiles(/^(src|dashboard\/src)\/.*\.(tsx?|js)$/)];
  const readers = sources.filter(([path, source]) => !isTest(path) && readsEnvironment(path, source)).map(([path]) => path);
  expect(readers).toEqual([READER]);
});

it.each([
  'export const port = process.env.PORT;',
  `export const port = process['env']['PORT'];`,
  `export const { env } = process;`,
  `import { env } from 'node:process'; export const port = env.PORT;`,
  `import { env as environment } from 'process'; export const port = environment.PORT;`,
])('finds the reading in %s', (source) => expect(readsEnvironment('src/a.ts', source)).toBe(true));

it.each(['// process.env is read elsewhere', 'export const up = process.uptime();', 'export const env = { process: 1 };'])(
  'finds none in %s',
  (source) => expect(readsEnvironment('src/a.ts', source)).toBe(false),
);

function readsEnvironment(path: string, source: string): boolean {
  return nodesOf(path, source).some((node) => {
    if (node.type === 'MemberExpression') return name(node['object']) === 'process' && name(node['property']) === 'env';
    if (node.type === 'VariableDeclarator') return name(node['init']) === 'process';
    if (node.type !== 'ImportDeclaration' || !/^(node:)?process$/.test(name(node['source']) ?? '')) return false;
    return (node['specifiers'] as Record<string, unknown>[]).some(({ local, imported }) => name(imported ?? local) === 'env');
  });
}

/** The text of an identifier or a string, in brackets or not. */
function name(node: unknown): string | undefined {
  const { type, value, expression } = (node ?? {}) as Record<string, unknown>;
  return type === 'Computed' ? name(expression) : (value as string | undefined);
}
