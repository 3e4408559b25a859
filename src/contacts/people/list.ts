import { z } from 'zod';
import type { Tx } from '../../platform/db/db.ts';
import { notFound } from '../../platform/http/errors.ts';
import { pageOf, readCursor } from '../../platform/http/lists.ts';
import { count, descending, has } from '../segments/bits.ts';
import type { Bits } from '../segments/bits.ts';
import { planOf } from '../segments/filter.ts';
import type { Filter, Plan } from '../segments/filter.ts';
import { matchAll } from '../segments/match.ts';
import { findSegment } from '../segments/segments.sql.ts';
import {
  findNumber,
  listContacts,
  listContactsByName,
  listNumbered,
  listNumberedByName,
  listPlacesByName,
  searchNumbers,
} from './people.sql.ts';
import type { ContactWithNames, NamePlace } from './people.sql.ts';
import type { ContactFilter, ListContacts } from './people.schema.ts';
import { showContact } from './show.ts';
import { searchQuery } from './words.ts';

type Query = z.output<typeof ListContacts>;

// Of a search together with other filters, the newest so many are looked at.
const MOST_FOUND = 10_000;
// Up to so many are sorted by name on the spot; of more, the list by name is walked until the page is full.
const MOST_SORTED = 20_000;
const STEP = 2_000;
const FIRST: NamePlace = { sortName: '', number: -1 };

/** A page of the contacts that fit every filter, newest first or by name. */
export async function showContacts({ tx, query, now }: { tx: Tx; query: Query; now: Date }) {
  const { limit, sort } = query;
  const rows = await (sort === 'name' ? byName : newestFirst)(tx, query, now);
  const { data, nextCursor } = pageOf(rows, limit, ({ number, sortName }) => (sort === 'name' ? [sortName, number] : [number]));
  return { data: data.map(showContact), nextCursor };
}

async function newestFirst(tx: Tx, query: Query, now: Date): Promise<ContactWithNames[]> {
  const before = readCursor(query.cursor, z.tuple([z.int()]))?.[0] ?? null;
  const most = query.limit + 1;
  const matched = await matchFilter(tx, query, now);
  const found = await findCandidates(tx, query, before, matched ? MOST_FOUND : most);
  if (!matched && !found) return listContacts(tx, before, most);
  const numbers = found
    ? found.filter((number) => !matched || has(matched, number))
    : take(descending(matched ?? new Map(), before ?? undefined), most);
  return listNumbered(tx, numbers.slice(0, most));
}

function take(numbers: Iterable<number>, most: number): number[] {
  const taken = [];
  for (const number of numbers) {
    taken.push(number);
    if (taken.length === most) break;
  }
  return taken;
}

async function byName(tx: Tx, query: Query, now: Date): Promise<ContactWithNames[]> {
  const cursor = readCursor(query.cursor, z.tuple([z.string(), z.int()]));
  const after = cursor ? { sortName: cursor[0], number: cursor[1] } : FIRST;
  const most = query.limit + 1;
  const matched = await matchFilter(tx, query, now);
  const found = await findCandidates(tx, query, null, MOST_FOUND);
  if (!matched && !found) return listContactsByName(tx, after, most);
  if (!found && matched && count(matched) > MOST_SORTED) return walkByName(tx, matched, after, most);
  const numbers = found ? found.filter((number) => !matched || has(matched, number)) : [...descending(matched ?? new Map())];
  return listNumberedByName(tx, numbers, after, most);
}

/** So many fit that a page is full after a few steps of the list. */
async function walkByName(tx: Tx, matched: Bits, from: NamePlace, most: number): Promise<ContactWithNames[]> {
  const numbers: number[] = [];
  let after: NamePlace | undefined = from;
  while (after && numbers.length < most) {
    const places: NamePlace[] = await listPlacesByName(tx, after, STEP);
    numbers.push(...places.filter(({ number }) => has(matched, number)).map(({ number }) => number));
    after = places.length < STEP ? undefined : places.at(-1);
  }
  return listNumberedByName(tx, numbers, from, most);
}

/** The numbers that a phone number or words name, newest first; null when neither is asked for. */
async function findCandidates(tx: Tx, { phone, query }: Query, before: number | null, most: number): Promise<number[] | null> {
  const named = phone === undefined ? null : await findNumber(tx, { kind: 'phone', value: phone });
  if (phone !== undefined && named === null) return [];
  const words = query === undefined || query.trim() === '' ? null : searchQuery(query);
  if (query !== undefined && query.trim() !== '' && words === null) return [];
  if (words === null) return named === null ? null : [named].filter((number) => before === null || number < before);
  const found = await searchNumbers(tx, words, before, named === null ? most : MOST_FOUND);
  return named === null ? found : found.filter((number) => number === named);
}

/** Everybody whom the filter of a list or an export lets through, or null when it lets everybody through. */
export async function matchFilter(tx: Tx, filter: z.output<typeof ContactFilter>, now: Date): Promise<Bits | null> {
  const conditions: Filter[] = [];
  if (filter.tag !== undefined) conditions.push({ field: 'tag', op: 'is', value: filter.tag });
  if (filter.optedOut !== undefined) conditions.push({ field: 'consent', op: filter.optedOut ? 'is' : 'isNot', value: 'opted_out' });
  if (filter.blocked !== undefined) conditions.push({ field: 'blocked', op: filter.blocked ? 'is' : 'isNot', value: true });
  if (filter.country !== undefined) conditions.push({ field: 'country', op: 'is', value: filter.country });
  if (filter.language !== undefined) conditions.push({ field: 'language', op: 'is', value: filter.language });
  if (filter.segmentId !== undefined) conditions.push(await filterOfSegment(tx, filter.segmentId));
  if (conditions.length === 0) return null;
  return matchAll(tx, planToday({ all: conditions }, now));
}

export const planToday = (filter: Filter, now: Date): Plan => planOf(filter, now.toISOString().slice(0, 10));

async function filterOfSegment(tx: Tx, id: string): Promise<Filter> {
  const segment = await findSegment(tx, id);
  if (!segment) throw notFound('segments');
  return segment.filter;
}
