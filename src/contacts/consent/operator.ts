import type { z } from 'zod';
import { recordAudit } from '../../access/access.ts';
import { findClient } from '../../clients/clients.ts';
import type { Publish } from '../../events/events.ts';
import { unprocessable } from '../../platform/http/errors.ts';
import { pageOf, readIdCursor } from '../../platform/http/lists.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { knownContact } from '../people/people.ts';
import { showContact } from '../people/show.ts';
import { findSettings, listConsents, upsertSettings } from './consent.sql.ts';
import type { ConsentRow, SettingsRow } from './consent.sql.ts';
import type { ConsentSettingsChange, OperatorWord } from './consent.schema.ts';
import { publishConsent, SHIPPED_SETTINGS } from './honour.ts';
import { readConsent } from './read.ts';
import { recordConsent } from './record.ts';
import { switchOf, TEXTS, WORDS } from './words.ts';

type One = OwnCall & { params: { id: string } };
type Spoken = One & { body: z.output<typeof OperatorWord> };

/** A person asked for it off WhatsApp, and a member of the team writes it down. */
export function optOut(publish: Publish, call: Spoken) {
  return decide(publish, call, 'opted_out');
}

/** Undoes an opt-out on somebody's responsibility: it is written down who, when and why. */
export function optIn(publish: Publish, call: Spoken) {
  return decide(publish, call, 'opted_in');
}

async function decide(publish: Publish, { tx, params, body, ...call }: Spoken, state: 'opted_in' | 'opted_out') {
  const { clientId = null, reason = null } = body;
  if (clientId !== null && !(await findClient(tx, clientId)))
    throw unprocessable([{ path: 'clientId', message: 'There is no such client.' }]);
  const { id } = await knownContact(tx, params.id);
  const { type, id: actorId, name } = call.caller.actor;
  const actor = { actorType: type, actorId, actorName: name };
  const recorded = await recordConsent(tx, { contactId: id, clientId, state, source: 'operator', reason, at: new Date(), ...actor });
  await recordAudit(tx, call, {
    action: state === 'opted_out' ? 'consent.opt_out' : 'consent.opt_in',
    target: { type: 'contact', id },
    changes: { consent: { from: recorded?.before, to: state } },
  });
  if (recorded) await publishConsent(tx, publish, id, clientId, recorded);
  return showContact(await knownContact(tx, id));
}

/** Everything that was said, newest first. */
export async function showConsents({ tx, params, query }: One & { query: { limit: number; cursor?: string } }) {
  const { id } = await knownContact(tx, params.id);
  const rows = await listConsents(tx, id, query.limit + 1, readIdCursor(query.cursor));
  const { data, nextCursor } = pageOf(rows, query.limit, (row) => [row.id]);
  return { data: data.map(showConsent), nextCursor };
}

export function showConsent(row: ConsentRow) {
  const { id, state, clientId, source, applied, word, language, messageId, heardBy, reason, at, recordedAt } = row;
  const actor = row.actorType === null ? null : { type: row.actorType, id: row.actorId, name: row.actorName };
  return { id, state, clientId, source, applied, word, language, messageId, heardBy, actor, reason, at, recordedAt };
}

export async function getSettings({ tx }: OwnCall) {
  return showSettings((await findSettings(tx)) ?? SHIPPED_SETTINGS);
}

export async function changeSettings({ tx, body, ...call }: OwnCall & { body: z.output<typeof ConsentSettingsChange> }) {
  const before = (await findSettings(tx)) ?? SHIPPED_SETTINGS;
  const texts = body.texts ? { ...before.texts, ...body.texts } : before.texts;
  const after = await upsertSettings(tx, { ...before, ...body, switches: { ...before.switches, ...body.switches }, texts });
  await recordAudit(tx, call, {
    action: 'consent.settings',
    target: { type: 'consent_settings', id: null },
    changes: {
      scope: { from: before.scope, to: after.scope },
      switches: { to: body.switches ?? {} },
      ...(body.ownWords ? { ownWords: {} } : {}),
    },
  });
  return showSettings(after);
}

/** What a message would be read as, for trying words out. */
export async function testWord({ tx, body }: OwnCall & { body: { text: string } }) {
  const reading = readConsent(body.text, (await findSettings(tx)) ?? SHIPPED_SETTINGS);
  return { kind: reading?.kind ?? null, word: reading?.word ?? null, languages: reading?.languages ?? [] };
}

function showSettings({ scope, switches, ownWords, texts }: SettingsRow) {
  const words = WORDS.map((word) => ({ ...word, switch: switchOf(word), on: word.fixed || (switches[switchOf(word)] ?? word.on) }));
  const shown = Object.entries(TEXTS).map(([language, shipped]) => [language, { ...shipped, ...texts[language] }]);
  return { scope, words, ownWords, texts: Object.fromEntries(shown) as Record<string, { opt_out: string; opt_in: string }> };
}
