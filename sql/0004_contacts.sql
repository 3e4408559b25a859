-- People: who they are, by which names WhatsApp knows them, and what they allowed.

create table contacts (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  -- Small and in order of creation: what lists sort by and what segments keep their bitmaps of.
  number bigint generated always as identity,
  -- What the team calls them; profile_name is what they call themselves on WhatsApp.
  name text check (length(name) between 1 and 300),
  profile_name text check (length(profile_name) <= 300),
  -- The shown name, folded for sorting; empty names come last.
  sort_name text collate "C",
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
  source text not null check (source in ('merge', 'import', 'operator', 'button', 'keyword')),
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
  updated_at timestamptz not null default now()
);
select tenant_table('consent_settings');
