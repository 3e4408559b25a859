import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPublisher } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { startWithClients } from '../testing/organization.ts';
import type { Organization } from '../testing/organization.ts';
import { admit, honourConsent, meetContact } from '../contacts.ts';
import { recordConsent } from './record.ts';

let server: TestServer;
let own: Organization;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  own = await startWithClients(server);
});
afterAll(() => server?.stop());

const publish = createPublisher([]);
const inside = <T>(work: (tx: Tx) => Promise<T>) => server.db.inOrganization(own.id, work);

type Name = 'phone' | 'lid';
type Side = 0 | 1;
/** What can happen to a person who is known by two names, and as two contacts until somebody says that they belong together. */
type Step =
  | { does: 'says'; stop: boolean; by: Name; client: Side; minute: number }
  | { does: 'operator'; out: boolean; by: Name; client: Side | null }
  | { does: 'import'; out: boolean; by: Name }
  | { does: 'join' }
  | { does: 'erase'; by: Name }
  | { does: 'scope'; scope: 'organization' | 'client' };

const by = fc.constantFrom<Name>('phone', 'lid');
const client = fc.constantFrom<Side>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ does: fc.constant('says' as const), stop: fc.boolean(), by, client, minute: fc.integer({ min: 1, max: 200 }) }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('operator' as const), out: fc.boolean(), by, client: fc.option(client) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('import' as const), out: fc.boolean(), by }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('join' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('erase' as const), by }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('scope' as const), scope: fc.constantFrom('organization' as const, 'client' as const) }),
  },
);

it('no sequence of words, decisions, imports, merges and erasures lets through what the last word of the person forbids', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (sequence) => {
      const person = await newPerson();
      const model = createModel();
      await setScope('organization');
      for (const step of sequence) {
        const before = new Date();
        await perform(person, step);
        model.follow(step);
        expect({ step, through: await wronglyAdmitted(person, model, step, before) }).toEqual({ step, through: [] });
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 25) },
  );
}, 600_000);

/** Whoever is let through though the person's last word forbids it, also by a decision to reply that was made before that word. */
async function wronglyAdmitted(person: Person, model: ReturnType<typeof createModel>, step: Step, before: Date): Promise<string[]> {
  const through = [];
  for (const name of BOTH)
    for (const side of SIDES) {
      if (!model.forbids(name, side)) continue;
      if (await admitted(person, name, side)) through.push(`a message to ${name} by client ${side}`);
      const last = step.does === 'says' && step.stop && model.isLast(step, name, side);
      if (last && (await admitted(person, name, side, before))) through.push(`a reply to ${name} by client ${side}`);
    }
  return through;
}

const BOTH = ['phone', 'lid'] as const;
const SIDES = [0, 1] as const;

type Person = Record<Name, string>;
let people = 0;

async function newPerson(): Promise<Person> {
  people += 1;
  const person = { phone: `+1555777${String(people).padStart(4, '0')}`, lid: `777000${String(people).padStart(6, '0')}@lid` };
  for (const name of BOTH) await meet(person, [name]);
  return person;
}

const meet = (person: Person, names: readonly Name[]) =>
  inside(async (tx) => (await meetContact(tx, publish, Object.fromEntries(names.map((name) => [name, person[name]])))).id);

const setScope = (scope: string) => own.api.patch('/v1/consent/settings', { scope });
const START = Date.now() - 300 * 60_000;

async function perform(person: Person, step: Step): Promise<void> {
  if (step.does === 'scope') return void (await setScope(step.scope));
  if (step.does === 'join') return void (await meet(person, BOTH));
  const contactId = await meet(person, [step.by]);
  if (step.does === 'erase') return void (await own.api.delete(`/v1/contacts/${contactId}`));
  if (step.does === 'operator') {
    const clientId = step.client === null ? {} : { clientId: own.clientIds[step.client] };
    return void (await own.api.post(`/v1/contacts/${contactId}/${step.out ? 'opt-out' : 'opt-in'}`, clientId));
  }
  if (step.does === 'import') {
    const state = step.out ? 'opted_out' : 'opted_in';
    return void (await inside((tx) => recordConsent(tx, { contactId, clientId: null, state, source: 'import', at: new Date() })));
  }
  const heard = { contactId, clientId: own.clientIds[step.client], messageId: own.id, text: step.stop ? 'stop' : 'start' };
  const at = new Date(START + step.minute * 60_000);
  await inside((tx) => honourConsent(tx, publish, { ...heard, group: false, fromMe: false, imported: false, at }));
}

async function admitted(person: Person, name: Name, side: Side, override?: Date): Promise<boolean> {
  const contactId = await meet(person, [name]);
  const purpose = override ? 'reply' : 'message';
  return inside((tx) => admit(tx, { contactId, clientId: own.clientIds[side], purpose, override })).then(
    () => true,
    () => false,
  );
}

/**
 * What the person forbade, by the times of their own words: nothing takes it back but their own later word, or a decision of an operator who
 * knew it, and that only for whom it was made.
 */
function createModel() {
  type Word = { stop: boolean; minute: number; only: Side | null; owners: Set<Name>; undone: Set<string> };
  const words: Word[] = [];
  let scope = 'organization';
  let joined = false;
  const meant = (name: Name): readonly Name[] => (joined ? BOTH : [name]);
  return {
    follow(step: Step): void {
      if (step.does === 'scope') scope = step.scope;
      if (step.does === 'says')
        words.push({
          stop: step.stop,
          minute: step.minute,
          only: scope === 'client' ? step.client : null,
          owners: new Set(meant(step.by)),
          undone: new Set(),
        });
      if (step.does === 'operator' && !step.out)
        for (const name of meant(step.by))
          for (const side of SIDES)
            if (step.client === null || step.client === side) for (const word of words) word.undone.add(name + side);
      // What was undone for one of them was not decided about the other.
      if (step.does === 'join' && !joined) for (const word of words) joinWord(word);
      if (step.does === 'join') joined = true;
      // Who was erased comes back as two, if they come back.
      if (step.does === 'erase') joined = false;
    },
    isLast: (step: { by: Name; client: Side; minute: number }, name: Name, side: Side) =>
      meant(step.by).includes(name) &&
      (scope === 'organization' || step.client === side) &&
      words.every(({ minute }) => minute <= step.minute),
    forbids(name: Name, side: Side): boolean {
      const heard = words.filter(({ owners, only }) => owners.has(name) && (only === null || only === side));
      const stops = heard.filter(({ stop, undone }) => stop && !undone.has(name + side)).map(({ minute }) => minute);
      const starts = heard.filter(({ stop }) => !stop).map(({ minute }) => minute);
      return stops.length > 0 && Math.max(...stops) > Math.max(0, ...starts);
    },
  };

  function joinWord(word: Word): void {
    for (const side of SIDES) {
      const open = [...word.owners].every((name) => word.undone.has(name + side));
      for (const name of BOTH) if (open) word.undone.add(name + side);
      if (!open) for (const name of BOTH) word.undone.delete(name + side);
    }
    word.owners = new Set(BOTH);
  }
}
