import { v7 as uuidv7 } from 'uuid';
import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { unavailable } from '../../platform/http/errors.ts';
import { restoreOptOuts } from '../erase/restore.ts';
import { deleteContact, findContact, insertContact, updateProfileName, updateSearch } from '../people/people.sql.ts';
import type { ContactWithNames, Identity, NewContactRow } from '../people/people.sql.ts';
import { showContact } from '../people/show.ts';
import { countryOf } from '../people/time-zone.ts';
import { cleanName, searchWords, sortName } from '../people/words.ts';
import { deleteNames, findByNames, insertNames, isRestricted, listNames, moveName } from './identity.sql.ts';
import type { KnownName } from './identity.sql.ts';
import { mergeInto } from './merge.ts';

/** The names WhatsApp has for one person, as far as they were said together. `name` is what they call themselves. */
export type KnownAs = { phone?: string; lid?: string; bsuid?: string; username?: string; name?: string };

const MOST_TRIES = 5;

/**
 * The one contact behind these names, made when there is none. Names that are said together are proof: contacts that were two until
 * now become one. Of two who meet the same person at once, one waits for the other.
 */
export async function meetContact(tx: Tx, publish: Publish, who: KnownAs): Promise<{ id: string; created: boolean }> {
  const names = namesOf(who);
  if (names.length === 0) throw new Error('A contact needs at least one name that WhatsApp knows');
  const profileName = cleanName(who.name);
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const known = await findByNames(tx, names);
    const met =
      known.length === 0 ? await createMet(tx, publish, names, profileName) : await recognize(tx, publish, names, known, profileName);
    if (met) return met;
  }
  throw unavailable('contacts.busy', 'Several changes of the same contact met; try again.');
}

function namesOf({ phone, lid, bsuid, username }: KnownAs): Identity[] {
  const names = { phone, lid, bsuid, username: username?.toLowerCase() };
  return Object.entries(names).flatMap(([kind, value]) => (value ? [{ kind: kind as Identity['kind'], value }] : []));
}

async function createMet(tx: Tx, publish: Publish, names: Identity[], profileName: string | null) {
  const phone = names.find(({ kind }) => kind === 'phone')?.value;
  const plain = { name: null, language: null, timeZone: null, attributes: {}, tags: [] };
  const id = await createContact(tx, { ...plain, id: uuidv7(), profileName, country: phone ? countryOf(phone) : null }, names);
  if (id === null) return null;
  await publishCreated(tx, publish, id);
  return { id, created: true };
}

/** Null when somebody else has just made one with one of these names: then there is one to be found. */
export async function createContact(tx: Tx, row: NewContactRow, names: readonly Identity[]): Promise<string | null> {
  await insertContact(tx, row);
  if ((await insertNames(tx, row.id, names)) < names.length) {
    await deleteContact(tx, row.id);
    return null;
  }
  await restoreOptOuts(tx, [{ id: row.id, names }]);
  await updateSearch(tx, row.id, searchWords({ ...row, identities: names }), sortName({ ...row, identities: names }));
  return row.id;
}

export async function publishCreated(tx: Tx, publish: Publish, id: string): Promise<void> {
  const contact = showContact(await livingContact(tx, id));
  await publish(tx, { type: 'contact.created', orderKey: id, data: { contact } });
}

async function recognize(tx: Tx, publish: Publish, names: Identity[], known: KnownName[], profileName: string | null) {
  if (await passOn(tx, names, known)) return null;
  const keeper = keeperOf(known);
  const changed = await joinNames(tx, publish, keeper, names, known);
  if (changed === null) return null;
  const renamed = profileName !== null && profileName !== known.find(({ contactId }) => contactId === keeper)?.profileName;
  if (renamed) await updateProfileName(tx, keeper, profileName);
  if (changed || renamed) await refreshSearch(tx, keeper);
  return { id: keeper, created: false };
}

/**
 * Names that went from one person to another: a username to whoever has another number, a number to whoever had another one before (the
 * hidden id stays with its person). True when one did, so that it has to be looked at again.
 */
async function passOn(tx: Tx, names: Identity[], known: KnownName[]): Promise<boolean> {
  const owner = (kind: Identity['kind']) => known.find((name) => name.kind === kind);
  const [username, phone, lid] = [owner('username'), owner('phone'), owner('lid')];
  const lasting = names.filter(({ kind }) => kind !== 'username').map(({ kind }) => kind);
  if (username && lasting.length > 0 && known.length === 1) {
    const theirs = await listNames(tx, username.contactId);
    if (!theirs.some(({ kind }) => lasting.includes(kind))) return false;
    await deleteNames(tx, username.contactId, 'username');
    await refreshSearch(tx, username.contactId);
    return true;
  }
  if (!phone || !lid || phone.contactId === lid.contactId || (await isRestricted(tx))) return false;
  const [ofPhone, ofLid] = [await listNames(tx, phone.contactId), await listNames(tx, lid.contactId)];
  if (!ofPhone.some(({ kind }) => kind === 'lid') || !ofLid.some(({ kind }) => kind === 'phone')) return false;
  await moveName(tx, phone, lid.contactId);
  await refreshSearch(tx, phone.contactId);
  await refreshSearch(tx, lid.contactId);
  return true;
}

/** A username can go to another person, so it says who somebody is only where nothing better does. The oldest contact stays. */
function keeperOf(known: KnownName[]): string {
  const lasting = known.filter(({ kind }) => kind !== 'username');
  const [first, ...others] = lasting.length > 0 ? lasting : known;
  return others.reduce((oldest, one) => (one.number < oldest.number ? one : oldest), first as KnownName).contactId;
}

/** Whether anything changed; null when somebody else was faster and it has to be looked at again. */
async function joinNames(tx: Tx, publish: Publish, keeper: string, names: Identity[], known: KnownName[]): Promise<boolean | null> {
  const foreign = known.filter(({ contactId }) => contactId !== keeper);
  const fresh = names.filter(({ kind, value }) => !known.some((one) => one.kind === kind && one.value === value));
  if (foreign.length === 0 && fresh.length === 0) return false;
  // Who may use some clients only would merge blindly what it cannot see; the proof comes again with the next message heard.
  if (await isRestricted(tx)) return false;
  const others = new Set(foreign.filter(({ kind }) => kind !== 'username').map(({ contactId }) => contactId));
  for (const other of others) await mergeInto(tx, publish, keeper, other);
  for (const name of foreign) if (!others.has(name.contactId)) await moveName(tx, name, keeper);
  if (fresh.some(({ kind }) => kind === 'username')) await deleteNames(tx, keeper, 'username');
  if ((await insertNames(tx, keeper, fresh)) < fresh.length) return null;
  await restoreOptOuts(tx, [{ id: keeper, names: fresh }]);
  return true;
}

/** Has to follow every change of a name. */
export async function refreshSearch(tx: Tx, id: string): Promise<void> {
  const contact = await livingContact(tx, id);
  await updateSearch(tx, id, searchWords(contact), sortName(contact));
}

async function livingContact(tx: Tx, id: string): Promise<ContactWithNames> {
  const contact = await findContact(tx, id);
  if (!contact) throw unavailable('contacts.busy', 'The contact is just being merged or erased; try again.');
  return contact;
}
