import type { ReactNode } from 'react';
import classes from './state-badge.module.css';

export type Tone = 'ready' | 'waiting' | 'failed' | 'idle' | 'moving';
export type Shape = 'disc' | 'ring' | 'square' | 'bars' | 'triangle' | 'diamond' | 'gap' | 'check';

/** A state in words with a shape of its own, so that colour never carries it alone. */
export function StateBadge({ tone, shape, children }: { tone: Tone; shape: Shape; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <StateShape shape={shape} />
      {children}
    </span>
  );
}

/** The shape alone, where the words stand beside it. */
export function StateShape({ shape, size = 12 }: { shape: Shape; size?: number }) {
  return (
    <svg className={classes.shape} data-shape={shape} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {shapes[shape]}
    </svg>
  );
}

const shapes: Record<Shape, ReactNode> = {
  disc: <circle cx="6" cy="6" r="5" />,
  check: (
    <>
      <circle cx="6" cy="6" r="6" />
      <path className={classes.cut} d="M3.2 6.2l1.9 1.9 3.7-4" />
    </>
  ),
  ring: <path className={classes.line} d="M6 1.5a4.5 4.5 0 1 1-4.5 4.5" />,
  square: <rect x="1.5" y="1.5" width="9" height="9" rx="1.5" />,
  bars: <path d="M2 1.5h3v9H2zM7 1.5h3v9H7z" />,
  triangle: <path d="M6 .8L11.8 11H.2z" />,
  diamond: <path d="M6 0l6 6-6 6-6-6z" />,
  gap: <path className={classes.line} d="M4 1.9a4.5 4.5 0 0 0 0 8.2M8 1.9a4.5 4.5 0 0 1 0 8.2" />,
};
