import type { PageWindow } from '../page/whatsapp.ts';
import type { Repair, Verdict } from './repair.ts';

declare const window: PageWindow;

/** The job takes one object now, in which no text means to delete. */
export const groupDescription: Repair = { name: 'group_description', row: 7, required: false, apply: reshapeInPage };

function reshapeInPage(): Verdict {
  const job = window.require('WAWebGroupModifyInfoJob');
  const set = job.setGroupDescription;
  if (typeof set !== 'function') return { verdict: 'failed', detail: 'there is no job for group descriptions' };
  if ('reshapes' in set) return { verdict: 'took' };
  if (set.length === 4) return { verdict: 'not_needed' };
  if (set.length !== 1) return { verdict: 'failed', detail: `the job for group descriptions takes ${set.length} arguments` };

  const reshaping = (...args: unknown[]) => {
    if (args.length === 1) return set(args[0]);
    const [groupWid, text, newDescId, prevDescId] = args;
    return set({ groupWid, desc: text === '' ? null : text, newDescId, prevDescId });
  };
  job.setGroupDescription = Object.assign(reshaping, { reshapes: true });
  return { verdict: 'took' };
}
