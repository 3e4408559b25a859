import { v7 as uuidv7 } from 'uuid';
import { recordAudit } from '../../access/access.ts';
import type { Tx } from '../../platform/db/db.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { enqueueJob } from '../../platform/jobs/jobs.ts';
import type { InOrganization, Job } from '../../platform/jobs/jobs.ts';
import { knownContact, restricted } from '../people/people.ts';
import { deleteContact } from '../people/people.sql.ts';
import type { ContactWithNames } from '../people/people.sql.ts';
import { deleteImportErrors, endErasure, findErasure, insertErasure, keepOptOuts, listAliases } from './erase.sql.ts';

/** Somebody to be erased or exported: by their ids here, and by every text that names them. */
export type Person = { contactId: string; mentions: string[] };

export type PersonFile = { path: string; body: string | Buffer | NodeJS.ReadableStream };

/** What a room does about a person; it is put together with the others in server.ts. */
export type PersonPart = {
  name: string;
  /** Takes away what belongs to the contact, in the transaction that takes the contact itself away. How many rows. */
  erase?(tx: Tx, person: Person): Promise<number>;
  /** Takes away what only mentions them, in a job: may take long, may run twice. How many rows. */
  eraseTraces?(tx: Tx, person: Person): Promise<number>;
  /** What there is of them, as files. */
  export?(inOrganization: InOrganization, person: Person): AsyncIterable<PersonFile>;
};

export const ERASE_JOB = 'contacts.erase';

/** Erases a person: at once whatever is the contact's, then whatever mentions them. The audit log keeps that it was done, and to how many rows. */
export async function eraseContact(
  parts: readonly PersonPart[],
  { tx, params, ...call }: OwnCall & { params: { id: string } },
): Promise<void> {
  if (call.caller.clientIds) throw restricted();
  const contact = await knownContact(tx, params.id);
  const person = await personOf(tx, contact);
  const counts: Record<string, number> = {};
  for (const part of parts) if (part.erase) counts[part.name] = await part.erase(tx, person);
  await keepOptOuts(tx, contact.id);
  await deleteContact(tx, contact.id);
  const id = uuidv7();
  await insertErasure(tx, id, contact.id, person.mentions);
  await enqueueJob(tx, ERASE_JOB, { erasureId: id });
  await recordAudit(tx, call, {
    action: 'contacts.erase',
    target: { type: 'contact', id: contact.id },
    changes: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, { from: count, to: 0 }])),
  });
}

export async function personOf(tx: Tx, contact: ContactWithNames): Promise<Person> {
  const ids = [contact.id, ...(await listAliases(tx, contact.id))];
  // A username can be any word, so what holds it may be about anything.
  const names = contact.identities.flatMap(({ kind, value }) => (kind === 'username' ? [] : [value.replace(/^\+/, '')]));
  return { contactId: contact.id, mentions: [...ids, ...names] };
}

/** The second half of an erasure. */
export async function eraseTraces(
  parts: readonly PersonPart[],
  inOrganization: InOrganization,
  erasureId: string,
  { signal }: Pick<Job, 'signal'>,
): Promise<void> {
  const erasure = await inOrganization((tx) => findErasure(tx, erasureId));
  if (!erasure) return;
  const counts: Record<string, number> = {};
  for (const part of parts) {
    signal.throwIfAborted();
    counts[part.name] = await inOrganization(async (tx) => (await part.eraseTraces?.(tx, erasure)) ?? 0);
  }
  await inOrganization(async (tx) => {
    counts['imports'] = await deleteImportErrors(tx, erasure.mentions);
    await endErasure(tx, erasureId);
    await recordAudit(
      tx,
      { caller: null, address: '', requestId: '' },
      {
        action: 'contacts.erased',
        target: { type: 'contact', id: erasure.contactId },
        changes: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, { from: count, to: 0 }])),
      },
    );
  });
}
