/** A segment's filter as the server takes it. */
export type Filter = Condition | { all: Filter[] } | { any: Filter[] } | { not: Filter };
export type Condition = { field: string; op: string; value?: string | number | boolean | string[] };

/** What the builder edits: conditions that all have to hold, or any of them, each of which may be such a group itself. */
export type Group = { join: 'all' | 'any'; parts: (Row | Group)[] };
export type Row = { field: string; op: string; value: string };

export type FieldKind = 'tag' | 'consent' | 'flag' | 'code' | 'time' | 'text' | 'number' | 'date' | 'boolean';

export const OPERATORS: Record<FieldKind, string[]> = {
  tag: ['is', 'isNot', 'exists', 'notExists'],
  consent: ['is', 'isNot'],
  flag: ['is', 'isNot'],
  code: ['is', 'isNot', 'exists', 'notExists'],
  time: ['withinDays', 'notWithinDays', 'before', 'after', 'exists', 'notExists'],
  text: ['is', 'isNot', 'startsWith', 'exists', 'notExists'],
  number: ['is', 'isNot', 'gt', 'gte', 'lt', 'lte', 'exists', 'notExists'],
  date: ['is', 'before', 'after', 'withinDays', 'exists', 'notExists'],
  boolean: ['is', 'isNot', 'exists', 'notExists'],
};

export const OWN_FIELDS: Record<string, FieldKind> = {
  tag: 'tag',
  consent: 'consent',
  blocked: 'flag',
  language: 'code',
  country: 'code',
  createdAt: 'time',
  lastInboundAt: 'time',
  lastOutboundAt: 'time',
};

/** A condition to begin with. */
export const newRow = (): Row => ({ field: 'tag', op: 'is', value: '' });
export const newGroup = (): Group => ({ join: 'all', parts: [newRow()] });
export const isGroup = (part: Row | Group): part is Group => 'join' in part;

export const needsValue = (op: string) => op !== 'exists' && op !== 'notExists';

/** What the server is asked for; conditions that lack their value are left out. */
export function filterOf(group: Group, kindOf: (field: string) => FieldKind): Filter {
  const parts = group.parts.flatMap((part): Filter[] => {
    if (isGroup(part)) return part.parts.length === 0 ? [] : [filterOf(part, kindOf)];
    const { field, op, value } = part;
    if (!needsValue(op)) return [{ field, op }];
    if (kindOf(field) === 'flag') return [{ field, op, value: true }];
    return value.trim() === '' ? [] : [{ field, op, value: typed(value.trim(), op, kindOf(field)) }];
  });
  // Nothing said yet means everybody, in a group of either kind.
  return parts.length === 0 ? { all: [] } : group.join === 'all' ? { all: parts } : { any: parts };
}

function typed(value: string, op: string, kind: FieldKind): string | number | boolean {
  if (op === 'withinDays' || op === 'notWithinDays' || kind === 'number') return Number.isFinite(Number(value)) ? Number(value) : value;
  return kind === 'boolean' ? value === 'true' : value;
}

/** A saved filter as the builder shows it; null for one that only a program could have written. */
export function groupOf(filter: Filter): Group | null {
  if ('not' in filter) return null;
  if (!('all' in filter) && !('any' in filter)) {
    const row = rowOf(filter);
    return row && { join: 'all', parts: [row] };
  }
  const [join, filters] = 'all' in filter ? (['all', filter.all] as const) : (['any', filter.any] as const);
  const parts = filters.map((part) => ('field' in part ? rowOf(part) : groupOf(part)));
  return parts.includes(null) ? null : { join, parts: parts as (Row | Group)[] };
}

function rowOf({ field, op, value }: Condition): Row | null {
  return Array.isArray(value) ? null : { field, op, value: value === undefined ? '' : String(value) };
}
