import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './source-files.ts';
import { nodesOf } from './syntax-tree.ts';

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'Constructor',
  'MethodProperty',
]);
// Fewer tokens are found by chance: an import block, a signature.
const COPY_TOKENS = 50;

export type Size = { where: string; lines: number };

/** How many lines each function of a source has, with the line on which it begins. */
export function functionSizes(path: string, source: string): Size[] {
  const bytes = Buffer.from(source);
  return nodesOf(path, source)
    .filter(({ type }) => FUNCTIONS.has(type))
    .map((node) => {
      // Positions of the parser are bytes and begin at 1.
      const { start, end } = node['span'] as { start: number; end: number };
      return { where: `${path}:${countLines(bytes.subarray(0, start - 1))}`, lines: countLines(bytes.subarray(start - 1, end - 1)) };
    });
}

const countLines = (bytes: Buffer) => bytes.toString().split('\n').length;

/** How many lines each file has. */
export function fileSizes(sources: ReadonlyMap<string, string>): Size[] {
  return [...sources].map(([where, source]) => ({ where, lines: source.trimEnd().split('\n').length }));
}

/** Percent of copied lines in these folders, or null where jscpd has no program for this machine. */
export function copiedShare(folders: string[]): number | null {
  const output = mkdtempSync(join(tmpdir(), 'waxwing-copies-'));
  try {
    const rules = ['--min-tokens', String(COPY_TOKENS), '--ignore', '**/*.test.ts,**/*.generated.ts'];
    const program = join(root, 'node_modules/.bin/jscpd');
    spawnSync(program, [...folders, ...rules, '--reporters', 'json', '--output', output, '--silent'], { cwd: root });
    const report = JSON.parse(readFileSync(join(output, 'jscpd-report.json'), 'utf8')) as { statistics: { total: { percentage: number } } };
    return report.statistics.total.percentage;
  } catch {
    return null;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
