import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { indexContacts } from '../contacts.ts';
import { startTestServer } from '../../platform/testing/server.ts';
import type { TestServer } from '../../platform/testing/server.ts';
import { startWithClients } from '../testing/organization.ts';
import type { Organization } from '../testing/organization.ts';
import { dayRanges, numberRanges, termsOf } from './terms.ts';
import type { Indexed, Range } from './terms.ts';
import { count, descending, difference, intersection, put, union } from './bits.ts';
import type { Bits } from './bits.ts';

let server: TestServer;
let own: Organization;
const ids = new Map<string, string>();
beforeAll(async () => {
  server = await startTestServer({ env: { REGISTRATION: 'open', BCRYPT_COST: '10' } });
  own = await startWithClients(server);
  const people = [
    {
      phone: '+4915112340001',
      name: 'ada',
      tags: ['vip'],
      attributes: { plan: 'Gold', orders: 12, born: '1990-05-04', mail: true },
      language: 'de',
    },
    { phone: '+351912345678', name: 'bea', tags: ['vip', 'new'], attributes: { plan: 'gold plus', orders: -1.5, born: '2001-01-01' } },
    { phone: '+15551234567', name: 'cid', attributes: { plan: 'silver', orders: 0, born: '1990-06-30', mail: false } },
    { phone: '+919876543210', name: 'dan', tags: ['new'] },
  ];
  await own.api.post('/v1/contacts/fields', { name: 'born', type: 'date' });
  for (const body of people) ids.set(body.name, (await own.api.post('/v1/contacts', body)).body.id);
  await own.api.post(`/v1/contacts/${ids.get('cid')}/opt-out`, {});
  await own.api.post(`/v1/contacts/${ids.get('dan')}/opt-out`, { clientId: own.clientIds[0] });
  await own.api.post(`/v1/contacts/${ids.get('bea')}/block`);
});
afterAll(() => server?.stop());

const ask = async (filter: object) => {
  const { status, body } = await own.api.post('/v1/segments/preview', { filter });
  if (status !== 200) return body.errors?.[0]?.path ?? status;
  return [
    body.count,
    body.data
      .map(({ name }: { name: string }) => name)
      .reverse()
      .join(' '),
  ];
};
const attribute = (name: string, op: string, value?: unknown) => ({
  field: `attributes.${name}`,
  op,
  ...(value === undefined ? {} : { value }),
});

const CASES: [object, [number, string]][] = [
  [{ all: [] }, [4, 'ada bea cid dan']],
  [{ any: [] }, [0, '']],
  [{ field: 'tag', op: 'is', value: 'vip' }, [2, 'ada bea']],
  [{ field: 'tag', op: 'isNot', value: 'vip' }, [2, 'cid dan']],
  [{ field: 'tag', op: 'anyOf', value: ['VIP', 'new'] }, [3, 'ada bea dan']],
  [{ field: 'tag', op: 'notExists' }, [1, 'cid']],
  [{ all: [{ field: 'tag', op: 'is', value: 'vip' }, { not: { field: 'tag', op: 'is', value: 'new' } }] }, [1, 'ada']],
  [
    {
      any: [
        attribute('plan', 'is', 'SILVER'),
        {
          all: [
            { field: 'tag', op: 'is', value: 'new' },
            { field: 'country', op: 'is', value: 'in' },
          ],
        },
      ],
    },
    [2, 'cid dan'],
  ],
  [attribute('plan', 'is', 'gold'), [1, 'ada']],
  [attribute('plan', 'startsWith', 'GOLD'), [2, 'ada bea']],
  [attribute('plan', 'exists'), [3, 'ada bea cid']],
  [attribute('plan', 'notExists'), [1, 'dan']],
  [attribute('mail', 'is', true), [1, 'ada']],
  [attribute('orders', 'is', 12), [1, 'ada']],
  [attribute('orders', 'gt', 0), [1, 'ada']],
  [attribute('orders', 'gte', 0), [2, 'ada cid']],
  [attribute('orders', 'lt', 0), [1, 'bea']],
  [attribute('orders', 'lte', 11.999), [2, 'bea cid']],
  [attribute('born', 'before', '1990-06-30'), [1, 'ada']],
  [attribute('born', 'lte', '1990-06-30'), [2, 'ada cid']],
  [attribute('born', 'after', '1990-05-04'), [2, 'bea cid']],
  [attribute('born', 'is', '2001-01-01'), [1, 'bea']],
  [{ field: 'consent', op: 'is', value: 'opted_out' }, [1, 'cid']],
  [{ field: 'consent', op: 'isNot', value: 'opted_out' }, [3, 'ada bea dan']],
  [{ field: 'blocked', op: 'is', value: true }, [1, 'bea']],
  [{ field: 'language', op: 'is', value: 'DE' }, [1, 'ada']],
  [{ field: 'createdAt', op: 'withinDays', value: 1 }, [4, 'ada bea cid dan']],
  [{ field: 'lastInboundAt', op: 'notWithinDays', value: 30 }, [4, 'ada bea cid dan']],
  [{ field: 'lastInboundAt', op: 'exists' }, [0, '']],
];

describe('a filter', () => {
  it.each(CASES)('%j matches as it says, before the index is built', async (filter, expected) =>
    expect(await ask(filter)).toEqual(expected),
  );

  it('matches the same once the index is built, and after changes, deletions and the next building', async () => {
    await indexContacts(server.db, 0);
    for (const [filter, expected] of CASES) expect([filter, await ask(filter)]).toEqual([filter, expected]);
    const forOne = { field: 'consent', op: 'is', value: 'opted_out', clientId: own.clientIds[0] };
    expect(await ask(forOne)).toEqual([1, 'dan']);
    await own.api.put(`/v1/contacts/${ids.get('ada')}/tags`, { tags: [] });
    const vip = { field: 'tag', op: 'is', value: 'vip' };
    expect(await ask(vip)).toEqual([1, 'bea']);
    await indexContacts(server.db, 0);
    expect(await ask(vip)).toEqual([1, 'bea']);
    await own.api.put(`/v1/contacts/${ids.get('ada')}/tags`, { tags: ['vip'] });
  });

  it.each([
    [{ field: 'size', op: 'is', value: 1 }, 'filter'],
    [{ field: 'tag', op: 'is' }, 'filter.value'],
    [{ all: [{ field: 'consent', op: 'is', value: 'maybe' }] }, 'filter.all.0.value'],
    [{ not: { field: 'createdAt', op: 'before', value: 'soon' } }, 'filter.not.value'],
    [{ field: 'tag', op: 'gt', value: 1 }, 'filter.op'],
    [{ field: 'blocked', op: 'exists' }, 'filter.op'],
    [{ field: 'lastInboundAt', op: 'withinDays', value: -1 }, 'filter.value'],
    [{ not: { not: { not: { not: { not: { not: { not: { not: { all: [] } } } } } } } } }, expect.stringMatching(/^filter\.not/)],
  ])('that makes no sense is refused with its place: %j', async (filter, path) => expect(await ask(filter)).toEqual(path));

  it('is saved under a name of its own, changed, counted, used in a list and deleted', async () => {
    const made = await own.api.post('/v1/segments', { name: 'Important', filter: { field: 'tag', op: 'is', value: 'vip' } });
    expect(made.status).toBe(201);
    expect((await own.api.post('/v1/segments', { name: 'Important', filter: { all: [] } })).body.code).toBe('segments.name_taken');
    const at = `/v1/segments/${made.body.id}`;
    expect((await own.api.get(`${at}/count`)).body).toEqual({ count: 2 });
    expect(
      (await own.api.get(`/v1/contacts?segmentId=${made.body.id}&blocked=false`)).body.data.map(({ name }: { name: string }) => name),
    ).toEqual(['ada']);
    expect((await own.api.patch(at, { filter: { field: 'size' } })).status).toBe(422);
    expect((await own.api.patch(at, { name: 'Others', filter: { not: { field: 'tag', op: 'is', value: 'vip' } } })).body.name).toBe(
      'Others',
    );
    expect((await own.api.get(`${at}/count`)).body).toEqual({ count: 2 });
    expect([(await own.api.delete(at)).status, (await own.api.get(at)).status]).toEqual([204, 404]);
  });
});

const within = (ranges: Range[], terms: Iterable<string>) =>
  ranges.some(([from, to]) => [...terms].some((term) => term >= from && term < to));
const contact = (attributes: Indexed['attributes']): Indexed => ({
  number: 1,
  tags: [],
  attributes,
  consent: 'none',
  clientConsents: [],
  blocked: false,
  language: null,
  country: null,
  createdAt: '2026-01-01',
  lastInboundAt: null,
  lastOutboundAt: null,
});

describe('ranges of terms', () => {
  it('hold exactly the numbers between their ends', () => {
    const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.integer({ min: -20, max: 20 }));
    fc.assert(
      fc.property(number, number, number, (value, one, other) => {
        const [low, high] = one <= other ? [one, other] : [other, one];
        expect(within(numberRanges('attributes.x', low, high), termsOf(contact({ x: value })))).toBe(value >= low && value <= high);
      }),
      { numRuns: 2_000 },
    );
  });

  it('hold exactly the days between their ends', () => {
    const day = fc
      .date({ min: new Date('1200-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const near = fc.integer({ min: 0, max: 800 }).map((days) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10));
    const any = fc.oneof(day, near);
    fc.assert(
      fc.property(any, any, any, (value, one, other) => {
        const [first, last] = one <= other ? [one, other] : [other, one];
        expect(within(dayRanges('attributes.x', first, last), termsOf(contact({ x: value })))).toBe(value >= first && value <= last);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('bits', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 });
  const bitsOf = (list: number[]) => {
    const bits: Bits = new Map();
    for (const number of list) put(bits, number, true);
    return bits;
  };

  it('join, meet and differ as sets do, and come out highest first', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.integer({ min: 0, max: 5_000 }), (one, other, before) => {
        const [a, b] = [bitsOf(one), bitsOf(other)];
        const sorted = (list: number[]) => list.sort((x, y) => y - x);
        expect([...descending(union([a, b]))]).toEqual(sorted([...new Set([...one, ...other])]));
        expect([...descending(intersection([a, b]))]).toEqual(sorted(one.filter((number) => other.includes(number))));
        expect([...descending(difference(a, b), before)]).toEqual(
          sorted(one.filter((number) => !other.includes(number) && number < before)),
        );
        expect(count(a)).toBe(one.length);
      }),
    );
  });
});
