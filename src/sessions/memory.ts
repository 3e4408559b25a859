import type { ChannelKind, Health } from '../channels/channels.ts';
import { channelTraits } from '../channels/channels.ts';
import { availableMemory } from '../platform/host-memory.ts';

export type MemoryLimits = {
  /** A session that takes more is started anew. */
  sessionBytes: number;
  /** What must be free for one more session to start. */
  reserveBytes: number;
};

/** Whether this machine can take one more session of that kind; where the system does not say, it is tried. */
export async function hasRoom(kind: ChannelKind, { reserveBytes }: MemoryLimits): Promise<boolean> {
  if (!channelTraits(kind).needsMemory) return true;
  const bytes = await availableMemory();
  return bytes === null || bytes >= reserveBytes;
}

// One that needs so much from its first minute on would else be started anew for ever.
const YOUNG_MS = 15 * 60_000;

export type Verdict = 'well' | 'unresponsive' | 'too_large';

/** What a look at a session says about it. */
export function judge(health: Health | null, ageMs: number, { sessionBytes }: MemoryLimits): Verdict {
  if (!health?.alive) return 'unresponsive';
  return (health.memoryBytes ?? 0) > sessionBytes && ageMs >= YOUNG_MS ? 'too_large' : 'well';
}
