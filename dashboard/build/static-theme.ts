import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, em, mergeMantineTheme, px } from '@mantine/core';
import type { ConvertCSSVariablesInput, MantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { cssVariables, theme } from '../src/theme.ts';

const name = 'virtual:theme.css';

/** Writes the theme's variables and classes into a style sheet at build time, because Mantine's own <style> elements are refused by our CSP. */
export function staticTheme(): Plugin {
  return {
    name: 'waxwing:static-theme',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? themeStyles() : undefined),
  };
}

function themeStyles(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  return `${convertCssVariables(ownVariables(merged))}\n${breakpointClasses(merged)}`;
}

function ownVariables(merged: MantineTheme): ConvertCSSVariablesInput {
  const defaults = defaultCssVariablesResolver(DEFAULT_THEME);
  const mantine = defaultCssVariablesResolver(merged);
  const ours = cssVariables(merged);
  const own = (part: keyof ConvertCSSVariablesInput) => {
    const known = new Map(Object.entries(defaults[part]));
    return Object.fromEntries(Object.entries({ ...mantine[part], ...ours[part] }).filter(([key, value]) => known.get(key) !== value));
  };
  return { variables: own('variables'), light: own('light'), dark: own('dark') };
}

function breakpointClasses(merged: MantineTheme): string {
  return Object.entries(merged.breakpoints)
    .map(([breakpoint, width]) => {
      const below = `@media (max-width: ${em(Number(px(width)) - 0.1)}) {.mantine-visible-from-${breakpoint} {display: none !important;}}`;
      const above = `@media (min-width: ${em(px(width))}) {.mantine-hidden-from-${breakpoint} {display: none !important;}}`;
      return `${below}\n${above}`;
    })
    .join('\n');
}
