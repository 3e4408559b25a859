import type { Tx } from '../../platform/db/db.ts';
import type { Identity } from '../people/people.sql.ts';

export type KnownName = Identity & { contactId: string; number: number; profileName: string | null };

/** Whoever is known by any of these names. No joins: see CONVENTIONS.md, "The join trap". */
export async function findByNames(tx: Tx, names: readonly Identity[]): Promise<KnownName[]> {
  return tx.query<KnownName>(
    `select i.kind, i.value, i.contact_id, (select c.number from contacts c where c.id = i.contact_id) as number,
       (select c.profile_name from contacts c where c.id = i.contact_id) as profile_name
     from contact_identities i where i.kind = any ($1::text[]) and i.value = any ($2::text[]) and i.kind || ':' || i.value = any ($3::text[])`,
    [names.map(({ kind }) => kind), names.map(({ value }) => value), names.map(({ kind, value }) => `${kind}:${value}`)],
  );
}

/** The names that were free; waits for whoever is just taking one of the others. */
export async function insertNames(tx: Tx, contactId: string, names: readonly Identity[]): Promise<number> {
  return tx.execute(
    `insert into contact_identities (kind, value, contact_id) select kind, value, $3 from unnest($1::text[], $2::text[]) as t (kind, value)
     order by kind, value on conflict do nothing`,
    [names.map(({ kind }) => kind), names.map(({ value }) => value), contactId],
  );
}

export async function listNames(tx: Tx, contactId: string): Promise<Identity[]> {
  return tx.query<Identity>('select kind, value from contact_identities where contact_id = $1 order by created_at, kind', [contactId]);
}

export async function moveName(tx: Tx, { kind, value }: Identity, contactId: string): Promise<void> {
  await tx.execute('update contact_identities set contact_id = $3 where kind = $1 and value = $2', [kind, value, contactId]);
}

export async function moveNames(tx: Tx, from: string, to: string): Promise<void> {
  await tx.execute('update contact_identities set contact_id = $2 where contact_id = $1', [from, to]);
}

export async function deleteNames(tx: Tx, contactId: string, kind: Identity['kind']): Promise<void> {
  await tx.execute('delete from contact_identities where contact_id = $1 and kind = $2', [contactId, kind]);
}

export async function insertAlias(tx: Tx, id: string, contactId: string): Promise<void> {
  await tx.execute('update contact_aliases set contact_id = $2 where contact_id = $1', [id, contactId]);
  await tx.execute('insert into contact_aliases (id, contact_id) values ($1, $2)', [id, contactId]);
}

/** Whether this transaction may see some clients only. */
export async function isRestricted(tx: Tx): Promise<boolean> {
  return (await tx.one<{ restricted: boolean }>(`select coalesce(current_setting('app.client_ids', true), '') <> '' as restricted`))
    .restricted;
}
