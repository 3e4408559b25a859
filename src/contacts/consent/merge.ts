import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db/db.ts';
import { applyConsent, findStanding, insertConsent, listClientStandings, moveConsents } from './consent.sql.ts';
import type { SaidBy, Standing } from './consent.sql.ts';

/**
 * Lets what stood for two contacts stand for the one they become, for the organisation and for each client. Both held by the caller.
 * Where they differ, the stricter wins, unless the last word of the person themselves was to be written to.
 */
export async function mergeConsents(tx: Tx, keeperId: string, otherId: string): Promise<void> {
  const clientIds = [...(await listClientStandings(tx, keeperId)), ...(await listClientStandings(tx, otherId))].map(
    ({ clientId }) => clientId,
  );
  const joined = [];
  for (const clientId of [null, ...new Set(clientIds)]) {
    const [one, other] = [await findStanding(tx, keeperId, clientId), await findStanding(tx, otherId, clientId)];
    const standing = one && other && stricter(one, other);
    if (standing && standing.consent !== 'none') joined.push({ clientId, ...standing });
  }
  await moveConsents(tx, otherId, keeperId);
  for (const { clientId, consent, consentBy, consentAt } of joined) {
    const { id } = await insertConsent(tx, {
      id: uuidv7(),
      contactId: keeperId,
      clientId,
      state: consent as 'opted_in' | 'opted_out',
      source: 'merge',
      applied: true,
      word: null,
      language: null,
      heardBy: null,
      messageId: null,
      actorType: null,
      actorId: null,
      actorName: null,
      reason: null,
      at: consentAt as Date,
    });
    await applyConsent(tx, id, consentBy as SaidBy);
  }
}

function stricter(one: Standing, other: Standing): Standing {
  const [out, open] = one.consent === 'opted_out' ? [one, other] : [other, one];
  if (out.consent !== 'opted_out') return one.consent === 'opted_in' ? one : other;
  const overruled = open.consent === 'opted_in' && open.consentBy === 'person' && (open.consentAt as Date) > (out.consentAt as Date);
  return overruled ? open : out;
}
