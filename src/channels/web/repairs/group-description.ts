import { firstTouch } from '../page/parts.ts';
import type { PageWindow } from '../page/whatsapp.ts';
import type { Repair, Verdict } from './repair.ts';

declare const window: PageWindow;

/** The job takes one object now, in which no text means to delete. */
export const groupDescription: Repair = { name: 'group_description', row: 7, required: false, apply: reshapeInPage };

async function reshapeInPage(): Promise<Verdict> {
  const job = window.require('WAWebGroupModifyInfoJob');
  const set = job.setGroupDescription;
  if (typeof set !== 'function') return { verdict: 'failed', detail: 'there is no job for group descriptions' };
  if ('reshapes' in set) return { verdict: 'took' };
  const touched = await firstTouch((argument) => set(argument));
  if (/^(toJid|isGroup|_serialized|server|user)$/.test(touched)) return { verdict: 'not_needed' };
  if (!/^(groupWid|desc|newDescId|prevDescId)$/.test(touched)) {
    return { verdict: 'failed', detail: `the job for group descriptions asks for "${touched}"` };
  }
  const reshaping = (...args: unknown[]) => {
    if (args.length === 1) return set(args[0]);
    const [groupWid, text, newDescId, prevDescId] = args;
    return set({ groupWid, desc: text === '' ? null : text, newDescId, prevDescId });
  };
  job.setGroupDescription = Object.assign(reshaping, { reshapes: true });
  return { verdict: 'took' };
}
