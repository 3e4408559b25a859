import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useMay } from '../access/me.ts';
import { gather } from './gather.ts';
import { liveEvents } from './live.ts';
import { liveKeys, renewedKeys } from './renewing.ts';

/** A burst of events asks for an answer once. */
const gatherMs = 200;

/** Keeps what the pages show true by the live stream, for as long as somebody is signed in. */
export function useLiveAnswers(): void {
  const queries = useQueryClient();
  const mayRead = useMay('events.read');
  useEffect(() => (mayRead ? keepTrue(queries) : undefined), [queries, mayRead]);
}

function keepTrue(queries: QueryClient): () => void {
  const stale = new Set<string>();
  const renewal = gather(gatherMs, () => {
    for (const key of stale) void queries.invalidateQueries({ queryKey: [key] });
    stale.clear();
  });
  const renew = (keys: string[]) => {
    for (const key of keys) stale.add(key);
    renewal.ask();
  };
  const leave = [
    liveEvents.subscribe((event) => renew(renewedKeys(event))),
    // Also when it is lost: the answer starts the clock that stands in for it.
    liveEvents.onState((state) => state !== 'connecting' && renew(liveKeys)),
  ];
  liveEvents.start();
  return () => {
    for (const each of leave) each();
    renewal.cancel();
    liveEvents.stop();
  };
}
