import type { Tx } from '../../platform/db/db.ts';
import type { OwnWord } from './read.ts';
import type { WordKind } from './words.ts';

export type ConsentState = 'none' | 'opted_in' | 'opted_out';
export type SaidBy = 'person' | 'operator' | 'import';
export type Source = 'keyword' | 'button' | 'operator' | 'import' | 'merge' | 'erasure';

/** What stands: for the organisation, or (of a client's own) since later than that. */
export type Standing = { consent: ConsentState; consentBy: SaidBy | null; consentAt: Date | null; consentRecordedAt: Date | null };
export type ClientStanding = Standing & { clientId: string };

/** No admission that is under way can miss what is about to be said, and none begins before it is committed. */
export async function lockForConsent(tx: Tx, contactId: string): Promise<(Standing & { blockedAt: Date | null }) | null> {
  return tx.maybe('select consent, consent_by, consent_at, consent_recorded_at, blocked_at from contacts where id = $1 for update', [
    contactId,
  ]);
}

/** Weaker than an ordinary change of the row, so sends and changes of activity do not wait for each other; `for update` waits for it. */
export async function lockForAdmission(tx: Tx, contactId: string): Promise<boolean> {
  return (await tx.maybe('select from contacts where id = $1 for key share', [contactId])) !== null;
}

/** To be asked in a statement of its own after the lock, so that it sees whatever the lock was waiting for. */
export async function findStanding(
  tx: Tx,
  contactId: string,
  clientId: string | null,
): Promise<(Standing & { blockedAt: Date | null }) | null> {
  return tx.maybe(
    `select c.blocked_at, coalesce(own.consent, c.consent) as consent, case when own.consent is null then c.consent_by else own.consent_by end as consent_by,
       coalesce(own.consent_at, c.consent_at) as consent_at, coalesce(own.consent_recorded_at, c.consent_recorded_at) as consent_recorded_at
     from contacts c
     left join client_consents own on own.contact_id = c.id and own.client_id = $2
       and (c.consent_recorded_at is null or own.consent_recorded_at > c.consent_recorded_at)
     where c.id = $1`,
    [contactId, clientId],
  );
}

export async function listClientStandings(tx: Tx, contactId: string): Promise<ClientStanding[]> {
  return tx.query(
    `select own.client_id, own.consent, own.consent_by, own.consent_at, own.consent_recorded_at from client_consents own
     join contacts c on c.id = own.contact_id
     where own.contact_id = $1 and (c.consent_recorded_at is null or own.consent_recorded_at > c.consent_recorded_at) order by own.client_id`,
    [contactId],
  );
}

export type ConsentRow = {
  id: string;
  contactId: string;
  clientId: string | null;
  state: 'opted_in' | 'opted_out';
  source: Source;
  applied: boolean;
  word: string | null;
  language: string | null;
  heardBy: string | null;
  messageId: string | null;
  actorType: 'user' | 'api_key' | 'system' | null;
  actorId: string | null;
  actorName: string | null;
  reason: string | null;
  at: Date;
  recordedAt: Date;
};

const CONSENT = `id, contact_id, client_id, state, source, applied, word, language, heard_by, message_id, actor_type, actor_id, actor_name, reason,
  at, recorded_at`;

export async function insertConsent(tx: Tx, row: Omit<ConsentRow, 'recordedAt'>): Promise<ConsentRow> {
  return tx.one<ConsentRow>(
    `insert into consents (id, contact_id, client_id, state, source, applied, word, language, heard_by, message_id, actor_type, actor_id,
       actor_name, reason, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning ${CONSENT}`,
    [
      row.id,
      row.contactId,
      row.clientId,
      row.state,
      row.source,
      row.applied,
      row.word,
      row.language,
      row.heardBy,
      row.messageId,
      row.actorType,
      row.actorId,
      row.actorName,
      row.reason,
      row.at,
    ],
  );
}

export async function listConsents(tx: Tx, contactId: string, limit: number, before: string | null = null): Promise<ConsentRow[]> {
  return tx.query<ConsentRow>(
    `select ${CONSENT} from consents where contact_id = $1 and ($3::uuid is null or id < $3) order by id desc limit $2`,
    [contactId, limit, before],
  );
}

/** Oldest first, each with the number it is about as far as that is known. */
export async function listAllConsents(
  tx: Tx,
  contactId: string | null,
  after: string | null,
  limit: number,
): Promise<(ConsentRow & { phone: string | null })[]> {
  return tx.query(
    `select ${CONSENT}, (select min(value) from contact_identities i where i.contact_id = consents.contact_id and kind = 'phone') as phone
     from consents where ($1::uuid is null or contact_id = $1) and ($2::uuid is null or id > $2) order by id limit $3`,
    [contactId, after, limit],
  );
}

export type SaidBefore = { state: 'opted_in' | 'opted_out'; byPerson: boolean; at: Date };

/** The last of each kind of words, by the times they were said: those for the whole organisation, and those for this client. */
export async function findLastWords(tx: Tx, contactId: string, clientId: string | null): Promise<SaidBefore[]> {
  return tx.query<SaidBefore>(
    `select distinct on (state, source in ('keyword', 'button')) state, source in ('keyword', 'button') as by_person, at from consents
     where contact_id = $1 and (client_id is null or client_id = $2)
     order by state, source in ('keyword', 'button'), at desc`,
    [contactId, clientId],
  );
}

/**
 * A word for the whole organisation that is heard late leaves alone what was said after it for single clients: the person's own START where
 * it is a STOP, any closed door where it is a START. Before it is applied.
 */
export async function listLaterStandings(tx: Tx, contactId: string, state: 'opted_in' | 'opted_out', at: Date): Promise<string[]> {
  const rows = await tx.query<{ clientId: string }>(
    `select own.client_id from client_consents own join contacts c on c.id = own.contact_id
     where own.contact_id = $1 and own.consent <> $2 and own.consent_at > $3 and ($2 = 'opted_in' or own.consent_by = 'person')
       and (c.consent_recorded_at is null or own.consent_recorded_at > c.consent_recorded_at)`,
    [contactId, state, at],
  );
  return rows.map(({ clientId }) => clientId);
}

/** Lets what stands for these clients stand against what was just written for the whole organisation. */
export async function renewClientStandings(tx: Tx, contactId: string, clientIds: readonly string[]): Promise<void> {
  await tx.execute('update client_consents set consent_recorded_at = clock_timestamp() where contact_id = $1 and client_id = any($2)', [
    contactId,
    clientIds,
  ]);
}

/** Makes a word that was written down the one that stands, for the organisation or for its client. */
export async function applyConsent(tx: Tx, consentId: string, consentBy: SaidBy): Promise<void> {
  await tx.execute(
    `update contacts set consent = said.state, consent_by = $2, consent_at = said.at, consent_recorded_at = said.recorded_at,
       unindexed = true, updated_at = now()
     from consents said where said.id = $1 and said.client_id is null and contacts.id = said.contact_id`,
    [consentId, consentBy],
  );
  const inserted = await tx.execute(
    `insert into client_consents (contact_id, client_id, consent, consent_by, consent_at, consent_recorded_at)
     select contact_id, client_id, state, $2, at, recorded_at from consents where id = $1 and client_id is not null
     on conflict (contact_id, client_id) do update set consent = excluded.consent, consent_by = excluded.consent_by,
       consent_at = excluded.consent_at, consent_recorded_at = excluded.consent_recorded_at`,
    [consentId, consentBy],
  );
  if (inserted > 0)
    await tx.execute(
      'update contacts set unindexed = true, updated_at = now() from consents said where said.id = $1 and contacts.id = said.contact_id',
      [consentId],
    );
}

/** Whether the last thing written down for this client was the person's own word, and no older than a day. */
export async function findAnswerable(tx: Tx, contactId: string, clientId: string): Promise<boolean> {
  const last = await tx.maybe<{ answerable: boolean }>(
    `select source in ('keyword', 'button') and applied and at > now() - interval '24 hours' as answerable from consents
     where contact_id = $1 and (client_id is null or client_id = $2) order by recorded_at desc limit 1`,
    [contactId, clientId],
  );
  return last?.answerable ?? false;
}

/** Gives what was said about one contact to another; what stood for it is to be decided by the caller. */
export async function moveConsents(tx: Tx, from: string, to: string): Promise<void> {
  await tx.execute('update consents set contact_id = $2 where contact_id = $1', [from, to]);
}

export type SettingsRow = {
  scope: 'organization' | 'client';
  switches: Record<string, boolean>;
  ownWords: OwnWord[];
  texts: Partial<Record<string, Partial<Record<WordKind, string>>>>;
};

export async function findSettings(tx: Tx): Promise<SettingsRow | null> {
  return tx.maybe<SettingsRow>('select scope, switches, own_words, texts from consent_settings');
}

export async function upsertSettings(tx: Tx, { scope, switches, ownWords, texts }: SettingsRow): Promise<SettingsRow> {
  return tx.one<SettingsRow>(
    `insert into consent_settings (scope, switches, own_words, texts) values ($1, $2, $3, $4)
     on conflict (organization_id) do update set scope = excluded.scope, switches = excluded.switches, own_words = excluded.own_words,
       texts = excluded.texts, updated_at = now()
     returning scope, switches, own_words, texts`,
    [scope, JSON.stringify(switches), JSON.stringify(ownWords), JSON.stringify(texts)],
  );
}
