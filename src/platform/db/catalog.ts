import { withoutNeedlessPrefixes } from './catalog-view.ts';
import * as catalog from './catalog.sql.ts';
import type { ColumnRow, GrantRow, PartRow, PolicyRow, Query, RelationRow, SequenceRow, TypeRow } from './catalog.sql.ts';
import type { DbRoles } from './roles.ts';

export type { Query } from './catalog.sql.ts';

type RoleNames = (role: string) => string;
type Grants = Map<string, GrantRow[]>;

const HEADER = `-- What the migrations make of an empty database, for reading and for comparing; it is not run.
-- <app> and <system> are the two roles the server logs in as, <owner> is the one that migrates.
`;

const COMMANDS = { r: 'select', a: 'insert', w: 'update', d: 'delete', '*': 'all' };
const STORAGES: Record<string, string> = { p: 'plain', e: 'external', x: 'extended', m: 'main' };

/** The schema `public` as text, the same on PostgreSQL 15 to 18. It wants a connection of its own, whose settings it changes. */
export async function describeSchema(query: Query, roles: DbRoles): Promise<string> {
  await catalog.pinSettings(query);
  const relations = sorted(await catalog.listRelations(query), ({ name }) => name);
  const roleName = roleNames(relations, roles);
  const granted = groupBy(await catalog.listRelationGrants(query), ({ object }) => object);
  const blocks = [
    await describeExtensions(query),
    await describeTypes(query),
    await describeSequences(query, granted, roleName),
    ...(await describeRelations(query, relations, granted, roleName)),
    ...(await describeFunctions(query, roleName)),
    grants(await catalog.listSchemaGrants(query), roleName, 'schema '),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${[HEADER.trimEnd(), ...text].join('\n\n')}\n`;
}

/** What the generated roles and the owner are called differs from installation to installation; any other role keeps its name. */
function roleNames(relations: RelationRow[], { app, system }: DbRoles): RoleNames {
  const owners = new Set(relations.map(({ owner }) => owner));
  return (role) => {
    if (role === app) return '<app>';
    if (role === system) return '<system>';
    return owners.has(role) ? '<owner>' : role;
  };
}

async function describeExtensions(query: Query): Promise<string[]> {
  const extensions = await catalog.listExtensions(query);
  return extensions.map(({ name }) => `create extension ${name};`).sort();
}

async function describeTypes(query: Query): Promise<string[]> {
  const forms: Record<TypeRow['kind'], (name: string, definition: string) => string> = {
    e: (name, labels) => `create type ${name} as enum (${labels});`,
    d: (name, base) => `create domain ${name} as ${base};`,
    c: (name, fields) => `create type ${name} as (${fields});`,
    r: (name, subtype) => `create type ${name} as range (subtype = ${subtype});`,
  };
  return (await catalog.listTypes(query)).map(({ name, kind, definition }) => forms[kind](name, definition)).sort();
}

async function describeSequences(query: Query, granted: Grants, roleName: RoleNames): Promise<string[]> {
  const sequences = sorted(await catalog.listSequences(query), ({ name }) => name);
  return sequences.flatMap((sequence) => [sequenceLine(sequence), ...grants(granted.get(sequence.name), roleName, 'sequence ')]);
}

function sequenceLine({ name, type, start, step, least, greatest, cycles, owned }: SequenceRow): string {
  const range = `start ${start} increment ${step} minvalue ${least} maxvalue ${greatest}`;
  return `create sequence ${name} as ${type} ${range}${cycles ? ' cycle' : ''}${owned ? ` owned by ${owned}` : ''};`;
}

async function describeRelations(query: Query, relations: RelationRow[], granted: Grants, roleName: RoleNames): Promise<string[][]> {
  const columns = groupBy(await catalog.listColumns(query), ({ relation }) => relation);
  const constraints = partsByRelation(await catalog.listConstraints(query));
  const indexes = partsByRelation(await catalog.listIndexes(query));
  const triggers = partsByRelation(await catalog.listTriggers(query));
  const policies = groupBy(await catalog.listPolicies(query), ({ relation }) => relation);
  return relations.map((relation) => [
    relation.definition === null
      ? tableText(relation, columns.get(relation.name) ?? [], constraints.get(relation.name) ?? [])
      : viewText(relation, relation.definition),
    ...(roleName(relation.owner) === '<owner>' ? [] : [`alter table ${relation.name} owner to ${roleName(relation.owner)};`]),
    ...(indexes.get(relation.name) ?? []).map(({ definition }) => `${definition};`),
    ...(triggers.get(relation.name) ?? []).map(({ definition }) => `${definition};`),
    ...(relation.secured ? [`alter table ${relation.name} enable row level security;`] : []),
    ...(relation.forced ? [`alter table ${relation.name} force row level security;`] : []),
    ...sorted(policies.get(relation.name) ?? [], ({ name }) => name).map((policy) => policyLine(policy, roleName)),
    ...grants(granted.get(relation.name), roleName),
  ]);
}

function tableText({ name, unlogged, options, parent, bounds, key }: RelationRow, columns: ColumnRow[], constraints: PartRow[]): string {
  const own = constraints.map((constraint) => `constraint ${constraint.name} ${constraint.definition}`);
  // A partition's columns are its parent's; a table that inherits in the old way is told with all of its columns.
  const lines = bounds === null ? [...columns.map(columnLine), ...own] : own;
  const body = lines.length > 0 || bounds === null ? ` (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)` : '';
  const ending = [
    bounds !== null ? ` ${bounds}` : parent === null ? '' : ` inherits (${parent})`,
    key === null ? '' : ` partition by ${key}`,
    options === null ? '' : ` with (${options})`,
  ];
  return `create ${unlogged ? 'unlogged ' : ''}table ${name}${bounds === null ? '' : ` partition of ${parent}`}${body}${ending.join('')};`;
}

function columnLine({ name, type, required, collation, expression, identity, generated, storage }: ColumnRow): string {
  const words = [
    name,
    type,
    storage && `storage ${STORAGES[storage]}`,
    collation && `collate ${collation}`,
    required && 'not null',
    expression && (generated ? `generated always as (${expression}) stored` : `default ${expression}`),
    identity && `generated ${identity === 'a' ? 'always' : 'by default'} as identity`,
  ];
  return words.filter(Boolean).join(' ');
}

function viewText({ name, kind, options }: RelationRow, definition: string): string {
  const body = withoutNeedlessPrefixes(definition).trim();
  return `create ${kind === 'm' ? 'materialized ' : ''}view ${name}${options === null ? '' : ` with (${options})`} as\n${body}`;
}

function policyLine({ relation, name, permissive, command, roles, visible, writable }: PolicyRow, roleName: RoleNames): string {
  const words = [
    `create policy ${name} on ${relation}`,
    permissive ? '' : 'as restrictive',
    command === '*' ? '' : `for ${COMMANDS[command]}`,
    `to ${roles.map(roleName).sort().join(', ')}`,
    visible === null ? '' : `using (${visible})`,
    writable === null ? '' : `with check (${writable})`,
  ];
  return `${words.filter(Boolean).join(' ')};`;
}

async function describeFunctions(query: Query, roleName: RoleNames): Promise<string[][]> {
  const granted = groupBy(await catalog.listFunctionGrants(query), ({ object }) => object);
  return sorted(await catalog.listFunctions(query), ({ signature }) => signature).map(({ signature, kind, owner, definition }) => [
    `${definition.trimEnd()};`,
    ...(roleName(owner) === '<owner>' ? [] : [`alter ${kind} ${signature} owner to ${roleName(owner)};`]),
    ...grants(granted.get(signature), roleName, `${kind} `),
  ]);
}

/** One line for each role that was given something: `grant select, update (name) on users to <app>;`. */
function grants(rows: GrantRow[] = [], roleName: RoleNames, kind = ''): string[] {
  const byRole = groupBy(
    rows,
    ({ object, grantee, onward }) => `on ${kind}${object} to ${roleName(grantee)}${onward ? ' with grant option' : ''}`,
  );
  const lines = [...byRole].map(([ending, given]) => {
    const byPrivilege = groupBy(given, ({ privilege }) => privilege);
    const privileges = [...byPrivilege].flatMap(([privilege, fields]) => {
      const named = fields.flatMap(({ field }) => (field === null ? [] : [field])).sort();
      return [...(named.length < fields.length ? [privilege] : []), ...(named.length > 0 ? [`${privilege} (${named.join(', ')})`] : [])];
    });
    return `grant ${privileges.sort().join(', ')} ${ending};`;
  });
  return lines.sort();
}

const partsByRelation = (parts: PartRow[]) =>
  groupBy(
    sorted(parts, ({ name }) => name),
    ({ relation }) => relation,
  );

// By code units, not by the collation of a database or a machine.
const sorted = <Item>(items: Item[], key: (item: Item) => string) =>
  items.toSorted((one, other) => (key(one) < key(other) ? -1 : Number(key(one) > key(other))));

function groupBy<Item>(items: Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
