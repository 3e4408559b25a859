import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { withDatabase } from '../testing/database.ts';
import { describeTableTypes } from './catalog-types.ts';
import { withoutNeedlessPrefixes } from './catalog-view.ts';
import { describeSchema } from './catalog.ts';
import type { Query } from './catalog.ts';

const name = `catalog_${randomBytes(6).toString('hex')}`;
const roles = { app: `${name}_app`, system: `${name}_system` };
const adminUrl = process.env.WAXWING_TEST_ADMIN_URL ?? '';
const database = new Client({ connectionString: withDatabase(adminUrl, name) });
const query: Query = async <Row>(text: string, values?: unknown[]) => (await database.query(text, values)).rows as Row[];

const SCHEMA = `
  create type mood as enum ('calm', 'cross');
  create domain phone as text check (value ~ '^\\d+$');
  create table organizations (
    id uuid primary key,
    name text collate "C" not null check (length(name) between 1 and 200),
    created_at timestamptz not null default now() check (created_at > '2020-01-01Z'));
  create table users (
    id uuid primary key,
    organization_id uuid not null default nullif(current_setting('app.organization_id', true), '')::uuid references organizations on delete cascade,
    mood mood not null default 'calm', moods mood[], phone phone, size_bytes bigint not null default 0, amount numeric(10, 2),
    settings jsonb not null default '{}', secret bytea, addresses cidr[], day date, during tstzrange, number integer generated always as identity,
    small text generated always as (lower(phone)) stored, "odd Name" boolean,
    unique (organization_id, id), exclude using gist (during with &&));
  create index users_small on users (lower(small) desc) where mood = 'calm';
  create table entries (id uuid not null, at timestamptz not null, user_id uuid references users on delete set null, primary key (id, at)) partition by range (at);
  create table entries_2024 partition of entries for values from ('2024-01-01Z') to ('2025-01-01Z');
  create view calm_users with (security_invoker = true) as select u.id, (select count(*) from entries e where e.user_id = u.id) from users u where u.mood = 'calm';
  create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
  create trigger touched before update on users for each row execute function touch();
  create function search(words text) returns setof uuid language sql stable security definer set search_path = pg_catalog, public as
    $$ select id from users where small = words $$;
  alter table users enable row level security;
  alter table users force row level security;
  create policy own on users to ${roles.app} using (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
  create policy every on users to ${roles.system} using (true) with check (true);
  grant select, insert, update (phone, mood) on users to ${roles.app};
  grant all on users to ${roles.system};
  grant create on schema public to ${roles.system};
  alter function search(text) owner to ${roles.system};
  revoke execute on function search(text) from public;
  grant execute on function search(text) to ${roles.app};
`;

beforeAll(async () => {
  await asAdmin(`create database ${name} template template0`, `create role ${roles.app}`, `create role ${roles.system}`);
  await database.connect();
  await database.query(SCHEMA);
});

afterAll(async () => {
  await database.end();
  await asAdmin(`drop database ${name} with (force)`, `drop role ${roles.app}`, `drop role ${roles.system}`);
});

async function asAdmin(...statements: string[]): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  for (const statement of statements) await admin.query(statement);
  await admin.end();
}

describe('the text of a schema', () => {
  it('has everything that migrations make, in the same words on every version of PostgreSQL', async () => {
    expect(await describeSchema(query, roles)).toBe(EXPECTED_SCHEMA);
  });

  it('does not depend on how the session writes times', async () => {
    await database.query(`set timezone = 'Asia/Kathmandu'; set datestyle = 'German'; set search_path = pg_catalog`);
    expect(await describeSchema(query, roles)).toBe(EXPECTED_SCHEMA);
  });

  it.each([
    'alter table users no force row level security',
    'alter table organizations enable row level security',
    `alter policy own on users using (true)`,
    `alter policy own on users to ${roles.system}`,
    `grant delete on users to ${roles.app}`,
    `grant update (amount) on users to ${roles.app}`,
    `grant execute on function search(text) to public`,
    'alter function search(text) security invoker',
    'alter function search(text) reset search_path',
    `alter table entries_2024 owner to ${roles.app}`,
    'alter table users alter amount set not null',
    'alter table users alter size_bytes set default 1',
    'alter table users alter amount type numeric(12, 2)',
    'alter table users disable trigger touched',
    'alter table users set (fillfactor = 70)',
    'alter view calm_users reset (security_invoker)',
    `alter type mood add value 'merry'`,
    'alter domain phone set not null',
    'drop index users_small',
    'create index on entries (at)',
    'create sequence numbers',
    'alter table entries detach partition entries_2024',
  ])('notices: %s', async (statement) => {
    await database.query('begin');
    await database.query(statement);
    const changed = await describeSchema(query, roles);
    await database.query('rollback');
    expect(changed).not.toBe(EXPECTED_SCHEMA);
  });
});

describe('the types of rows', () => {
  it('are an interface for each table, partitions left out', async () => {
    expect(await describeTableTypes(query)).toBe(EXPECTED_TYPES);
  });

  it('cannot be written for a type that the driver does not know', async () => {
    await database.query('begin');
    await database.query('alter table users add place point');
    await expect(describeTableTypes(query)).rejects.toThrow('users.place has the type point');
    await database.query('rollback');
  });
});

describe('a view as PostgreSQL 15 gives it', () => {
  it.each([
    [
      ` SELECT u.id,\n    'u.id ('::text AS x\n   FROM users u\n  WHERE (u.id = 1);`,
      ` SELECT id,\n    'u.id ('::text AS x\n   FROM users u\n  WHERE (id = 1);`,
    ],
    [
      ` SELECT users."Odd"\n   FROM users\n  WHERE (EXISTS ( SELECT\n           FROM notes\n          WHERE (notes.user_id = users.id)));`,
      ` SELECT "Odd"\n   FROM users\n  WHERE (EXISTS ( SELECT\n           FROM notes\n          WHERE (notes.user_id = users.id)));`,
    ],
  ])('loses the names of its one table: %s', (before, after) => expect(withoutNeedlessPrefixes(before)).toBe(after));

  it.each([
    ` SELECT u.id,\n    n.id\n   FROM (users u\n     JOIN notes n ON ((n.user_id = u.id)));`,
    ` SELECT u.id\n   FROM users u,\n    notes n;`,
    ` SELECT users.id\n   FROM users\nUNION ALL\n SELECT 1;`,
  ])('keeps them where there are more: %s', (definition) => expect(withoutNeedlessPrefixes(definition)).toBe(definition));
});

const EXPECTED_SCHEMA = `-- What the migrations make of an empty database, for reading and for comparing; it is not run.
-- <app> and <system> are the two roles the server logs in as, <owner> is the one that migrates.

create domain phone as text CHECK ((VALUE ~ '^\\d+$'::text));
create type mood as enum ('calm', 'cross');

create view calm_users with (security_invoker=true) as
SELECT id,
    ( SELECT count(*) AS count
           FROM entries e
          WHERE (e.user_id = u.id)) AS count
   FROM users u
  WHERE (mood = 'calm'::mood);

create table entries (
  id uuid not null,
  at timestamp with time zone not null,
  user_id uuid,
  constraint entries_pkey PRIMARY KEY (id, at),
  constraint entries_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL
) partition by RANGE (at);

create table entries_2024 partition of entries FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');

create table organizations (
  id uuid not null,
  name text collate "C" not null,
  created_at timestamp with time zone not null default now(),
  constraint organizations_created_at_check CHECK ((created_at > '2020-01-01 00:00:00+00'::timestamp with time zone)),
  constraint organizations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint organizations_pkey PRIMARY KEY (id)
);

create table users (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  mood mood not null default 'calm'::mood,
  moods mood[],
  phone phone,
  size_bytes bigint not null default 0,
  amount numeric(10,2),
  settings jsonb not null default '{}'::jsonb,
  secret bytea,
  addresses cidr[],
  day date,
  during tstzrange,
  number integer not null generated always as identity,
  small text generated always as (lower((phone)::text)) stored,
  "odd Name" boolean,
  constraint users_during_excl EXCLUDE USING gist (during WITH &&),
  constraint users_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE,
  constraint users_organization_id_id_key UNIQUE (organization_id, id),
  constraint users_pkey PRIMARY KEY (id)
);
CREATE INDEX users_small ON public.users USING btree (lower(small) DESC) WHERE (mood = 'calm'::mood);
CREATE TRIGGER touched BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION touch();
alter table users enable row level security;
alter table users force row level security;
create policy every on users to <system> using (true) with check (true);
create policy own on users to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, references, select, trigger, truncate, update on users to <system>;
grant insert, select, update (mood, phone) on users to <app>;

CREATE OR REPLACE FUNCTION public.search(words text)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$ select id from users where small = words $function$;
alter function search(text) owner to <system>;
grant execute on function search(text) to <app>;

CREATE OR REPLACE FUNCTION public.touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin return new; end $function$;
grant execute on function touch() to public;

grant create on schema public to <system>;
grant usage on schema public to public;
`;

const EXPECTED_TYPES = `// Written from the catalog of a migrated database; \`UPDATE=1\` with its test writes it again.

export interface EntriesRow {
  id: string;
  at: Date;
  userId: string | null;
}

export interface OrganizationsRow {
  id: string;
  name: string;
  createdAt: Date;
}

export interface UsersRow {
  id: string;
  organizationId: string;
  mood: "calm" | "cross";
  moods: string | null;
  phone: string | null;
  sizeBytes: number;
  amount: string | null;
  settings: unknown;
  secret: Buffer | null;
  addresses: string[] | null;
  day: string | null;
  during: string | null;
  number: number;
  small: string | null;
  "odd Name": boolean | null;
}
`;
