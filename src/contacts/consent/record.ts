import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db/db.ts';
import {
  applyConsent,
  findLastWords,
  findStanding,
  insertConsent,
  listLaterStandings,
  lockForConsent,
  renewClientStandings,
} from './consent.sql.ts';
import type { ConsentRow, ConsentState, SaidBy, Source } from './consent.sql.ts';

/** Something said about consent, before it is decided whether it counts. */
export type Said = Pick<ConsentRow, 'contactId' | 'clientId' | 'state' | 'at'> & { source: Exclude<Source, 'merge'> } & Partial<
    Pick<ConsentRow, 'word' | 'language' | 'heardBy' | 'messageId' | 'actorType' | 'actorId' | 'actorName' | 'reason'>
  >;

/** What stood for whom it was said to, before and after. */
export type Recorded = { before: ConsentState; after: ConsentState };

const UNSAID = {
  word: null,
  language: null,
  heardBy: null,
  messageId: null,
  actorType: null,
  actorId: null,
  actorName: null,
  reason: null,
} as const;

/** Writes down what was said and lets it stand if it counts. Holds the contact, so nobody is admitted meanwhile. Null: no such contact. */
export async function recordConsent(tx: Tx, said: Said): Promise<Recorded | null> {
  if (!(await lockForConsent(tx, said.contactId))) return null;
  const listener = said.heardBy ?? said.clientId;
  const standing = await stateFor(tx, said.contactId, listener);
  const applied = await counts(tx, said, standing);
  const { id } = await insertConsent(tx, { ...UNSAID, ...said, id: uuidv7(), applied });
  if (applied) await apply(tx, said, id);
  return { before: standing, after: await stateFor(tx, said.contactId, listener) };
}

async function apply(tx: Tx, { contactId, clientId, state, source, at }: Said, consentId: string): Promise<void> {
  const decided = source === 'operator' || source === 'import';
  const later = clientId === null && !decided ? await listLaterStandings(tx, contactId, state, at) : [];
  await applyConsent(tx, consentId, saidBy(source));
  if (later.length > 0) await renewClientStandings(tx, contactId, later);
}

/** The state that an admission for this client meets; without a client, that of the whole organisation. */
async function stateFor(tx: Tx, contactId: string, clientId: string | null): Promise<ConsentState> {
  return (await findStanding(tx, contactId, clientId))?.consent ?? 'none';
}

function saidBy(source: Said['source']): SaidBy {
  if (source === 'keyword' || source === 'button' || source === 'erasure') return 'person';
  return source;
}

/**
 * Of the person's own words the last one counts, by the time they were said: messages can be heard late and out of order. Their STOP
 * gives way to nothing but their own later word; their START gives way to whatever closed the door after it. An operator decides
 * knowingly and counts as it comes. An import closes doors and opens none that is closed.
 */
async function counts(tx: Tx, said: Said, standing: ConsentState): Promise<boolean> {
  if (said.source === 'operator' || said.source === 'erasure') return true;
  if (said.source === 'import') return said.state === 'opted_out' || standing !== 'opted_out';
  const words = await findLastWords(tx, said.contactId, said.clientId);
  const later = words.filter(({ at }) => at > said.at);
  return said.state === 'opted_out'
    ? !later.some(({ state, byPerson }) => byPerson && state === 'opted_in')
    : !later.some(({ state }) => state === 'opted_out');
}
