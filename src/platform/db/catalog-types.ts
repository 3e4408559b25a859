import { listFields } from './catalog.sql.ts';
import type { FieldRow, Query } from './catalog.sql.ts';

const HEADER = `// Written from the catalog of a migrated database; \`UPDATE=1\` with its test writes it again.
`;

/** What the driver makes of each type of a column, with the parsers of types.ts. */
const TYPES: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  citext: 'string',
  varchar: 'string',
  bpchar: 'string',
  name: 'string',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  xid8: 'string',
  pg_snapshot: 'string',
  float4: 'number',
  float8: 'number',
  numeric: 'string',
  bool: 'boolean',
  timestamptz: 'Date',
  timestamp: 'Date',
  date: 'string',
  time: 'string',
  json: 'unknown',
  jsonb: 'unknown',
  bytea: 'Buffer',
  inet: 'string',
  cidr: 'string',
  macaddr: 'string',
  tsvector: 'string',
  bit: 'string',
  int4range: 'string',
  int8range: 'string',
  numrange: 'string',
  tstzrange: 'string',
  daterange: 'string',
};
/** Lists have parsers of their own, and types without one stay the text that the server sends. */
const LIST_TYPES: Record<string, string> = {
  uuid: 'string[]',
  text: 'string[]',
  varchar: 'string[]',
  int2: 'number[]',
  int4: 'number[]',
  int8: 'string[]',
  float4: 'number[]',
  float8: 'number[]',
  numeric: 'number[]',
  bool: 'boolean[]',
  timestamptz: 'Date[]',
  date: 'Date[]',
  json: 'unknown[]',
  jsonb: 'unknown[]',
  bytea: 'Buffer[]',
  inet: 'string[]',
  cidr: 'string[]',
};

/** TypeScript interfaces of the rows of each table, `UsersRow` for `users`, with the keys that queries give. */
export async function describeTableTypes(query: Query): Promise<string> {
  const tables = new Map<string, FieldRow[]>();
  for (const field of await listFields(query)) tables.set(field.relation, [...(tables.get(field.relation) ?? []), field]);
  return [HEADER, ...[...tables].map(([table, fields]) => rowInterface(table, fields))].join('\n');
}

function rowInterface(table: string, fields: FieldRow[]): string {
  const name = camelCase(`_${table}_row`);
  const lines = fields.map((field) => `  ${keyOf(field.column)}: ${typeOf(field)}${field.required ? '' : ' | null'};\n`);
  return `export interface ${name} {\n${lines.join('')}}\n`;
}

function typeOf({ relation, column, type, labels, list }: FieldRow): string {
  // The driver knows nothing of a list of our own type and leaves its text as it is.
  if (labels) return list ? 'string' : labels.map((label) => JSON.stringify(label)).join(' | ');
  const known = (list ? LIST_TYPES : TYPES)[type];
  if (!known)
    throw new Error(`${relation}.${column} has the type ${type}${list ? '[]' : ''}: say in catalog-types.ts what the driver makes of it`);
  return known;
}

const keyOf = (column: string) => (/^\w+$/.test(column) ? camelCase(column) : JSON.stringify(camelCase(column)));

const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
