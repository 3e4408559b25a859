import { eventKey } from '../../channel-events.ts';
import type { ChannelEvent } from '../../channel-events.ts';

// Sweeps and repeated listeners tell the same things within minutes; whoever stores the events knows them for good.
const REMEMBERED_MAX = 10_000;

/** Remembers which events were told, since the page tells some of them twice. */
export function createSeen() {
  const keys = new Set<string>();
  return {
    isNew(event: ChannelEvent): boolean {
      const key = eventKey(event);
      if (key === null) return true;
      if (keys.has(key)) return false;
      keys.add(key);
      const [oldest] = keys;
      if (keys.size > REMEMBERED_MAX && oldest !== undefined) keys.delete(oldest);
      return true;
    },
  };
}
