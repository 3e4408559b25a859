import type { Request } from 'express';
import { credentialOf } from '../../access/access.ts';
import { findClient } from '../../clients/clients.ts';
import type { Db, Tx } from '../../platform/db/db.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { notFound, tooMany } from '../../platform/http/errors.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { deleteOldChecks, listKnownNumbers, spendChecks, upsertNumbers } from './numbers.sql.ts';

export type NumberDeps = { db: Db; perform: Sessions['perform']; checksPerDay: number };

type Checking = { caller: Caller; params: { id: string }; body: { numbers: string[] }; request: Request; address: string };
type Check = { number: string; registered: boolean | 'unknown'; lid?: string };

const KNOWN_DAYS = 7;
const SECONDS_A_DAY = 86_400;

/** Which of these numbers have WhatsApp. What is known for less than a week is not asked again; the rest counts against the client's day. */
export async function checkNumbers(deps: NumberDeps, { caller, params, body, request, address }: Checking): Promise<{ data: Check[] }> {
  const inOrganization = <T>(work: (tx: Tx) => Promise<T>) =>
    deps.db.inOrganization(caller.organizationId, work, { clientIds: caller.clientIds });
  const numbers = [...new Set(body.numbers)];
  const known = await inOrganization(async (tx) => {
    if (!(await findClient(tx, params.id))) throw notFound('clients');
    return listKnownNumbers(tx, numbers, KNOWN_DAYS);
  });
  const answers = new Map<string, Check>(known.map(({ lid, ...check }) => [check.number, { ...check, ...(lid ? { lid } : {}) }]));
  const asked = numbers.filter((number) => !answers.has(number));
  if (asked.length > 0) {
    await inOrganization((tx) => spend(tx, params.id, asked.length, deps.checksPerDay));
    const call = { caller, clientId: params.id, name: 'checkNumbers' as const, input: { numbers: asked }, address };
    const { data } = (await deps.perform({ ...call, credential: credentialOf(request) ?? '' })) as { data: Check[] };
    const certain = data.flatMap(({ number, registered, lid = null }) => (registered === 'unknown' ? [] : [{ number, registered, lid }]));
    if (certain.length > 0) await inOrganization((tx) => upsertNumbers(tx, certain));
    for (const check of data) answers.set(check.number, check);
  }
  return { data: numbers.map((number) => answers.get(number) ?? { number, registered: 'unknown' }) };
}

async function spend(tx: Tx, clientId: string, count: number, limit: number): Promise<void> {
  if (await spendChecks(tx, clientId, count, limit)) return;
  const left = SECONDS_A_DAY - (Math.floor(Date.now() / 1000) % SECONDS_A_DAY);
  throw tooMany('contacts.too_many_checks', `This client may ask for ${limit} numbers a day; asking for more looks like spam.`, left);
}

/** For a timer. */
export async function forgetOldChecks(db: Db): Promise<void> {
  await db.asSystem('old number checks', (tx) => deleteOldChecks(tx, KNOWN_DAYS));
}
