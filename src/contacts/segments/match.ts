import type { Tx } from '../../platform/db/db.ts';
import { chunkFromText, difference, intersection, put, union } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Plan } from './filter.ts';
import { findBitmaps } from './segments.sql.ts';
import type { Indexed, Range } from './terms.ts';
import { EVERYBODY, termsOf } from './terms.ts';

type Leaf = { terms: string[]; ranges: Range[] };
const EVERY: Leaf = { terms: [EVERYBODY], ranges: [] };

/** The numbers of all contacts that a plan matches at this moment. */
export async function matchAll(tx: Tx, plan: Plan): Promise<Bits> {
  const leaves = [EVERY, ...leavesOf(plan)];
  const sets: Bits[] = leaves.map(() => new Map());
  const changed: Indexed[] = [];
  const gone: number[] = [];
  for (const row of await findBitmaps(tx, leaves)) {
    if (row.contact !== null) changed.push(row.contact);
    else if (row.gone !== null) gone.push(row.gone);
    else sets[row.part ?? 0]?.set(row.chunk ?? 0, chunkFromText(row.bits ?? ''));
  }
  const indexed = new Map(leaves.map((leaf, index) => [leaf, sets[index] ?? new Map<number, Uint32Array>()]));
  const matched = combine(plan, indexed, indexed.get(EVERY) ?? new Map());
  for (const number of gone) put(matched, number, false);
  for (const contact of changed) put(matched, contact.number, matches(plan, termsOf(contact)));
  return matched;
}

function leavesOf(plan: Plan): Leaf[] {
  if ('terms' in plan) return [plan];
  if ('not' in plan) return leavesOf(plan.not);
  return ('all' in plan ? plan.all : plan.any).flatMap(leavesOf);
}

/** A copy each time: what is in the bitmaps belongs to nobody. No condition at all matches everybody, none of several matches nobody. */
function combine(plan: Plan, sets: ReadonlyMap<Leaf, Bits>, everybody: Bits): Bits {
  if ('terms' in plan) return union([sets.get(plan) ?? new Map()]);
  if ('not' in plan) return difference(everybody, combine(plan.not, sets, everybody));
  if ('all' in plan) return intersection([everybody, ...plan.all.map((part) => combine(part, sets, everybody))]);
  return union(plan.any.map((part) => combine(part, sets, everybody)));
}

/** Whether the plan matches one contact, by its terms. */
export function matches(plan: Plan, terms: ReadonlySet<string>): boolean {
  if ('not' in plan) return !matches(plan.not, terms);
  if ('all' in plan) return plan.all.every((part) => matches(part, terms));
  if ('any' in plan) return plan.any.some((part) => matches(part, terms));
  if (plan.terms.some((term) => terms.has(term))) return true;
  return plan.ranges.some(([from, to]) => [...terms].some((term) => !lessThan(term, from) && lessThan(term, to)));
}

// As the database compares them, by their bytes; JavaScript would compare halves of characters.
const lessThan = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
