import { randomBytes, randomUUID } from 'node:crypto';

type Queryable = { query(text: string, values?: unknown[]): Promise<unknown> };
type Column = { name: string; type: string; required: boolean; choices: string[] };
export type Table = { name: string; secured: boolean; forced: boolean; columns: Column[] };
export type ForeignKey = { name: string; from: string; to: string; columns: string[] };

/** Every table of ours with what a valid row needs. */
export async function listTables(admin: Queryable): Promise<Table[]> {
  const result = (await admin.query(
    `select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
       (select json_agg(json_build_object(
          'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'required', a.attnotnull and (not a.atthasdef or a.attname = 'organization_id') and a.attidentity = '' and a.attgenerated = '',
          'checks', (select coalesce(json_agg(pg_get_constraintdef(k.oid)), '[]') from pg_constraint k
                     where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum])
        ) order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  )) as { rows: (Omit<Table, 'columns'> & { columns: (Omit<Column, 'choices'> & { checks: string[] })[] })[] };
  return result.rows.map((table) => ({
    ...table,
    columns: table.columns.map(({ checks, ...column }) => ({ ...column, choices: choicesIn(checks) })),
  }));
}

export async function listForeignKeys(admin: Queryable): Promise<ForeignKey[]> {
  const result = (await admin.query(
    `select k.conname as name, k.conrelid::regclass::text as from, k.confrelid::regclass::text as to,
       (select json_agg(attname) from pg_attribute where attrelid = k.conrelid and attnum = any (k.conkey)) as columns
     from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace`,
  )) as { rows: ForeignKey[] };
  return result.rows;
}

/** One row with the least it needs, in the name of this organisation. */
export async function insertSampleRow(target: Queryable, { name, columns }: Table, organizationId: string): Promise<void> {
  const needed = columns.filter(({ required, name: column }) => required || column === 'organization_id');
  const values = needed.map((column) => (column.name === 'organization_id' ? organizationId : sampleValue(column)));
  const marks = needed.map((_, index) => `$${index + 1}`);
  await target.query(`insert into ${name} (${needed.map((column) => column.name).join(', ')}) values (${marks.join(', ')})`, values);
}

// `role = ANY (ARRAY['admin'::text, …])`: the words that a state column may hold.
function choicesIn(checks: string[]): string[] {
  const list = checks.map((check) => /ARRAY\[(.*?)\]/.exec(check)?.[1]).find((found) => found !== undefined);
  return list ? [...list.matchAll(/'([^']*)'/g)].map(([, word]) => word as string) : [];
}

function sampleValue({ type, choices }: Column): unknown {
  if (choices.length > 0) return choices.at(-1);
  if (type === 'uuid') return randomUUID();
  // Passes for an event's type as well as for any other text.
  if (type === 'text') return `sample.${randomBytes(8).toString('hex').replace(/\d/g, 'x')}`;
  if (type === 'bytea') return randomBytes(16);
  if (type === 'boolean') return false;
  if (type === 'jsonb' || type === 'json') return '{}';
  if (type.startsWith('timestamp')) return new Date();
  if (type === 'date') return '2026-01-01';
  if (/^(bigint|integer|smallint|numeric|double|xid8)/.test(type)) return 1 + (randomBytes(2).readUInt16BE() % 1000);
  if (type.endsWith('[]')) return [];
  throw new Error(`No sample value for ${type}`);
}
