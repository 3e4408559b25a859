import { useState } from 'react';
import type { Client, ClientState } from '../api/shapes.ts';

const onTheWay = new Set<ClientState>(['awaiting_scan', 'awaiting_passkey', 'connecting']);

/** Whether the number was linked while this page was open: true from that moment until it leaves `ready`. */
export function useJustLinked({ state }: Client): boolean {
  const [waited, setWaited] = useState(false);
  const waits = state === 'awaiting_scan' || state === 'awaiting_passkey';
  if (waits && !waited) setWaited(true);
  if (waited && state !== 'ready' && !onTheWay.has(state)) setWaited(false);
  return waited && state === 'ready';
}
