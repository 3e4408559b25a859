import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, it } from '@jest/globals';
import { readFiles, root } from './source-files.ts';

it('every link of a document leads somewhere', () => {
  const documents = [...readFiles(/\.md$/)];
  const broken = documents.flatMap(([path, text]) =>
    linksOf(text)
      .filter((link) => !leadsSomewhere(path, link, text))
      .map((link) => `${path}: ${link}`),
  );
  expect(documents.length).toBeGreaterThan(0);
  expect(broken).toEqual([]);
});

it('finds the links, and those that lead nowhere', () => {
  const text = '# A b, c\n[one](README.md) [two](../nowhere.md#x)\n[three](#a-b-c) [four](#nowhere) <https://example.org>';
  expect(linksOf(text)).toEqual(['README.md', '../nowhere.md#x', '#a-b-c', '#nowhere']);
  expect(linksOf(text).filter((link) => !leadsSomewhere('x.md', link, text))).toEqual(['../nowhere.md#x', '#nowhere']);
});

const linksOf = (text: string) => [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, link]) => link as string);

function leadsSomewhere(path: string, link: string, text: string): boolean {
  if (/^[a-z]+:/.test(link)) return true;
  const [file, anchor] = link.split('#');
  if (file) return existsSync(join(root, dirname(path), file));
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading as string));
  return headings.includes(anchor as string);
}

const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-');
