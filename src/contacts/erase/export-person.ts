import type { Readable } from 'node:stream';
import yazl from 'yazl';
import { recordAudit } from '../../access/access.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { Reply } from '../../platform/http/reply.ts';
import { listAllConsents } from '../consent/consent.sql.ts';
import { showConsent } from '../consent/operator.ts';
import { showNote } from '../people/notes.ts';
import { knownContact, restricted } from '../people/people.ts';
import { listNotes } from '../people/people.sql.ts';
import { showContact } from '../people/show.ts';
import { personOf } from './erase.ts';
import type { Person, PersonFile, PersonPart } from './erase.ts';

type Asking = { caller: Caller; params: { id: string }; address: string; requestId: string };

const MOST_ROWS = 1_000_000;

/** Everything there is of a person, in one archive. */
export async function exportPerson(db: Db, parts: readonly PersonPart[], { caller, params, ...call }: Asking): Promise<Reply> {
  if (caller.clientIds) throw restricted();
  const inOrganization = <T>(work: (tx: Tx) => Promise<T>) => db.inOrganization(caller.organizationId, work);
  const { person, own } = await inOrganization(async (tx) => {
    const contact = await knownContact(tx, params.id);
    await recordAudit(tx, { caller, ...call }, { action: 'contacts.export_person', target: { type: 'contact', id: contact.id } });
    return { person: await personOf(tx, contact), own: await ownFiles(tx, contact.id) };
  });
  const archive = new yazl.ZipFile();
  const output = archive.outputStream as Readable;
  void fill(archive, own, parts, inOrganization, person).catch((error: Error) => output.destroy(error));
  return new Reply({
    type: 'application/zip',
    headers: { 'Content-Disposition': `attachment; filename="contact-${person.contactId}.zip"` },
    body: output,
  });
}

async function ownFiles(tx: Tx, id: string): Promise<PersonFile[]> {
  const consents = await listAllConsents(tx, id, null, MOST_ROWS);
  const files = {
    'contact.json': showContact(await knownContact(tx, id)),
    'consent.json': consents.map(showConsent),
    'notes.json': (await listNotes(tx, id, MOST_ROWS)).map(showNote),
  };
  return Object.entries(files).map(([path, content]) => ({ path, body: JSON.stringify(content, null, 2) }));
}

type Inside = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

async function fill(
  archive: yazl.ZipFile,
  own: PersonFile[],
  parts: readonly PersonPart[],
  inOrganization: Inside,
  person: Person,
): Promise<void> {
  for (const file of own) add(archive, file);
  for (const part of parts) if (part.export) for await (const file of part.export(inOrganization, person)) add(archive, file);
  archive.end();
}

function add(archive: yazl.ZipFile, { path, body }: PersonFile): void {
  if (typeof body === 'string' || Buffer.isBuffer(body)) archive.addBuffer(Buffer.from(body as string), path);
  else archive.addReadStream(body, path);
}
