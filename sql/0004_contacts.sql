-- People: who they are, by which names WhatsApp knows them, and what they allowed.

create table contacts (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  -- Small and in order of creation: what lists sort by and what segments keep their bitmaps of.
  number bigint generated always as identity,
  -- What the team calls them; profile_name is what they call themselves on WhatsApp.
  name text check (length(name) between 1 and 300),
  profile_name text check (length(profile_name) <= 300),
  -- The shown name, folded for sorting; whoever has none comes last.
  sort_name text collate "C" not null default U&'\+10FFFF',
  -- Words of names, digits of numbers: see search_contacts.
  search tsvector not null default '',
  language text check (language ~ '^[a-z]{2,3}$'),
  country text check (country ~ '^[A-Z]{2}$'),
  time_zone text check (length(time_zone) <= 64),
  attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
  tags text[] not null default '{}',
  blocked_at timestamptz,
  -- The last word that counts for the whole organisation; client_consents may hold a later one for one client.
  consent text not null default 'none' check (consent in ('none', 'opted_in', 'opted_out')),
  consent_by text check (consent_by in ('person', 'operator', 'import')),
  consent_at timestamptz,
  consent_recorded_at timestamptz,
  last_inbound_at timestamptz,
  last_outbound_at timestamptz,
  -- Changed since the bitmaps of its segments were built.
  unindexed boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, id),
  check ((consent = 'none') = (consent_at is null))
);
create unique index contacts_list on contacts (organization_id, number);
create index contacts_by_name on contacts (organization_id, sort_name, number);
create index contacts_unindexed on contacts (organization_id, number) where unindexed;
create index contacts_search on contacts using gin (search);
select tenant_table('contacts');

-- Every name WhatsApp has for a person. Two names that it says together belong to one contact.
create table contact_identities (
  organization_id uuid not null,
  kind text not null check (kind in ('lid', 'bsuid', 'username', 'phone')),
  value text collate "C" not null check (length(value) between 1 and 256),
  contact_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, kind, value),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index contact_identities_contact on contact_identities (contact_id);
select tenant_table('contact_identities');

-- The id of a contact that was merged into another goes on naming that other one.
create table contact_aliases (
  organization_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  primary key (organization_id, id),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index contact_aliases_contact on contact_aliases (contact_id);
select tenant_table('contact_aliases');

-- Everything that was ever said about consent; rows are never changed, save that a merge gives them to the contact that stays.
create table consents (
  id uuid primary key,
  organization_id uuid not null,
  contact_id uuid not null,
  -- Null: for the whole organisation. Kept when the client goes.
  client_id uuid,
  state text not null check (state in ('opted_in', 'opted_out')),
  source text not null check (source in ('erasure', 'merge', 'import', 'operator', 'button', 'keyword')),
  -- False: it was written down, and a later word stands.
  applied boolean not null,
  -- The word as it was matched, and in which language the answer goes out.
  word text,
  language text,
  -- Whom and what it was said to.
  heard_by uuid,
  message_id uuid,
  actor_type text check (actor_type in ('user', 'api_key', 'system')),
  actor_id uuid,
  actor_name text,
  reason text check (length(reason) <= 1000),
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index consents_contact on consents (contact_id, recorded_at);
create index consents_list on consents (organization_id, id);
select tenant_table('consents', 'select, insert, update (contact_id), delete');
select client_table('consents');

-- What stands for one client where it was said later than what stands for the whole organisation.
create table client_consents (
  organization_id uuid not null,
  contact_id uuid not null,
  client_id uuid not null,
  consent text not null check (consent in ('opted_in', 'opted_out')),
  consent_by text not null check (consent_by in ('person', 'operator', 'import')),
  consent_at timestamptz not null,
  consent_recorded_at timestamptz not null,
  primary key (contact_id, client_id),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade,
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
create index client_consents_client on client_consents (client_id);
select tenant_table('client_consents');
select client_table('client_consents');

create table consent_settings (
  organization_id uuid primary key references organizations on delete cascade,
  scope text not null default 'organization' check (scope in ('client', 'organization')),
  -- {"en:cancel": false}: only what differs from how we ship it.
  switches jsonb not null default '{}',
  own_words jsonb not null default '[]',
  texts jsonb not null default '{}',
  -- For the hashes in erased_opt_outs.
  salt uuid not null default gen_random_uuid(),
  updated_at timestamptz not null default now()
);
select tenant_table('consent_settings');

-- Custom fields: which there are and of what type their values must be.
create table contact_fields (
  organization_id uuid not null references organizations on delete cascade,
  name text collate "C" not null check (length(name) between 1 and 64),
  type text not null check (type in ('text', 'number', 'boolean', 'date')),
  created_at timestamptz not null default now(),
  primary key (organization_id, name)
);
select tenant_table('contact_fields');

-- Every tag that was ever given, for choosing among them.
create table contact_tags (
  organization_id uuid not null references organizations on delete cascade,
  name text not null check (length(name) between 1 and 64),
  created_at timestamptz not null default now(),
  primary key (organization_id, name)
);
select tenant_table('contact_tags');

create table contact_notes (
  id uuid primary key,
  organization_id uuid not null,
  contact_id uuid not null,
  author_type text not null check (author_type in ('user', 'api_key')),
  author_id uuid not null,
  author_name text not null,
  body text not null check (length(body) between 1 and 10000),
  created_at timestamptz not null default now(),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index contact_notes_contact on contact_notes (contact_id, id);
select tenant_table('contact_notes');

-- For each term that segments can ask for, which contacts have it: one bit for each of 1,024 numbers. What changed since is in
-- contacts.unindexed and contact_gaps and is looked at one by one.
create table contact_bitmaps (
  organization_id uuid not null references organizations on delete cascade,
  term text collate "C" not null,
  chunk integer not null,
  bits bit(1024) not null default 0::bit(1024),
  primary key (organization_id, term, chunk)
);
create index contact_bitmaps_chunk on contact_bitmaps (organization_id, chunk);
select tenant_table('contact_bitmaps');

-- Numbers of contacts that are gone and still have their bits.
create table contact_gaps (
  organization_id uuid not null references organizations on delete cascade,
  number bigint not null,
  primary key (organization_id, number)
);
select tenant_table('contact_gaps');

create table segments (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  name text not null check (length(name) between 1 and 200),
  filter jsonb not null check (jsonb_typeof(filter) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, id),
  unique (organization_id, name)
);
select tenant_table('segments');

-- Finds contacts by the beginnings of words, the newest first. The matching of texts is not leakproof, so under row security the index
-- would not be used: this runs as the system role and names its organisation itself.
create function search_contacts(words tsquery, before bigint, most integer) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Put together at each call, so that it is planned for these words: rare ones by their index, frequent ones by walking the list.
  return query execute
    'select number from public.contacts where organization_id = $1 and search @@ $2 and ($3 is null or number < $3) order by number desc limit $4'
    using nullif(current_setting('app.organization_id', true), '')::uuid, words, before, most;
end $$;
select definer_function('search_contacts(tsquery, bigint, integer)');

-- A list of people as it was uploaded, and how far it got. Each batch of rows and its place are written together, so it goes on where it was.
create table contact_imports (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  state text not null default 'queued' check (state in ('queued', 'running', 'failed', 'completed')),
  -- Why it failed.
  error text,
  dry_run boolean not null,
  file_name text not null,
  encoding text not null,
  delimiter text not null,
  -- [{"field": "phone", "column": 0}]
  mapping jsonb not null,
  country text check (country ~ '^[A-Z]{2}$'),
  size_bytes bigint not null,
  done_bytes bigint not null default 0,
  rows integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  failed integer not null default 0,
  created_by text not null,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  unique (organization_id, id)
);
create index contact_imports_list on contact_imports (organization_id, id);
select tenant_table('contact_imports');

-- The file, until the import is over.
create table contact_import_parts (
  organization_id uuid not null,
  import_id uuid not null,
  part integer not null,
  bytes bytea not null,
  primary key (import_id, part),
  foreign key (organization_id, import_id) references contact_imports (organization_id, id) on delete cascade
);
select tenant_table('contact_import_parts');

-- Rows that were not taken, with the reasons; row 0 is the header. Kept for 30 days.
create table contact_import_errors (
  organization_id uuid not null,
  import_id uuid not null,
  row integer not null,
  reasons text not null,
  cells jsonb not null,
  primary key (import_id, row),
  foreign key (organization_id, import_id) references contact_imports (organization_id, id) on delete cascade
);
select tenant_table('contact_import_errors');

-- Whose word outlives them here: after an erasure nothing but a salted hash of each name of somebody who had opted out, so that they stay so
-- when their number comes back in a file.
create table erased_opt_outs (
  organization_id uuid not null references organizations on delete cascade,
  name_hash bytea not null,
  -- Null: for the whole organisation.
  client_id uuid,
  consent_at timestamptz not null,
  unique nulls not distinct (organization_id, name_hash, client_id)
);
select tenant_table('erased_opt_outs');
select client_table('erased_opt_outs');

-- Erasures under way: what is left of a person elsewhere is looked for by these texts, which then go too.
create table erasures (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  contact_id uuid not null,
  mentions text[],
  created_at timestamptz not null default now(),
  done_at timestamptz
);
select tenant_table('erasures');

-- Which numbers have WhatsApp, as it was last said; asked again after a week.
create table number_checks (
  organization_id uuid not null references organizations on delete cascade,
  number text collate "C" not null check (length(number) <= 64),
  registered boolean not null,
  lid text,
  checked_at timestamptz not null default now(),
  primary key (organization_id, number)
);
create index number_checks_checked_at on number_checks (checked_at);
select tenant_table('number_checks');

-- Asking much is what spam does, so each client may ask so often a day.
create table number_check_days (
  organization_id uuid not null,
  client_id uuid not null,
  day date not null,
  asked integer not null,
  primary key (client_id, day),
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
select tenant_table('number_check_days');
select client_table('number_check_days');
