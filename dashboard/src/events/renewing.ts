import type { LiveEvent } from './frames.ts';

/** Which answers an event makes untrue, by what stands before the first dot of its type. */
const renewedBy: Record<string, string[]> = {
  alert: ['alerts', 'clients'],
  campaign: ['campaigns'],
  client: ['clients'],
  contact: ['contacts'],
  conversation: ['conversations'],
  message: ['messages', 'conversations'],
  template: ['templates'],
  webhook: ['webhooks'],
};

/** All that a stream keeps true, for when it begins and nobody knows what happened before. */
export const liveKeys = [...new Set(Object.values(renewedBy).flat())];

export function renewedKeys({ type }: Pick<LiveEvent, 'type'>): string[] {
  return renewedBy[type.slice(0, type.indexOf('.'))] ?? [];
}
