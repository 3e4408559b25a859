/** Runs one statement; `tx.query` is one. Columns have names of one word, so that it does not matter whether keys become camelCase. */
export type Query = <Row>(text: string, values?: unknown[]) => Promise<Row[]>;

export type RelationRow = {
  name: string;
  kind: 'r' | 'p' | 'v' | 'm';
  owner: string;
  unlogged: boolean;
  options: string | null;
  secured: boolean;
  forced: boolean;
  parent: string | null;
  bounds: string | null;
  key: string | null;
  definition: string | null;
};
export type ColumnRow = {
  relation: string;
  name: string;
  type: string;
  required: boolean;
  collation: string | null;
  expression: string | null;
  identity: '' | 'a' | 'd';
  generated: boolean;
  storage: string | null;
};
/** One line of text that belongs to a relation: a constraint, an index, a trigger. */
export type PartRow = { relation: string; name: string; definition: string };
export type PolicyRow = {
  relation: string;
  name: string;
  permissive: boolean;
  command: 'r' | 'a' | 'w' | 'd' | '*';
  roles: string[];
  visible: string | null;
  writable: string | null;
};
export type GrantRow = { object: string; grantee: string; privilege: string; onward: boolean; field: string | null };
export type FunctionRow = { signature: string; kind: 'function' | 'procedure'; owner: string; definition: string };
export type SequenceRow = {
  name: string;
  type: string;
  start: string;
  step: string;
  least: string;
  greatest: string;
  cycles: boolean;
  owned: string | null;
};
export type TypeRow = { name: string; kind: 'e' | 'd' | 'c' | 'r'; definition: string };

// What an extension brought along is the extension's affair.
const ours = (catalog: string, oid: string) =>
  `not exists (select from pg_depend where classid = '${catalog}'::regclass and objid = ${oid} and deptype = 'e')`;
/** What decides how the server writes names and times. */
export const pinSettings = (query: Query) =>
  query(`select set_config('search_path', 'public', false), set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO', false),
    set_config('intervalstyle', 'postgres', false), set_config('quote_all_identifiers', 'off', false)`);

const RELATION = `c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and ${ours('pg_class', 'c.oid')}`;

export const listRelations = (query: Query) =>
  query<RelationRow>(`
    select quote_ident(c.relname) as name, c.relkind::text as kind, pg_get_userbyid(c.relowner) as owner, c.relpersistence = 'u' as unlogged,
      (select string_agg(option, ', ' order by option) from unnest(c.reloptions) as option) as options,
      c.relrowsecurity as secured, c.relforcerowsecurity as forced,
      (select string_agg(inhparent::regclass::text, ', ' order by inhseqno) from pg_inherits where inhrelid = c.oid) as parent,
      pg_get_expr(c.relpartbound, c.oid) as bounds, pg_get_partkeydef(c.oid) as key,
      case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition
    from pg_class c
    where ${RELATION}`);

export const listColumns = (query: Query) =>
  query<ColumnRow>(`
    select quote_ident(c.relname) as relation, quote_ident(a.attname) as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
      case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end as collation,
      pg_get_expr(d.adbin, d.adrelid) as expression, a.attidentity::text as identity, a.attgenerated <> '' as generated,
      case when a.attstorage <> t.typstorage then a.attstorage::text end as storage
    from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where ${RELATION} and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`);

/** Not those that a partition has from its parent, nor not-null ones, which are constraints of their own since PostgreSQL 18. */
export const listConstraints = (query: Query) =>
  query<PartRow>(`
    select quote_ident(c.relname) as relation, quote_ident(n.conname) as name, pg_get_constraintdef(n.oid) as definition
    from pg_class c join pg_constraint n on n.conrelid = c.oid
    where ${RELATION} and n.contype in ('p', 'u', 'c', 'f', 'x') and n.conparentid = 0 and n.conislocal`);

/** Not those that stand behind a constraint, nor a partition's share of its parent's. */
export const listIndexes = (query: Query) =>
  query<PartRow>(`
    select quote_ident(c.relname) as relation, quote_ident(x.relname) as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_class c join pg_index i on i.indrelid = c.oid join pg_class x on x.oid = i.indexrelid
    where ${RELATION} and not x.relispartition and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x'))`);

export const listTriggers = (query: Query) =>
  query<PartRow>(`
    select quote_ident(c.relname) as relation, quote_ident(t.tgname) as name,
      pg_get_triggerdef(t.oid) || case t.tgenabled when 'O' then '' else ' /* state ' || t.tgenabled::text || ' */' end as definition
    from pg_class c join pg_trigger t on t.tgrelid = c.oid
    where ${RELATION} and not t.tgisinternal and t.tgparentid = 0`);

export const listPolicies = (query: Query) =>
  query<PolicyRow>(`
    select quote_ident(c.relname) as relation, quote_ident(p.polname) as name, p.polpermissive as permissive, p.polcmd::text as command,
      array(select case role when 0 then 'public' else pg_get_userbyid(role)::text end from unnest(p.polroles) as role) as roles,
      pg_get_expr(p.polqual, p.polrelid) as visible, pg_get_expr(p.polwithcheck, p.polrelid) as writable
    from pg_class c join pg_policy p on p.polrelid = c.oid
    where ${RELATION}`);

// An owner may do everything anyway, and MAINTAIN exists since PostgreSQL 17 only.
const GRANTED = `(case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end) as grantee, lower(a.privilege_type) as privilege, a.is_grantable as onward`;
const WORTH_TELLING = (owner: string) => `a.grantee <> ${owner} and a.privilege_type <> 'MAINTAIN'`;

export const listRelationGrants = (query: Query) =>
  query<GrantRow>(`
    select quote_ident(c.relname) as object, ${GRANTED}, null as field
    from pg_class c, aclexplode(c.relacl) a
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and ${ours('pg_class', 'c.oid')} and ${WORTH_TELLING('c.relowner')}
    union all
    select quote_ident(c.relname), ${GRANTED}, quote_ident(f.attname)
    from pg_class c join pg_attribute f on f.attrelid = c.oid, aclexplode(f.attacl) a
    where ${RELATION} and f.attnum > 0 and not f.attisdropped and ${WORTH_TELLING('c.relowner')}`);

// The constructors of a range type come and go with it.
const FUNCTION = `p.pronamespace = 'public'::regnamespace and p.prokind <> 'a' and ${ours('pg_proc', 'p.oid')}
  and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'i')`;

export const listFunctions = (query: Query) =>
  query<FunctionRow>(`
    select p.oid::regprocedure::text as signature, case p.prokind when 'p' then 'procedure' else 'function' end as kind, pg_get_userbyid(p.proowner) as owner, pg_get_functiondef(p.oid) as definition
    from pg_proc p where ${FUNCTION}`);

export const listFunctionGrants = (query: Query) =>
  query<GrantRow>(`
    select p.oid::regprocedure::text as object, ${GRANTED}, null as field
    from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where ${FUNCTION} and ${WORTH_TELLING('p.proowner')}`);

/** The owner of the schema differs between servers that were set up by different versions, so only the others are told. */
export const listSchemaGrants = (query: Query) =>
  query<GrantRow>(`
    select 'public' as object, ${GRANTED}, null as field
    from pg_namespace n, aclexplode(n.nspacl) a
    where n.nspname = 'public' and ${WORTH_TELLING('n.nspowner')}`);

export const listSequences = (query: Query) =>
  query<SequenceRow>(`
    select quote_ident(c.relname) as name, format_type(s.seqtypid, null) as type, s.seqstart::text as start, s.seqincrement::text as step,
      s.seqmin::text as least, s.seqmax::text as greatest, s.seqcycle as cycles,
      (select d.refobjid::regclass || '.' || quote_ident(a.attname) from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
       where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'a') as owned
    from pg_class c join pg_sequence s on s.seqrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and ${ours('pg_class', 'c.oid')}
      and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'i')`);

export const listTypes = (query: Query) =>
  query<TypeRow>(`
    select quote_ident(t.typname) as name, t.typtype::text as kind, case t.typtype
      when 'e' then (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid)
      when 'd' then concat_ws(' ', format_type(t.typbasetype, t.typtypmod), case when t.typnotnull then 'not null' end, 'default ' || t.typdefault,
        (select string_agg(pg_get_constraintdef(n.oid), ' ' order by n.conname) from pg_constraint n where n.contypid = t.oid and n.contype = 'c'))
      when 'c' then (select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum)
        from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)
      when 'r' then (select format_type(rngsubtype, null) from pg_range where rngtypid = t.oid) end as definition
    from pg_type t left join pg_class c on c.oid = t.typrelid
    where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd', 'c', 'r') and (t.typtype <> 'c' or c.relkind = 'c') and ${ours('pg_type', 't.oid')}`);

/** plpgsql is in every database; versions differ from server to server. */
export const listExtensions = (query: Query) =>
  query<{ name: string }>(`select quote_ident(extname) as name from pg_extension where extname <> 'plpgsql'`);

export type FieldRow = { relation: string; column: string; type: string; labels: string[] | null; list: boolean; required: boolean };

/** The columns of the tables as a driver sees them: a domain as the type below it, a partition as part of its parent. */
export const listFields = (query: Query) =>
  query<FieldRow>(`
    select c.relname as relation, a.attname as column, base.typname as type, list.typelem is not null as list, a.attnotnull as required,
      (select array_agg(enumlabel::text order by enumsortorder) from pg_enum where enumtypid = base.oid) as labels
    from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type own on own.oid = a.atttypid
      join pg_type whole on whole.oid = coalesce(nullif(own.typbasetype, 0), own.oid)
      left join pg_type list on list.oid = whole.oid and list.typcategory = 'A'
      join pg_type base on base.oid = coalesce(list.typelem, whole.oid)
    where ${RELATION} and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
    order by c.relname collate "C", a.attnum`);
