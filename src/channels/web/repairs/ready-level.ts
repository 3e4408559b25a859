import { own } from '../page/parts.ts';
import type { PageWindow } from '../page/whatsapp.ts';

declare const window: PageWindow;

/** How the page stands, asked rather than waited for. */
export type PageLevel = { state: string; hasSynced: boolean; injected: boolean };

/**
 * Repair 4: the library waits for one change of `hasSynced` and never looks whether it is already so. Runs in the page.
 */
export function readLevel(): PageLevel {
  const { Socket } = window.require('WAWebSocketModel');
  return { state: Socket.state, hasSynced: Socket.hasSynced === true, injected: typeof window.WWebJS !== 'undefined' };
}

/** Tells the library what it missed; its own function does the rest, and doing it twice is harmless. Runs in the page. */
export function tellSynced(): boolean {
  const tell = window.onAppStateHasSyncedEvent;
  if (typeof tell !== 'function') return false;
  own();
  void tell();
  return true;
}
