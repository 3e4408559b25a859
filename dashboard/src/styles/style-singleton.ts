import { useInsertionEffect } from 'react';
import { adoptStyles } from './adopted-sheet.ts';

/** Stands in for react-style-singleton (see build/adopted-styles.ts), which the scroll lock of dialogs uses. */
export function styleSingleton() {
  return function AdoptedStyle({ styles }: { styles: string; dynamic?: boolean }) {
    useInsertionEffect(() => adoptStyles(styles), [styles]);
    return null;
  };
}
