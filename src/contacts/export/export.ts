import { Readable } from 'node:stream';
import { z } from 'zod';
import { recordAudit } from '../../access/access.ts';
import { csvLine } from '../../platform/csv.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { notFound } from '../../platform/http/errors.ts';
import { Reply } from '../../platform/http/reply.ts';
import { listAllConsents } from '../consent/consent.sql.ts';
import type { ConsentRow } from '../consent/consent.sql.ts';
import { showConsent } from '../consent/operator.ts';
import type { ExportConsents } from '../consent/consent.schema.ts';
import { listFields, listContacts, listNumbered, searchNumbers, findContact } from '../people/people.sql.ts';
import { ContactFilter } from '../people/people.schema.ts';
import { matchFilter } from '../people/list.ts';
import { showContact } from '../people/show.ts';
import { searchQuery } from '../people/words.ts';
import { descending, has } from '../segments/bits.ts';

export const ExportContacts = ContactFilter.omit({ phone: true }).extend({ format: z.enum(['csv', 'json']).default('csv') });

type Asking<Q> = { caller: Caller; address: string; requestId: string; query: Q };
type Shown = ReturnType<typeof showContact>;

const ROWS_A_PAGE = 1_000;
const COLUMNS = ['id', 'phone', 'name', 'profileName', 'lid', 'businessScopedId', 'username', 'language', 'country', 'timeZone'] as const;
const MORE_COLUMNS = ['tags', 'consent', 'consentAt', 'blocked', 'lastInboundAt', 'lastOutboundAt', 'createdAt'];

/** All contacts that fit the filter as one file, read page by page; that it was taken is itself recorded. */
export async function exportContacts(
  db: Db,
  now: Date,
  { caller, query, ...call }: Asking<z.output<typeof ExportContacts>>,
): Promise<Reply> {
  const inOrganization = <T>(work: (tx: Tx) => Promise<T>) =>
    db.inOrganization(caller.organizationId, work, { clientIds: caller.clientIds });
  const { fields, numbers } = await inOrganization(async (tx) => {
    await recordAudit(
      tx,
      { caller, ...call },
      { action: 'contacts.export', target: { type: 'contact', id: null }, changes: { format: { to: query.format } } },
    );
    return { fields: (await listFields(tx)).map(({ name }) => name), numbers: await wantedNumbers(tx, query, now) };
  });
  const pages = contactPages(inOrganization, numbers);
  return file('contacts', query.format, query.format === 'csv' ? contactLines(pages, fields) : asJson(pages));
}

const MOST_FOUND = 1_000_000;

/** Null: everybody. */
async function wantedNumbers(tx: Tx, query: z.output<typeof ExportContacts>, now: Date): Promise<Iterator<number> | null> {
  const matched = await matchFilter(tx, query, now);
  const words = query.query?.trim() ? searchQuery(query.query) : null;
  if (words === null) return matched && descending(matched);
  const found = await searchNumbers(tx, words, null, MOST_FOUND);
  return found.filter((number) => !matched || has(matched, number)).values();
}

type Inside = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

async function* contactPages(inOrganization: Inside, numbers: Iterator<number> | null): AsyncGenerator<Shown[]> {
  let before: number | null = null;
  for (;;) {
    const next = numbers && Array.from({ length: ROWS_A_PAGE }, () => numbers.next()).flatMap(({ done, value }) => (done ? [] : [value]));
    const rows = await inOrganization((tx) => (next ? listNumbered(tx, next) : listContacts(tx, before, ROWS_A_PAGE)));
    if (rows.length > 0) yield rows.map(showContact);
    if ((next ?? rows).length < ROWS_A_PAGE) return;
    before = rows.at(-1)?.number ?? null;
  }
}

async function* contactLines(pages: AsyncGenerator<Shown[]>, fields: readonly string[]): AsyncGenerator<string> {
  yield csvLine([...COLUMNS, ...MORE_COLUMNS, ...fields.map((name) => `attributes.${name}`)]);
  for await (const rows of pages)
    yield rows
      .map((contact) =>
        csvLine([
          ...COLUMNS.map((column) => contact[column]),
          contact.tags.join(';'),
          contact.consent.state,
          contact.consent.at,
          String(contact.blocked),
          contact.lastInboundAt,
          contact.lastOutboundAt,
          contact.createdAt,
          ...fields.map((name) => String(contact.attributes[name] ?? '')),
        ]),
      )
      .join('');
}

/** Everything that was said about consent, of one contact or of all, for whoever has to prove it. */
export async function exportConsents(db: Db, { caller, query, ...call }: Asking<z.output<typeof ExportConsents>>): Promise<Reply> {
  const inOrganization = <T>(work: (tx: Tx) => Promise<T>) =>
    db.inOrganization(caller.organizationId, work, { clientIds: caller.clientIds });
  const contactId = await inOrganization(async (tx) => {
    const contact = query.contactId === undefined ? null : await findContact(tx, query.contactId);
    if (query.contactId !== undefined && !contact) throw notFound('contacts');
    await recordAudit(tx, { caller, ...call }, { action: 'consent.export', target: { type: 'contact', id: contact?.id ?? null } });
    return contact?.id ?? null;
  });
  const pages = consentPages(inOrganization, contactId);
  return file('consent', query.format, query.format === 'csv' ? consentLines(pages) : asJson(pages));
}

type Proof = ReturnType<typeof showConsent> & { contactId: string; phone: string | null };

async function* consentPages(inOrganization: Inside, contactId: string | null): AsyncGenerator<Proof[]> {
  let after: string | null = null;
  for (;;) {
    const rows: (ConsentRow & { phone: string | null })[] = await inOrganization((tx) =>
      listAllConsents(tx, contactId, after, ROWS_A_PAGE),
    );
    if (rows.length > 0) yield rows.map((row) => ({ contactId: row.contactId, phone: row.phone, ...showConsent(row) }));
    if (rows.length < ROWS_A_PAGE) return;
    after = rows.at(-1)?.id ?? null;
  }
}

const PROOF = [
  'id',
  'contactId',
  'phone',
  'state',
  'clientId',
  'source',
  'applied',
  'word',
  'language',
  'messageId',
  'heardBy',
  'reason',
  'at',
  'recordedAt',
] as const;

async function* consentLines(pages: AsyncGenerator<Proof[]>): AsyncGenerator<string> {
  yield csvLine([...PROOF, 'actorType', 'actorId', 'actorName']);
  for await (const rows of pages) {
    const lines = rows.map((row) =>
      csvLine([
        ...PROOF.map((column) => (column === 'applied' ? String(row.applied) : row[column])),
        row.actor?.type ?? null,
        row.actor?.id ?? null,
        row.actor?.name ?? null,
      ]),
    );
    yield lines.join('');
  }
}

async function* asJson(pages: AsyncGenerator<object[]>): AsyncGenerator<string> {
  let separator = '{"data":[';
  for await (const rows of pages) {
    yield separator + rows.map((row) => JSON.stringify(row)).join(',');
    separator = ',';
  }
  yield separator === ',' ? ']}' : '{"data":[]}';
}

function file(name: string, format: 'csv' | 'json', lines: AsyncGenerator<string>): Reply {
  return new Reply({
    type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
    headers: { 'Content-Disposition': `attachment; filename="${name}.${format}"` },
    body: Readable.from(lines),
  });
}
