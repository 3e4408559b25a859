import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPublisher } from '../../events/events.ts';
import type { EventRow } from '../../events/events.ts';
import type { Tx } from '../../platform/db/db.ts';
import { race } from '../../platform/testing/race.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { startWithClients } from '../testing/organization.ts';
import type { Organization } from '../testing/organization.ts';
import { findContact, meetContact, showContact } from '../contacts.ts';
import type { KnownAs } from '../contacts.ts';

let server: TestServer;
let own: Organization;
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  own = await startWithClients(server);
});
afterAll(() => server?.stop());

const published: EventRow[] = [];
const publish = createPublisher([async (_, event) => void published.push(event)]);
const inside = <T>(work: (tx: Tx) => Promise<T>) => server.db.inOrganization(own.id, work);
const meet = (who: KnownAs) => inside((tx) => meetContact(tx, publish, who));
const shown = async (id: string) => {
  const contact = await inside((tx) => findContact(tx, id));
  return contact && showContact(contact);
};
const typesSince = async (work: () => Promise<unknown>) => {
  const before = published.length;
  await work();
  return published.slice(before).map(({ type }) => type);
};

describe('a contact', () => {
  it('is made once, with its country, and found again under the same name', async () => {
    let first = { id: '', created: false };
    expect(await typesSince(async () => (first = await meet({ phone: '+4915112345678', name: 'Änne Müller' })))).toEqual([
      'contact.created',
    ]);
    expect(await typesSince(async () => expect(await meet({ phone: '+4915112345678' })).toEqual({ id: first.id, created: false }))).toEqual(
      [],
    );
    expect(await shown(first.id)).toMatchObject({ name: 'Änne Müller', phone: '+4915112345678', country: 'DE', optedOut: false });
  });

  it('gets each further name that WhatsApp says together with one that is known', async () => {
    const { id } = await meet({ phone: '+15551230010' });
    for (const who of [
      { phone: '+15551230010', lid: '100200300400500@lid' },
      { lid: '100200300400500@lid', bsuid: 'US.13491208655302741918' },
      { bsuid: 'US.13491208655302741918', username: 'Ada.Lovelace' },
      { username: 'ada.lovelace' },
    ])
      expect(await meet(who)).toEqual({ id, created: false });
    expect(await shown(id)).toMatchObject({
      phone: '+15551230010',
      lid: '100200300400500@lid',
      businessScopedId: 'US.13491208655302741918',
      username: 'ada.lovelace',
    });
  });

  it('that was two until both names were said together becomes the older one, and the other id names it too', async () => {
    const phone = await meet({ phone: '+15551230011', name: 'Bo' });
    const hidden = await meet({ lid: '100200300400501@lid' });
    const types = await typesSince(async () =>
      expect(await meet({ phone: '+15551230011', lid: '100200300400501@lid' })).toEqual({ ...phone, created: false }),
    );
    expect(types).toEqual(['contact.merged']);
    expect(await shown(hidden.id)).toMatchObject({ id: phone.id, phone: '+15551230011', lid: '100200300400501@lid', name: 'Bo' });
  });

  it('whose number went to somebody who is known by their hidden id loses the number', async () => {
    const before = await meet({ phone: '+15551230020', lid: '100200300400520@lid' });
    const moved = await meet({ phone: '+15551230021', lid: '100200300400521@lid' });
    expect(await meet({ phone: '+15551230020', lid: '100200300400521@lid' })).toEqual({ ...moved, created: false });
    expect([(await shown(before.id))?.phone, (await shown(moved.id))?.identities.map(({ value }) => value)]).toEqual([
      null,
      expect.arrayContaining(['+15551230020', '+15551230021']),
    ]);
  });

  it('loses a username that WhatsApp says of somebody else', async () => {
    const before = await meet({ phone: '+15551230012', username: 'grace' });
    const now = await meet({ phone: '+15551230013', username: 'grace' });
    expect([(await shown(before.id))?.username, (await shown(now.id))?.username]).toEqual([null, 'grace']);
  });

  it('is one, when many meet the same person at once', async () => {
    const phone = '+15551230014';
    const met = await race({
      db: server.db,
      lock: (tx) =>
        tx
          .execute(`select set_config('app.organization_id', $1, true)`, [own.id])
          .then(() => meetContact(tx, publish, { phone: '+15551230015' })),
      start: () =>
        Array.from({ length: 4 }, (_, index) =>
          meet(index % 2 === 0 ? { phone: '+15551230015', lid: '100200300400515@lid' } : { phone: '+15551230015' }),
        ),
      waiting: 4,
    });
    expect(new Set(met.map(({ id }) => id)).size).toBe(1);
    const apart = await Promise.all(Array.from({ length: 6 }, () => meet({ phone })));
    expect([new Set(apart.map(({ id }) => id)).size, apart.filter(({ created }) => created).length]).toEqual([1, 1]);
  });

  it('of another organisation is another one', async () => {
    const other = await startWithClients(server);
    const mine = await meet({ phone: '+15551230016' });
    const theirs = await server.db.inOrganization(other.id, (tx) => meetContact(tx, publish, { phone: '+15551230016' }));
    expect([theirs.created, theirs.id === mine.id]).toEqual([true, false]);
  });

  it('keeps of a name only what a column can hold', async () => {
    const { id } = await meet({ phone: '+15551230017', name: `\u0000 Eve \ud83d\n${'x'.repeat(2_000)}` });
    expect((await shown(id))?.name).toMatch(/^Eve x+$/);
  });
});
