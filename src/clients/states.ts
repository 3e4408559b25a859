import { disconnectReasons } from '../channels/channels.ts';
import type { NEXT_ACTIONS, State } from './clients.schema.ts';
import type { ClientRow } from './clients.sql.ts';

type NextAction = (typeof NEXT_ACTIONS)[number];

/** How long a state may last before the supervisor steps in; null for those that may last for ever. */
export const DEADLINE_SECONDS: Record<State, number | null> = {
  stopped: null,
  starting: 120,
  // The channel itself gives up after its last code or an unanswered question; this is for one that hangs.
  awaiting_scan: 600,
  awaiting_passkey: 600,
  // A phone with years of chats takes minutes to send them over; each step of progress renews it.
  connecting: 300,
  ready: null,
  paused: null,
  disconnected: null,
  failed: null,
};

const NEEDS_WHATSAPP = new Set(['tos_block']);
const NEEDS_PROXY = new Set(['proxy_block', 'proxy_failed']);

/** What a person can do about the state a client is in; null when nothing is needed. */
export function nextActionOf({ state, desiredState, reason }: Pick<ClientRow, 'state' | 'desiredState' | 'reason'>): NextAction | null {
  if (state === 'awaiting_scan') return 'scan_code';
  if (state === 'awaiting_passkey') return 'answer_passkey';
  if (state === 'paused') return 'resume';
  if (state === 'ready') return null;
  // Started or not: a node takes it as soon as it can.
  if (desiredState === 'running' || state === 'starting' || state === 'connecting' || state === 'disconnected') return 'wait';
  if (state === 'stopped') return 'start';
  if (NEEDS_WHATSAPP.has(reason ?? '')) return 'contact_whatsapp';
  if (NEEDS_PROXY.has(reason ?? '')) return 'check_proxy';
  return needsRelink(reason) ? 'start_and_scan' : 'see_logs';
}

/** Whether the link is gone, so that only a new scan helps. */
export function needsRelink(reason: string | null): boolean {
  return reason !== null && reason in disconnectReasons && disconnectReasons[reason as keyof typeof disconnectReasons].relink;
}
