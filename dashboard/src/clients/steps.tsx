import type { ReactNode } from 'react';
import classes from './link-panel.module.css';

/** What to do, one thing after the other. */
export function Steps({ children }: { children: ReactNode }) {
  return <ol className={classes.steps}>{children}</ol>;
}
