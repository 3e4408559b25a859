import { setTimeout as pause } from 'node:timers/promises';

/** True when the work settles, however, before the time is up or the signal aborts. */
export async function settlesWithin(work: Promise<unknown>, ms: number, signal?: AbortSignal): Promise<boolean> {
  const over = new AbortController();
  const stopWaiting = () => over.abort();
  signal?.addEventListener('abort', stopWaiting, { once: true });
  const timeUp = pause(ms, false, { signal: over.signal }).catch(() => false);
  const settled = work.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([settled, timeUp]);
  signal?.removeEventListener('abort', stopWaiting);
  stopWaiting();
  return inTime;
}
