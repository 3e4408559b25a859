import { useState } from 'react';
import type { Client } from '../api/shapes.ts';

export type Linking = 'starting' | 'scan' | 'connecting' | 'linked' | null;

/** How far the number is on its way to being linked, as far as this page has seen it; null when it is about something else. */
export function useLinking({ state, desiredState, phoneNumber, channel }: Client): Linking {
  const [scanSeen, setScanSeen] = useState(false);
  const waits = state === 'awaiting_scan' || state === 'awaiting_passkey';
  if (waits && !scanSeen) setScanSeen(true);
  if (!waits && scanSeen && state !== 'connecting' && state !== 'ready') setScanSeen(false);
  if (desiredState !== 'running' || channel === 'cloud') return null;
  if (state === 'awaiting_scan') return 'scan';
  if (state === 'starting' && !phoneNumber) return 'starting';
  if (state === 'connecting' && scanSeen) return 'connecting';
  return state === 'ready' && scanSeen ? 'linked' : null;
}
