import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

// What .gitignore leaves out; git itself is not asked, because a container has none.
const IGNORED_FOLDERS = new Set(['.git', 'node_modules', 'dist', 'data', 'coverage']);
const IGNORED_FILES = /(^|\/)\.env$|\.log$/;

/** Path → content of the project's own files whose path matches, sorted; paths are relative to the root and use slashes. */
export function readFiles(matching: RegExp): Map<string, string> {
  const paths = listFiles(root).filter((path) => matching.test(path));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name);
    if (IGNORED_FOLDERS.has(entry.name)) return [];
    if (entry.isDirectory()) return listFiles(full);
    const path = relative(root, full).replaceAll('\\', '/');
    return entry.isFile() && !IGNORED_FILES.test(path) ? [path] : [];
  });
}

/** Tests and what only they use: files of a `testing` folder count as tests. */
export function isTest(path: string): boolean {
  return /\.(test|faults)\.tsx?$/.test(path) || path.startsWith('tests/') || path.includes('/testing/');
}
