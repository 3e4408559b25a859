import type { Tx } from '../../platform/db/db.ts';
import type { ConsentState, SaidBy } from '../consent/consent.sql.ts';

export type IdentityKind = 'phone' | 'lid' | 'bsuid' | 'username';
export type Identity = { kind: IdentityKind; value: string };

export type ContactRow = {
  id: string;
  number: number;
  name: string | null;
  profileName: string | null;
  language: string | null;
  country: string | null;
  timeZone: string | null;
  attributes: Record<string, string | number | boolean>;
  tags: string[];
  blockedAt: Date | null;
  consent: ConsentState;
  consentBy: SaidBy | null;
  consentAt: Date | null;
  lastInboundAt: Date | null;
  lastOutboundAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  sortName: string;
};

/** With every name, and with what stands for single clients only; those a caller may not use are not among them. */
export type ContactWithNames = ContactRow & {
  identities: Identity[];
  clientConsents: { clientId: string; consent: ConsentState; consentAt: string }[];
};

const FIELDS = [
  'id',
  'number',
  'name',
  'profile_name',
  'language',
  'country',
  'time_zone',
  'attributes',
  'tags',
  'blocked_at',
  'consent',
  'consent_by',
  'consent_at',
  'last_inbound_at',
  'last_outbound_at',
  'created_at',
  'updated_at',
  'sort_name',
];
export const CONTACT = FIELDS.map((field) => `c.${field}`).join(', ');
export const WITH_NAMES = `${CONTACT},
  coalesce((select json_agg(json_build_object('kind', i.kind, 'value', i.value) order by i.created_at, i.kind) from contact_identities i
            where i.contact_id = c.id), '[]') as identities,
  coalesce((select json_agg(json_build_object('clientId', o.client_id, 'consent', o.consent, 'consentAt', o.consent_at) order by o.client_id)
            from client_consents o where o.contact_id = c.id
              and (c.consent_recorded_at is null or o.consent_recorded_at > c.consent_recorded_at)), '[]') as client_consents`;

/** By its id, or by that of a contact that was merged into it. */
export async function findContact(tx: Tx, id: string): Promise<ContactWithNames | null> {
  return tx.maybe<ContactWithNames>(
    `select ${WITH_NAMES} from contacts c where c.id = coalesce((select contact_id from contact_aliases where id = $1), $1)`,
    [id],
  );
}

export async function findContacts(tx: Tx, ids: readonly string[]): Promise<ContactWithNames[]> {
  return tx.query<ContactWithNames>(`select ${WITH_NAMES} from contacts c where c.id = any($1) order by c.number desc`, [ids]);
}

/** In order of their ids, so that two who lock the same ones do not wait for each other crosswise. */
export async function lockContacts(tx: Tx, ids: readonly string[]): Promise<ContactRow[]> {
  return tx.query<ContactRow>(`select ${CONTACT} from contacts c where c.id = any($1) order by c.id for update`, [ids]);
}

export type NewContactRow = Pick<ContactRow, 'id' | 'name' | 'profileName' | 'language' | 'country' | 'timeZone' | 'attributes' | 'tags'>;

export async function insertContact(tx: Tx, row: NewContactRow): Promise<void> {
  await tx.execute(
    `insert into contacts (id, name, profile_name, language, country, time_zone, attributes, tags) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.name, row.profileName, row.language, row.country, row.timeZone, JSON.stringify(row.attributes), row.tags],
  );
}

export type ContactFields = Omit<NewContactRow, 'id'> & Pick<ContactRow, 'blockedAt' | 'lastInboundAt' | 'lastOutboundAt' | 'createdAt'>;

export async function updateContact(tx: Tx, id: string, row: ContactFields): Promise<void> {
  await tx.execute(
    `update contacts set name = $2, profile_name = $3, language = $4, country = $5, time_zone = $6, attributes = $7, tags = $8, blocked_at = $9,
       last_inbound_at = $10, last_outbound_at = $11, created_at = $12, unindexed = true, updated_at = now() where id = $1`,
    [
      id,
      row.name,
      row.profileName,
      row.language,
      row.country,
      row.timeZone,
      JSON.stringify(row.attributes),
      row.tags,
      row.blockedAt,
      row.lastInboundAt,
      row.lastOutboundAt,
      row.createdAt,
    ],
  );
}

export async function updateProfileName(tx: Tx, id: string, profileName: string): Promise<void> {
  await tx.execute('update contacts set profile_name = $2, unindexed = true, updated_at = now() where id = $1', [id, profileName]);
}

/** What the contact is found and sorted by. The words are lexemes already, so no dictionary gets at them. */
export async function updateSearch(tx: Tx, id: string, words: readonly string[], sortName: string): Promise<void> {
  await tx.execute('update contacts set search = array_to_tsvector($2), sort_name = $3 where id = $1', [id, words, sortName]);
}

/** Only ever forward; a message that is heard late changes nothing. */
export async function updateActivity(tx: Tx, id: string, inboundAt: Date | null, outboundAt: Date | null): Promise<void> {
  await tx.execute(
    `update contacts set last_inbound_at = greatest(last_inbound_at, $2), last_outbound_at = greatest(last_outbound_at, $3), unindexed = true
     where id = $1 and (last_inbound_at is distinct from greatest(last_inbound_at, $2) or last_outbound_at is distinct from greatest(last_outbound_at, $3))`,
    [id, inboundAt, outboundAt],
  );
}

/** Its number stays behind until the bitmaps have forgotten it. */
export async function deleteContact(tx: Tx, id: string): Promise<void> {
  await tx.execute(
    `with gone as (delete from contacts where id = $1 returning number)
     insert into contact_gaps (number) select number from gone on conflict do nothing`,
    [id],
  );
}

/** From this number downwards, which is newest first. */
export async function listContacts(tx: Tx, before: number | null, limit: number): Promise<ContactWithNames[]> {
  return tx.query<ContactWithNames>(
    `select ${WITH_NAMES} from contacts c where $1::bigint is null or c.number < $1 order by c.number desc limit $2`,
    [before, limit],
  );
}

export type NamePlace = { sortName: string; number: number };

export async function listContactsByName(tx: Tx, { sortName, number }: NamePlace, limit: number): Promise<ContactWithNames[]> {
  return tx.query<ContactWithNames>(
    `select ${WITH_NAMES} from contacts c where (c.sort_name, c.number) > ($1, $2) order by c.sort_name, c.number limit $3`,
    [sortName, number, limit],
  );
}

/** Only what tells where each stands, for walking over many. */
export async function listPlacesByName(tx: Tx, { sortName, number }: NamePlace, limit: number): Promise<NamePlace[]> {
  return tx.query<NamePlace>(
    'select sort_name, number from contacts where (sort_name, number) > ($1, $2) order by sort_name, number limit $3',
    [sortName, number, limit],
  );
}

export async function listNumbered(tx: Tx, numbers: readonly number[]): Promise<ContactWithNames[]> {
  return tx.query<ContactWithNames>(`select ${WITH_NAMES} from contacts c where c.number = any($1) order by c.number desc`, [numbers]);
}

export async function listNumberedByName(
  tx: Tx,
  numbers: readonly number[],
  { sortName, number }: NamePlace,
  limit: number,
): Promise<ContactWithNames[]> {
  return tx.query<ContactWithNames>(
    `select ${WITH_NAMES} from contacts c where c.number = any($1) and (c.sort_name, c.number) > ($2, $3)
     order by c.sort_name, c.number limit $4`,
    [numbers, sortName, number, limit],
  );
}

/** By a function that may use the index of words: see sql/0004_contacts.sql. */
export async function searchNumbers(tx: Tx, words: string, before: number | null, most: number): Promise<number[]> {
  const rows = await tx.query<{ number: number }>('select number from search_contacts($1::tsquery, $2, $3) as number', [
    words,
    before,
    most,
  ]);
  return rows.map(({ number }) => number);
}

export async function findNumber(tx: Tx, { kind, value }: Identity): Promise<number | null> {
  const row = await tx.maybe<{ number: number }>(
    'select c.number from contact_identities i join contacts c on c.id = i.contact_id where i.kind = $1 and i.value = $2',
    [kind, value],
  );
  return row?.number ?? null;
}

export type FieldType = 'text' | 'number' | 'boolean' | 'date';
export type FieldRow = { name: string; type: FieldType; createdAt: Date };

export async function listFields(tx: Tx): Promise<FieldRow[]> {
  return tx.query<FieldRow>('select name, type, created_at from contact_fields order by name');
}

/** Whoever was first has said of which type it is. */
export async function insertFields(tx: Tx, fields: readonly { name: string; type: FieldType }[]): Promise<number> {
  return tx.execute(
    'insert into contact_fields (name, type) select * from unnest($1::text[], $2::text[]) as t (name, type) order by name on conflict do nothing',
    [fields.map(({ name }) => name), fields.map(({ type }) => type)],
  );
}

/** Forgets the field and, of every contact, its value. */
export async function deleteField(tx: Tx, name: string): Promise<boolean> {
  if ((await tx.execute('delete from contact_fields where name = $1', [name])) === 0) return false;
  await tx.execute('update contacts set attributes = attributes - $1, unindexed = true, updated_at = now() where attributes ? $1', [name]);
  return true;
}

export async function insertTags(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await tx.execute('insert into contact_tags (name) select name from unnest($1::text[]) as t (name) order by name on conflict do nothing', [
    names,
  ]);
}

export async function listTags(tx: Tx, limit: number): Promise<string[]> {
  return (await tx.query<{ name: string }>('select name from contact_tags order by name limit $1', [limit])).map(({ name }) => name);
}

export type NoteRow = { id: string; authorType: 'user' | 'api_key'; authorId: string; authorName: string; body: string; createdAt: Date };
const NOTE = 'id, author_type, author_id, author_name, body, created_at';

export async function insertNote(tx: Tx, contactId: string, note: Omit<NoteRow, 'createdAt'>): Promise<NoteRow> {
  return tx.one<NoteRow>(
    `insert into contact_notes (id, contact_id, author_type, author_id, author_name, body) values ($1, $2, $3, $4, $5, $6) returning ${NOTE}`,
    [note.id, contactId, note.authorType, note.authorId, note.authorName, note.body],
  );
}

export async function listNotes(tx: Tx, contactId: string, limit: number, before: string | null = null): Promise<NoteRow[]> {
  return tx.query<NoteRow>(
    `select ${NOTE} from contact_notes where contact_id = $1 and ($3::uuid is null or id < $3) order by id desc limit $2`,
    [contactId, limit, before],
  );
}

export async function deleteNote(tx: Tx, contactId: string, id: string): Promise<boolean> {
  return (await tx.execute('delete from contact_notes where contact_id = $1 and id = $2', [contactId, id])) === 1;
}

export async function moveNotes(tx: Tx, from: string, to: string): Promise<void> {
  await tx.execute('update contact_notes set contact_id = $2 where contact_id = $1', [from, to]);
}
