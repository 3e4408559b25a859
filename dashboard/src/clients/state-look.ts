import type { Client, ClientState } from '../api/shapes.ts';
import type { Shape, Tone } from '../parts/state-badge.tsx';

/** Tone and shape of each state; no two tones that mean different things share a shape. */
export const stateLooks: Record<ClientState, { tone: Tone; shape: Shape }> = {
  ready: { tone: 'ready', shape: 'check' },
  awaiting_scan: { tone: 'waiting', shape: 'diamond' },
  awaiting_passkey: { tone: 'waiting', shape: 'diamond' },
  starting: { tone: 'moving', shape: 'ring' },
  connecting: { tone: 'moving', shape: 'ring' },
  disconnected: { tone: 'failed', shape: 'gap' },
  failed: { tone: 'failed', shape: 'triangle' },
  paused: { tone: 'waiting', shape: 'bars' },
  stopped: { tone: 'idle', shape: 'square' },
};

/** Whether the number waits for a person rather than for the machine. */
export function needsPerson(state: ClientState): boolean {
  return state === 'awaiting_scan' || state === 'awaiting_passkey' || state === 'failed';
}

export type NextStep = 'start' | 'link' | 'restart' | 'resume';

/** The one button that brings the number further, if there is one. */
export function nextStep({ state, desiredState }: Pick<Client, 'state' | 'desiredState'>): NextStep | null {
  if (state === 'awaiting_scan' || state === 'awaiting_passkey') return 'link';
  if (state === 'failed') return 'start';
  if (state === 'disconnected') return 'restart';
  if (state === 'paused') return 'resume';
  return state === 'stopped' && desiredState === 'stopped' ? 'start' : null;
}
