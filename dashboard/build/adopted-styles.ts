import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const replacements = [
  { library: /InlineStyles\/InlineStyles\.mjs$/, ours: fileURLToPath(new URL('../src/styles/inline-styles.tsx', import.meta.url)) },
  { library: /^react-style-singleton$/, ours: fileURLToPath(new URL('../src/styles/style-singleton.ts', import.meta.url)) },
];

/**
 * Swaps the two places where libraries write <style> elements (Mantine's responsive props, the scroll lock of dialogs) for our
 * adopted style sheets, which the CSP allows; fails the build if an upgrade moves them, so they never come back unseen.
 */
export function adoptedStyles(): Plugin {
  const replaced = new Set<string>();
  return {
    name: 'waxwing:adopted-styles',
    apply: 'build',
    enforce: 'pre',
    resolveId(id) {
      const match = replacements.find(({ library }) => library.test(id));
      if (match) replaced.add(match.ours);
      return match?.ours;
    },
    buildEnd(error) {
      if (error) return;
      const missing = replacements.filter(({ ours }) => !replaced.has(ours));
      if (missing.length > 0) this.error(`no import matched ${missing.map(({ library }) => String(library)).join(', ')}`);
    },
  };
}
