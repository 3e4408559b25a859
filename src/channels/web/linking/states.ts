import type { DisconnectReason } from '../../channel-events.ts';

/** Socket states in which the page is on its way, or heals itself. */
const UNDER_WAY = new Set(['OPENING', 'PAIRING', 'CONNECTED', 'TIMEOUT', 'UNLAUNCHED', 'RESUMING', 'SYNCING']);
const AWAITING_SCAN = new Set(['UNPAIRED', 'UNPAIRED_IDLE']);

const ENDS: Record<string, DisconnectReason> = {
  CONFLICT: 'conflict',
  TOS_BLOCK: 'tos_block',
  SMB_TOS_BLOCK: 'tos_block',
  PROXYBLOCK: 'proxy_block',
  DEPRECATED_VERSION: 'page_incompatible',
};

/** Whether the page waits for a code to be scanned. */
export function awaitsScan(state: string): boolean {
  return AWAITING_SCAN.has(state);
}

/** Whether the codes ran out. */
export function isOutOfCodes(state: string): boolean {
  return state === 'UNPAIRED_IDLE';
}

/** What a state of the page's socket ends a session with; null while it does not. */
export function endOf(state: string, isLinked: boolean): DisconnectReason | null {
  if (AWAITING_SCAN.has(state)) return isLinked ? 'logged_out' : null;
  if (UNDER_WAY.has(state)) return null;
  // A word that is new to us is no reason to give up the link.
  return ENDS[state] ?? 'connection_lost';
}
