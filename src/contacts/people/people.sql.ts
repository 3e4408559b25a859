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
export async function updateSearch(tx: Tx, id: string, words: readonly string[], sortName: string | null): Promise<void> {
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

export async function deleteContact(tx: Tx, id: string): Promise<void> {
  await tx.execute('delete from contacts where id = $1', [id]);
}
