import type { Channel, ChannelKind } from '../channels/channels.ts';
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

export type Verdict = 'well' | 'unresponsive' | 'too_large';

/** What a look at a session says about it. */
export function judge(health: Awaited<ReturnType<Channel['probe']>> | null, { sessionBytes }: MemoryLimits): Verdict {
  if (!health?.alive) return 'unresponsive';
  return (health.memoryBytes ?? 0) > sessionBytes ? 'too_large' : 'well';
}
