import type { Log } from '../../../platform/log.ts';
import type { InPage } from '../page/in-page.ts';
import { blocking } from './blocking.ts';
import { groupDescription } from './group-description.ts';
import { linkPreviews } from './link-previews.ts';
import { mediaDownloads } from './media-downloads.ts';
import { mediaSends } from './media-sends.ts';
import { messageKeys } from './message-keys.ts';
import type { Repair, Verdict } from './repair.ts';
import { statusSends } from './status-sends.ts';

/** Those that change the page. Rows 4, 5 and 9 are calls of our own in place of the library's. */
export const REPAIRS: readonly Repair[] = [messageKeys, mediaSends, mediaDownloads, statusSends, linkPreviews, blocking, groupDescription];

export type RepairReport = Verdict & Pick<Repair, 'name' | 'row' | 'required'>;

/** Brings the library and the page together again, and says of each repair what became of it. */
export async function applyRepairs(inPage: InPage, log: Log, repairs = REPAIRS): Promise<RepairReport[]> {
  const reports: RepairReport[] = [];
  for (const { name, row, required, apply } of repairs) {
    const verdict = await inPage(apply, []).catch((error: Error): Verdict => ({ verdict: 'failed', detail: error.message }));
    reports.push({ name, row, required, ...verdict });
  }
  const failed = reports.filter(({ verdict }) => verdict === 'failed');
  const names = (verdict: Verdict['verdict']) => reports.filter((report) => report.verdict === verdict).map(({ name }) => name);
  const found = { took: names('took'), armed: names('armed'), notNeeded: names('not_needed') };
  if (failed.length > 0) log.error({ ...found, failed }, 'WhatsApp Web has changed: some repairs did not take');
  else log.info(found, 'the repairs for this build of WhatsApp Web are in place');
  return reports;
}
