import type { PageWindow } from './whatsapp.ts';

declare const window: PageWindow;

/**
 * In the page: waits for the map of calls, which some builds load later, and puts an empty one in its place when it does not come. Without any
 * the library stops half-way through attaching its listeners, and says `ready` all the same.
 */
export async function awaitCallsMap(withinMs: number): Promise<'there' | 'missing'> {
  const PAUSE_MS = 50;
  const calls = window.require('WAWebCallCollection');
  if (!calls || typeof calls['on'] !== 'function') return 'there';
  const isThere = () => Object.values(calls).some((value) => value instanceof Map);
  for (let waited = 0; !isThere() && waited < withinMs; waited += PAUSE_MS) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  if (isThere()) return 'there';
  calls['callsThatNobodyHears'] = new Map();
  return 'missing';
}
