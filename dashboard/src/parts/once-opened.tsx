import type { ReactNode } from 'react';
import { Suspense, useState } from 'react';

/** Leaves a dialog out, with the code it needs, until it is opened for the first time; after that it stays, so that it can fade out. */
export function OnceOpened({ opened, children }: { opened: boolean; children: (opened: boolean) => ReactNode }) {
  const [wanted, setWanted] = useState(opened);
  if (opened && !wanted) setWanted(true);
  return wanted && <Suspense>{children(opened)}</Suspense>;
}
