import { stylesToString } from '@mantine/core';
import type { InlineStylesProps } from '@mantine/core';
import { useInsertionEffect } from 'react';
import { adoptStyles } from './adopted-sheet.ts';

/** Stands in for Mantine's InlineStyles (see build/adopted-styles.ts). */
export function InlineStyles(props: InlineStylesProps) {
  const css = stylesToString(props);
  useInsertionEffect(() => adoptStyles(css), [css]);
  return null;
}
