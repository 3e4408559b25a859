import type { Tx } from '../../platform/db/db.ts';
import type { Identity } from '../people/people.sql.ts';

const HASH = `sha256(convert_to(s.salt::text || i.kind || i.value, 'UTF8'))`;

/** Keeps the contact's opt-outs under the hashes of its names. */
export async function keepOptOuts(tx: Tx, contactId: string): Promise<void> {
  await tx.execute('insert into consent_settings default values on conflict do nothing');
  await tx.execute(
    `insert into erased_opt_outs (name_hash, client_id, consent_at)
     select ${HASH}, said.client_id, said.consent_at
     from contact_identities i join contacts c on c.id = i.contact_id cross join consent_settings s
     cross join lateral (
       select null::uuid as client_id, c.consent_at where c.consent = 'opted_out'
       union all
       select o.client_id, o.consent_at from client_consents o
       where o.contact_id = c.id and o.consent = 'opted_out' and (c.consent_recorded_at is null or o.consent_recorded_at > c.consent_recorded_at)
     ) said
     where c.id = $1 and i.kind <> 'username'
     on conflict (organization_id, name_hash, client_id) do update set consent_at = greatest(erased_opt_outs.consent_at, excluded.consent_at)`,
    [contactId],
  );
}

export type KeptOptOut = { contactId: string; clientId: string | null; consentAt: Date };

/** The opt-outs of people who were erased and now come back under one of these names; with them the hashes are done with. */
export async function takeOptOuts(tx: Tx, names: readonly (Identity & { contactId: string })[]): Promise<KeptOptOut[]> {
  return tx.query<KeptOptOut>(
    `delete from erased_opt_outs e using consent_settings s, unnest($1::text[], $2::text[], $3::uuid[]) as i (kind, value, contact_id)
     where e.name_hash = ${HASH} returning i.contact_id, e.client_id, e.consent_at`,
    [names.map(({ kind }) => kind), names.map(({ value }) => value), names.map(({ contactId }) => contactId)],
  );
}

export async function listAliases(tx: Tx, contactId: string): Promise<string[]> {
  return (await tx.query<{ id: string }>('select id from contact_aliases where contact_id = $1', [contactId])).map(({ id }) => id);
}

export async function insertErasure(tx: Tx, id: string, contactId: string, mentions: readonly string[]): Promise<void> {
  await tx.execute('insert into erasures (id, contact_id, mentions) values ($1, $2, $3)', [id, contactId, mentions]);
}

export async function findErasure(tx: Tx, id: string): Promise<{ contactId: string; mentions: string[] } | null> {
  return tx.maybe('select contact_id, mentions from erasures where id = $1 and done_at is null', [id]);
}

export async function endErasure(tx: Tx, id: string): Promise<void> {
  await tx.execute('update erasures set mentions = null, done_at = now() where id = $1', [id]);
}

/** Rows of imports that were refused and hold one of these texts. */
export async function deleteImportErrors(tx: Tx, mentions: readonly string[]): Promise<number> {
  return tx.execute(
    'delete from contact_import_errors where row > 0 and exists (select from unnest($1::text[]) as t (text) where position(t.text in cells::text) > 0)',
    [mentions],
  );
}
