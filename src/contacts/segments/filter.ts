import { z } from 'zod';
import { unprocessable } from '../../platform/http/errors.ts';
import { consentTerm, dayRanges, EVERYBODY, numberRanges, tagTerm, textRange, textTerm } from './terms.ts';
import type { Range } from './terms.ts';

const MOST_CONDITIONS = 100;
const DEEPEST = 8;

const fields = ['tag', 'consent', 'blocked', 'language', 'country', 'createdAt', 'lastInboundAt', 'lastOutboundAt'] as const;
const operators = [
  'is',
  'isNot',
  'anyOf',
  'startsWith',
  'exists',
  'notExists',
  'gt',
  'gte',
  'lt',
  'lte',
  'before',
  'after',
  'withinDays',
  'notWithinDays',
] as const;
export type Operator = (typeof operators)[number];

/** Letters, digits, space and a little punctuation: what separates names from values in terms is not among them. */
export const FieldName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}\p{M} _.-]{0,63}$/u, 'must be up to 64 letters, digits, spaces, points, dashes or underscores');

const Scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);

const Condition = z.strictObject({
  /** One of the contact's own, or `attributes.<name>`. */
  field: z.union([z.enum(fields), z.templateLiteral(['attributes.', z.string().min(1).max(64)])]),
  op: z.enum(operators),
  value: z.union([Scalar, z.array(Scalar).min(1).max(200)]).optional(),
  /** With `consent`: what stands for this client only. */
  clientId: z.uuid().optional(),
});
export type Condition = z.infer<typeof Condition>;

export type Filter = Condition | { all: Filter[] } | { any: Filter[] } | { not: Filter };

/** Conditions joined by and (`all`), or (`any`) and not, to any depth that a person still understands. */
export const Filter: z.ZodType<Filter> = z
  .lazy(() =>
    z.union([
      Condition,
      z.strictObject({ all: z.array(Filter).max(MOST_CONDITIONS) }),
      z.strictObject({ any: z.array(Filter).max(MOST_CONDITIONS) }),
      z.strictObject({ not: Filter }),
    ]),
  )
  .meta({ id: 'SegmentFilter' });

/** A filter as sets of terms: those who have one of these terms, joined by and, or and not. */
export type Plan = { terms: string[]; ranges: Range[] } | { all: Plan[] } | { any: Plan[] } | { not: Plan };

type Leaf = { terms: string[]; ranges: Range[] };
const leaf = (terms: string[], ranges: Range[] = []): Leaf => ({ terms, ranges });

/** What to look for; refuses with the place of the condition that makes no sense. `today` is the day in UTC. */
export function planOf(filter: Filter, today: string, path = 'filter', depth = 1): Plan {
  if (depth > DEEPEST) throw wrong(path, `Conditions are nested deeper than ${DEEPEST} levels.`);
  const inner = (part: Filter, place: string) => planOf(part, today, `${path}.${place}`, depth + 1);
  if ('all' in filter) return { all: filter.all.map((part, index) => inner(part, `all.${index}`)) };
  if ('any' in filter) return { any: filter.any.map((part, index) => inner(part, `any.${index}`)) };
  if ('not' in filter) return { not: inner(filter.not, 'not') };
  return conditionPlan(filter, today, path);
}

const NEGATIONS: Partial<Record<Operator, Operator>> = { isNot: 'is', notExists: 'exists', notWithinDays: 'withinDays' };

function conditionPlan(condition: Condition, today: string, path: string): Plan {
  const positive = NEGATIONS[condition.op];
  if (positive) return { not: conditionPlan({ ...condition, op: positive }, today, path) };
  const { field, op } = condition;
  switch (op) {
    case 'is':
    case 'anyOf':
      return leaf(values(condition, path).map((value) => equalTerm(condition, value, path)));
    case 'startsWith':
      if (!field.startsWith('attributes.')) throw wrong(`${path}.op`, 'Only attributes can be asked for their beginning.');
      return leaf([], [textRange(field, text(condition, path))]);
    case 'exists':
      return existing(field, path);
    default:
      return leaf([], isDayCondition(condition) ? days(condition, today, path) : numbers(condition, path));
  }
}

function existing(field: string, path: string): Plan {
  if (field === 'tag' || field === 'language' || field === 'country') return leaf([], [[`${field}:`, `${field};`]]);
  if (field === 'consent' || field === 'blocked') throw wrong(`${path}.op`, 'Every contact has this; ask for its value.');
  return leaf([field]);
}

function equalTerm({ field, clientId }: Condition, value: string | number | boolean, path: string): string {
  switch (field) {
    case 'tag':
      return tagTerm(String(value));
    case 'consent':
      if (!['none', 'opted_in', 'opted_out'].includes(String(value)))
        throw wrong(`${path}.value`, 'Consent is none, opted_in or opted_out.');
      return consentTerm(String(value), clientId ?? null);
    case 'blocked':
      if (value !== true) throw wrong(`${path}.value`, 'Ask for true, and with `not` for the others.');
      return 'blocked';
    case 'language':
      return `language:${String(value).toLowerCase()}`;
    case 'country':
      return `country:${String(value).toUpperCase()}`;
    case 'createdAt':
    case 'lastInboundAt':
    case 'lastOutboundAt':
      return `${field}@10:${day(value, `${path}.value`)}`;
    default:
      return typeof value === 'number' ? exactNumber(field, value) : textTerm(field, String(value));
  }
}

function exactNumber(field: string, value: number): string {
  return numberRanges(field, value, value)[0]?.[0] ?? EVERYBODY;
}

const isDayCondition = ({ field, op, value }: Condition) =>
  ['createdAt', 'lastInboundAt', 'lastOutboundAt'].includes(field) ||
  ['before', 'after', 'withinDays'].includes(op) ||
  typeof value === 'string';

const FIRST_DAY = '0001-01-01';
const LAST_DAY = '9999-12-31';

/** Days are whole ones, in UTC. */
function days({ field, op, value }: Condition, today: string, path: string): Range[] {
  if (!/^attributes\.|At$/.test(field)) throw wrong(`${path}.op`, 'This field has no order.');
  if (op === 'withinDays') {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 36_500)
      throw wrong(`${path}.value`, 'A number of days.');
    return dayRanges(field, shifted(today, -value), today);
  }
  const given = day(value, `${path}.value`);
  if (op === 'before' || op === 'lt') return dayRanges(field, FIRST_DAY, shifted(given, -1));
  if (op === 'after' || op === 'gt') return dayRanges(field, shifted(given, 1), LAST_DAY);
  return op === 'lte' ? dayRanges(field, FIRST_DAY, given) : dayRanges(field, given, LAST_DAY);
}

function shifted(day: string, by: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + by);
  return at.toISOString().slice(0, 10);
}

function day(value: unknown, path: string): string {
  const written = typeof value === 'string' ? value.slice(0, 10) : '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written) || Number.isNaN(Date.parse(written)) || written < '1000')
    throw wrong(path, 'A day such as 2026-11-20.');
  return written;
}

const TINY = Number.MIN_VALUE;

function numbers({ field, op, value }: Condition, path: string): Range[] {
  if (!field.startsWith('attributes.')) throw wrong(`${path}.op`, 'This field has no order.');
  if (typeof value !== 'number') throw wrong(`${path}.value`, 'A number, or a day such as 2026-11-20.');
  const largest = Number.MAX_VALUE;
  if (op === 'gte') return numberRanges(field, value, largest);
  if (op === 'lte') return numberRanges(field, -largest, value);
  return op === 'gt' ? numberRanges(field, nextTo(value, 1), largest) : numberRanges(field, -largest, nextTo(value, -1));
}

/** The very next number that a double can be. */
function nextTo(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * TINY;
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] = (bits[0] ?? 0n) + BigInt(value > 0 === direction > 0 ? 1 : -1);
  return new Float64Array(bits.buffer)[0] ?? value;
}

function values({ value }: Condition, path: string): (string | number | boolean)[] {
  if (value === undefined) throw wrong(`${path}.value`, 'A value to compare with.');
  return Array.isArray(value) ? value : [value];
}

function text({ value }: Condition, path: string): string {
  if (typeof value !== 'string' || value === '') throw wrong(`${path}.value`, 'A text to begin with.');
  return value;
}

const wrong = (path: string, message: string) => unprocessable([{ path, message }]);
