import type { Db } from '../platform/db/db.ts';
import { externalJob, systemJob } from '../platform/jobs/jobs.ts';
import type { JobHandler } from '../platform/jobs/jobs.ts';
import { ERASE_JOB, eraseTraces } from './erase/erase.ts';
import type { PersonPart } from './erase/erase.ts';
import { forgetOldErrors } from './import/import.ts';
import { IMPORT_JOB, runImport } from './import/run.ts';
import { forgetOldChecks } from './numbers/numbers.ts';
import { indexContacts } from './segments/index-contacts.ts';

const IMPORT_TIMEOUT_MS = 3_600_000;

/** What the room does in the background. */
export function contactJobs(db: Db, personParts: readonly PersonPart[]): Record<string, JobHandler> {
  return {
    [IMPORT_JOB]: externalJob<{ importId: string }>((inOrganization, { importId }, job) => runImport(inOrganization, importId, job), {
      timeoutMs: IMPORT_TIMEOUT_MS,
    }),
    [ERASE_JOB]: externalJob<{ erasureId: string }>((inOrganization, { erasureId }, job) =>
      eraseTraces(personParts, inOrganization, erasureId, job),
    ),
    'contacts.index': systemJob(() => indexContacts(db)),
    'contacts.forget': systemJob(async () => {
      await forgetOldChecks(db);
      await forgetOldErrors(db);
    }),
  };
}
