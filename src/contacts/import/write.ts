import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db/db.ts';
import { unavailable } from '../../platform/http/errors.ts';
import { recordConsent } from '../consent/record.ts';
import { restoreOptOuts } from '../erase/restore.ts';
import { findByNames } from '../identity/identity.sql.ts';
import { insertTags } from '../people/people.sql.ts';
import type { Identity } from '../people/people.sql.ts';
import { countryOf } from '../people/time-zone.ts';
import { searchWords, sortName } from '../people/words.ts';
import { insertAllNames, insertContacts, lockExisting, updateContacts } from './import.sql.ts';
import type { Existing, Written } from './import.sql.ts';
import type { Read } from './rows.ts';

export type GoodRow = { row: number; read: Read };
export type Outcome = { created: number; updated: number; refused: Map<number, string[]> };

/**
 * Writes the rows of a batch. A row belongs to the contact that has one of its names already, whether it was there before or comes from
 * an earlier row; then cells that hold something take the place of what was there, and tags are added. A row whose names belong to
 * several contacts is refused: a file is no proof that they are one person.
 */
export async function writeRows(tx: Tx, rows: readonly GoodRow[]): Promise<Outcome> {
  const refused = new Map<number, string[]>();
  const groups = await gather(tx, rows, refused);
  const existing = new Map(
    (
      await lockExisting(
        tx,
        groups.filter(({ known }) => known).map(({ id }) => id),
      )
    ).map((contact) => [contact.id, contact]),
  );
  const fresh = groups.filter(({ known }) => !known);
  const written = (group: Group) => merged(group, existing.get(group.id));
  await insertTags(tx, [...new Set(rows.flatMap(({ read }) => read.tags))]);
  if (fresh.length > 0) await insertContacts(tx, fresh.map(written));
  const old = groups.filter(({ id }) => existing.has(id));
  if (old.length > 0) await updateContacts(tx, old.map(written));
  await claimNames(tx, groups);
  await restoreOptOuts(tx, groups);
  await recordAll(tx, groups);
  return { created: fresh.length, updated: rows.length - fresh.length - refused.size, refused };
}

const SEVERAL = 'the names of this row belong to several contacts';
const keyOf = ({ kind, value }: Identity) => `${kind} ${value}`;

type Group = { id: string; known: boolean; names: Identity[]; rows: Read[] };

/** The rows by the contact they are about, in the order of the file. */
async function gather(tx: Tx, rows: readonly GoodRow[], refused: Map<number, string[]>): Promise<Group[]> {
  const groups = new Map<string, Group>();
  const owner = new Map<string, string>();
  for (const { kind, value, contactId } of await findByNames(
    tx,
    rows.flatMap(({ read }) => read.names),
  ))
    owner.set(keyOf({ kind, value }), contactId);
  for (const { row, read } of rows) {
    const owners = new Set(read.names.flatMap((name) => owner.get(keyOf(name)) ?? []));
    if (owners.size > 1) {
      refused.set(row, [SEVERAL]);
      continue;
    }
    const [id = uuidv7()] = owners;
    const group = groups.get(id) ?? { id, known: owners.size === 1, names: [], rows: [] };
    groups.set(id, group);
    group.rows.push(read);
    for (const name of read.names) {
      if (!owner.has(keyOf(name))) group.names.push(name);
      owner.set(keyOf(name), id);
    }
  }
  return [...groups.values()];
}

function merged({ id, names, rows }: Group, existing: Existing | undefined): Written {
  const last = (field: 'name' | 'language' | 'country' | 'timeZone') => rows.findLast((row) => row[field] !== undefined)?.[field] ?? null;
  const phone = names.find(({ kind }) => kind === 'phone')?.value;
  const name = last('name');
  const shown = {
    name: name ?? existing?.name ?? null,
    profileName: existing?.profileName ?? null,
    identities: [...(existing?.identities ?? []), ...names],
  };
  return {
    id,
    name,
    language: last('language'),
    country: last('country') ?? (phone && !existing ? countryOf(phone) : null),
    timeZone: last('timeZone'),
    attributes: Object.assign({ ...existing?.attributes }, ...rows.map(({ attributes }) => attributes)) as Read['attributes'],
    tags: [...new Set([...(existing?.tags ?? []), ...rows.flatMap(({ tags }) => tags)])],
    search: searchWords(shown)
      .map((word) => `'${word}'`)
      .join(' '),
    sortName: sortName(shown),
  };
}

/** A name that somebody else has taken in this very moment makes the batch try again, and then it is known. */
async function claimNames(tx: Tx, groups: readonly Group[]): Promise<void> {
  const names = groups.flatMap(({ id, names }) => names.map((name) => ({ ...name, contactId: id })));
  if ((await insertAllNames(tx, names)).length < names.length)
    throw unavailable('contacts.busy', 'A contact was added while it was imported.');
}

/** An import may close doors and opens none that a person has closed. */
async function recordAll(tx: Tx, groups: readonly Group[]): Promise<void> {
  const at = new Date();
  for (const { id, rows } of groups) {
    const state = rows.findLast(({ consent }) => consent !== undefined)?.consent;
    if (state) await recordConsent(tx, { contactId: id, clientId: null, state, source: 'import', at });
  }
}

/** What writing would come to; `seen` holds the names of the rows before. */
export async function foresee(tx: Tx, rows: readonly GoodRow[], seen: Set<string>): Promise<Outcome> {
  const refused = new Map<number, string[]>();
  let created = 0;
  const known = await findByNames(
    tx,
    rows.flatMap(({ read }) => read.names),
  );
  for (const { row, read } of rows) {
    const owners = known.filter(({ kind, value }) => read.names.some((name) => name.kind === kind && name.value === value));
    if (new Set(owners.map(({ contactId }) => contactId)).size > 1) refused.set(row, [SEVERAL]);
    else if (owners.length === 0 && !read.names.some((name) => seen.has(keyOf(name)))) created += 1;
    remember(seen, read);
  }
  return { created, updated: rows.length - created - refused.size, refused };
}

export function remember(seen: Set<string>, { names }: Read): void {
  for (const name of names) seen.add(keyOf(name));
}
