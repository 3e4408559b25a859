import type { Publish } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { findContact } from '../people/people.sql.ts';
import { showContact } from '../people/show.ts';
import { answerLanguage, confirmationText, readConsent } from './read.ts';
import { recordConsent } from './record.ts';
import type { Recorded } from './record.ts';
import { findSettings } from './consent.sql.ts';
import type { SettingsRow } from './consent.sql.ts';
import type { Language, WordKind } from './words.ts';

export const SHIPPED_SETTINGS: SettingsRow = { scope: 'organization', switches: {}, ownWords: [], texts: {} };

/** A message as far as consent is concerned: what was written, or the text, payload or id of the button that was pressed. */
export type Heard = {
  contactId: string;
  clientId: string;
  messageId: string;
  text?: string | undefined;
  buttonText?: string | undefined;
  buttonPayload?: string | undefined;
  group: boolean;
  fromMe: boolean;
  imported: boolean;
  at: Date;
};

export type Confirmation = { kind: WordKind; text: string; language: Language };

/**
 * Reads a message that was heard and does what it asks for. Gives the confirmation to queue (with the purpose `consent_confirmation`),
 * once: a STOP that is repeated changes nothing and is not answered again.
 */
export async function honourConsent(tx: Tx, publish: Publish, heard: Heard): Promise<{ confirmation?: Confirmation }> {
  const texts = [heard.text, heard.buttonText, heard.buttonPayload].filter((text) => text !== undefined);
  if (heard.group || heard.fromMe || heard.imported || texts.length === 0) return {};
  const settings = (await findSettings(tx)) ?? SHIPPED_SETTINGS;
  const reading = texts.map((text) => readConsent(text, settings)).find((found) => found !== null);
  if (!reading) return {};
  const contact = await findContact(tx, heard.contactId);
  if (!contact) return {};
  const { kind, word } = reading;
  const language = answerLanguage(reading.languages, [
    contact.language,
    contact.country === null ? null : (MAIN_LANGUAGE[contact.country] ?? null),
  ]);
  const recorded = await recordConsent(tx, {
    contactId: contact.id,
    clientId: settings.scope === 'client' ? heard.clientId : null,
    state: kind === 'opt_out' ? 'opted_out' : 'opted_in',
    source: heard.text === undefined ? 'button' : 'keyword',
    word,
    language,
    heardBy: heard.clientId,
    messageId: heard.messageId,
    at: heard.at,
  });
  if (!recorded || recorded.before === recorded.after) return {};
  await publishConsent(tx, publish, contact.id, heard.clientId, recorded);
  // Whoever begins with "start" was never away: no word that they are back.
  const answered = kind === 'opt_out' || recorded.before === 'opted_out';
  return answered ? { confirmation: { kind, language, text: confirmationText(kind, language, settings.texts) } } : {};
}

/** Tells that a contact may no longer be written to, or may be again; nothing when it is as it was. */
export async function publishConsent(tx: Tx, publish: Publish, contactId: string, clientId: string | null, { before, after }: Recorded) {
  if (before === after || after === 'none') return;
  const contact = await findContact(tx, contactId);
  if (contact) await publish(tx, { type: `contact.${after}`, clientId, orderKey: contactId, data: { contact: showContact(contact) } });
}

// Where a word belongs to several languages ("cancelar", "stop"), the answer goes out in the one most people there read.
const COUNTRIES: Record<Exclude<Language, 'en'>, string> = {
  es: 'ES MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY PR GQ',
  pt: 'BR PT AO MZ CV GW ST TL',
  fr: 'FR BE LU MC SN CI CM ML BF NE TG BJ GA CG CD MG HT GN TD CF DJ RE GP MQ',
  de: 'DE AT CH LI',
  id: 'ID',
  ar: 'SA EG DZ MA TN IQ SD JO SY LB LY AE KW QA BH OM YE PS MR',
  hi: 'IN',
};
const MAIN_LANGUAGE: Record<string, string> = Object.fromEntries(
  Object.entries(COUNTRIES).flatMap(([language, countries]) => countries.split(' ').map((country) => [country, language])),
);
