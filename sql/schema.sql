-- What the migrations make of an empty database, for reading and for comparing; it is not run.
-- <app> and <system> are the two roles the server logs in as, <owner> is the one that migrates.

create sequence migrations_id_seq as integer start 1 increment 1 minvalue 1 maxvalue 2147483647 owned by migrations.id;

create table api_key_usage (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  api_key_id uuid not null,
  hour timestamp with time zone not null,
  requests integer not null default 0,
  failures integer not null default 0,
  constraint api_key_usage_organization_id_api_key_id_fkey FOREIGN KEY (organization_id, api_key_id) REFERENCES api_keys(organization_id, id) ON DELETE CASCADE,
  constraint api_key_usage_pkey PRIMARY KEY (api_key_id, hour)
);
CREATE INDEX api_key_usage_hour ON public.api_key_usage USING btree (hour);
alter table api_key_usage enable row level security;
alter table api_key_usage force row level security;
create policy every_organization on api_key_usage to <system> using (true) with check (true);
create policy own_organization on api_key_usage to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on api_key_usage to <system>;
grant select on api_key_usage to <app>;

create table api_keys (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  key_id text not null,
  name text not null,
  secret_hash text not null,
  checksum text not null default ''::text,
  previous_secret_hash text,
  previous_checksum text,
  previous_until timestamp with time zone,
  scopes text[],
  addresses cidr[],
  client_ids uuid[],
  created_by uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_address text,
  constraint api_keys_key_id_key UNIQUE (key_id),
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint api_keys_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES users(organization_id, id) ON DELETE CASCADE,
  constraint api_keys_organization_id_id_key UNIQUE (organization_id, id),
  constraint api_keys_pkey PRIMARY KEY (id)
);
CREATE INDEX api_keys_list ON public.api_keys USING btree (organization_id, id);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy every_organization on api_keys to <system> using (true) with check (true);
create policy own_organization on api_keys to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on api_keys to <system>;
grant insert, select, update on api_keys to <app>;

create table assignment_rules (
  client_id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  rule text not null,
  last_user_id uuid,
  constraint assignment_rules_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint assignment_rules_pkey PRIMARY KEY (client_id),
  constraint assignment_rules_rule_check CHECK ((rule = ANY (ARRAY['manual'::text, 'round_robin'::text, 'least_busy'::text])))
);
alter table assignment_rules enable row level security;
alter table assignment_rules force row level security;
create policy every_organization on assignment_rules to <system> using (true) with check (true);
create policy own_clients on assignment_rules as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on assignment_rules to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on assignment_rules to <app>;
grant delete, insert, select, update on assignment_rules to <system>;

create table audit_logs (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  at timestamp with time zone not null default clock_timestamp(),
  actor_type text not null,
  actor_id uuid,
  actor_name text not null,
  login_id uuid,
  action text not null,
  target_type text not null,
  target_id text,
  changes jsonb not null default '{}'::jsonb,
  address text not null default ''::text,
  request_id text not null default ''::text,
  xid xid8 not null default pg_current_xact_id(),
  written_by text not null default SESSION_USER,
  sealed_by bigint,
  constraint audit_logs_actor_type_check CHECK ((actor_type = ANY (ARRAY['user'::text, 'api_key'::text, 'system'::text]))),
  constraint audit_logs_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_logs_list ON public.audit_logs USING btree (organization_id, id);
CREATE INDEX audit_logs_sealed_by ON public.audit_logs USING btree (sealed_by);
CREATE INDEX audit_logs_unsealed ON public.audit_logs USING btree (xid) WHERE (sealed_by IS NULL);
alter table audit_logs enable row level security;
alter table audit_logs force row level security;
create policy every_organization on audit_logs to <system> using (true) with check (true);
create policy own_organization on audit_logs to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on audit_logs to <system>;
grant insert (action, actor_id, actor_name, actor_type, address, changes, id, login_id, organization_id, request_id, target_id, target_type), select on audit_logs to <app>;

create table audit_seals (
  number bigint not null,
  sealed_at timestamp with time zone not null,
  rows integer not null,
  entries bytea,
  entries_sha256 bytea not null,
  horizon xid8 not null,
  cluster text not null,
  master_key_id text not null,
  digest bytea not null,
  mac bytea not null,
  base_key_id text,
  base_mac bytea,
  constraint audit_seals_check CHECK (((base_key_id IS NULL) = (base_mac IS NULL))),
  constraint audit_seals_pkey PRIMARY KEY (number)
);
alter table audit_seals enable row level security;
alter table audit_seals force row level security;
create policy system_only on audit_seals to <system> using (true) with check (true);
grant delete, insert, select, update on audit_seals to <system>;

create table canned_replies (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  shortcut text not null,
  text text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint canned_replies_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint canned_replies_organization_id_shortcut_key UNIQUE (organization_id, shortcut),
  constraint canned_replies_pkey PRIMARY KEY (id),
  constraint canned_replies_shortcut_check CHECK ((shortcut ~ '^[a-z0-9_.-]{1,50}$'::text)),
  constraint canned_replies_text_check CHECK (((length(text) >= 1) AND (length(text) <= 65536)))
);
alter table canned_replies enable row level security;
alter table canned_replies force row level security;
create policy every_organization on canned_replies to <system> using (true) with check (true);
create policy own_organization on canned_replies to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on canned_replies to <app>;
grant delete, insert, select, update on canned_replies to <system>;

create table channel_store (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  key text collate "C" not null,
  value json not null,
  constraint channel_store_key_check CHECK ((length(key) <= 1000)),
  constraint channel_store_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint channel_store_pkey PRIMARY KEY (client_id, key)
);
alter table channel_store enable row level security;
alter table channel_store force row level security;
create policy every_organization on channel_store to <system> using (true) with check (true);
create policy own_clients on channel_store as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on channel_store to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on channel_store to <app>;
grant delete, insert, select, update on channel_store to <system>;

create table client_consents (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  contact_id uuid not null,
  client_id uuid not null,
  consent text not null,
  consent_by text not null,
  consent_at timestamp with time zone not null,
  consent_recorded_at timestamp with time zone not null,
  constraint client_consents_consent_by_check CHECK ((consent_by = ANY (ARRAY['person'::text, 'operator'::text, 'import'::text]))),
  constraint client_consents_consent_check CHECK ((consent = ANY (ARRAY['opted_in'::text, 'opted_out'::text]))),
  constraint client_consents_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint client_consents_organization_id_contact_id_fkey FOREIGN KEY (organization_id, contact_id) REFERENCES contacts(organization_id, id) ON DELETE CASCADE,
  constraint client_consents_pkey PRIMARY KEY (contact_id, client_id)
);
CREATE INDEX client_consents_client ON public.client_consents USING btree (client_id);
alter table client_consents enable row level security;
alter table client_consents force row level security;
create policy every_organization on client_consents to <system> using (true) with check (true);
create policy own_clients on client_consents as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on client_consents to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on client_consents to <app>;
grant delete, insert, select, update on client_consents to <system>;

create table client_safety (
  client_id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  enabled boolean not null,
  per_minute integer not null,
  per_hour integer not null,
  per_day integer not null,
  constraint client_safety_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint client_safety_per_day_check CHECK (((per_day >= 1) AND (per_day <= 1000000))),
  constraint client_safety_per_hour_check CHECK (((per_hour >= 1) AND (per_hour <= 100000))),
  constraint client_safety_per_minute_check CHECK (((per_minute >= 1) AND (per_minute <= 10000))),
  constraint client_safety_pkey PRIMARY KEY (client_id)
);
alter table client_safety enable row level security;
alter table client_safety force row level security;
create policy every_organization on client_safety to <system> using (true) with check (true);
create policy own_clients on client_safety as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on client_safety to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on client_safety to <app>;
grant delete, insert, select, update on client_safety to <system>;

create table client_states (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  state text not null,
  reason text,
  at timestamp with time zone not null default clock_timestamp(),
  constraint client_states_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint client_states_pkey PRIMARY KEY (id)
);
CREATE INDEX client_states_list ON public.client_states USING btree (client_id, at);
alter table client_states enable row level security;
alter table client_states force row level security;
create policy every_organization on client_states to <system> using (true) with check (true);
create policy own_clients on client_states as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on client_states to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on client_states to <app>;
grant delete, insert, select, update on client_states to <system>;

create table clients (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  name text not null,
  channel text not null,
  settings jsonb not null default '{}'::jsonb,
  desired_state text not null default 'stopped'::text,
  unlink text,
  state text not null default 'stopped'::text,
  reason text,
  state_since timestamp with time zone not null default now(),
  state_deadline timestamp with time zone,
  paused_reason text,
  phone_number text,
  qr text,
  qr_expires_at timestamp with time zone,
  fence bigint not null default 0,
  lease_node uuid,
  restart_fence bigint,
  restarts integer not null default 0,
  next_start_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint clients_channel_check CHECK ((channel = ANY (ARRAY['web'::text, 'cloud'::text, 'sandbox'::text]))),
  constraint clients_desired_state_check CHECK ((desired_state = ANY (ARRAY['running'::text, 'stopped'::text]))),
  constraint clients_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint clients_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint clients_organization_id_id_key UNIQUE (organization_id, id),
  constraint clients_pkey PRIMARY KEY (id),
  constraint clients_state_check CHECK ((state = ANY (ARRAY['stopped'::text, 'starting'::text, 'awaiting_scan'::text, 'awaiting_passkey'::text, 'connecting'::text, 'ready'::text, 'disconnected'::text, 'paused'::text, 'failed'::text]))),
  constraint clients_unlink_check CHECK ((unlink = ANY (ARRAY['logout'::text, 'delete'::text])))
);
CREATE INDEX clients_due ON public.clients USING btree (channel, next_start_at) WHERE ((desired_state = 'running'::text) OR (unlink IS NOT NULL) OR (state <> ALL (ARRAY['stopped'::text, 'failed'::text])));
CREATE INDEX clients_lease ON public.clients USING btree (lease_node) WHERE (lease_node IS NOT NULL);
CREATE INDEX clients_list ON public.clients USING btree (organization_id, id);
alter table clients enable row level security;
alter table clients force row level security;
create policy every_organization on clients to <system> using (true) with check (true);
create policy own_clients on clients as restrictive to <app> using (((id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on clients to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on clients to <app>;
grant delete, insert, select, update on clients to <system>;

create table consent_settings (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  scope text not null default 'organization'::text,
  switches jsonb not null default '{}'::jsonb,
  own_words jsonb not null default '[]'::jsonb,
  texts jsonb not null default '{}'::jsonb,
  salt uuid not null default gen_random_uuid(),
  updated_at timestamp with time zone not null default now(),
  constraint consent_settings_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint consent_settings_pkey PRIMARY KEY (organization_id),
  constraint consent_settings_scope_check CHECK ((scope = ANY (ARRAY['client'::text, 'organization'::text])))
);
alter table consent_settings enable row level security;
alter table consent_settings force row level security;
create policy every_organization on consent_settings to <system> using (true) with check (true);
create policy own_organization on consent_settings to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on consent_settings to <app>;
grant delete, insert, select, update on consent_settings to <system>;

create table consents (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  contact_id uuid not null,
  client_id uuid,
  state text not null,
  source text not null,
  applied boolean not null,
  word text,
  language text,
  heard_by uuid,
  message_id uuid,
  actor_type text,
  actor_id uuid,
  actor_name text,
  reason text,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone not null default clock_timestamp(),
  constraint consents_actor_type_check CHECK ((actor_type = ANY (ARRAY['user'::text, 'api_key'::text, 'system'::text]))),
  constraint consents_organization_id_contact_id_fkey FOREIGN KEY (organization_id, contact_id) REFERENCES contacts(organization_id, id) ON DELETE CASCADE,
  constraint consents_pkey PRIMARY KEY (id),
  constraint consents_reason_check CHECK ((length(reason) <= 1000)),
  constraint consents_source_check CHECK ((source = ANY (ARRAY['erasure'::text, 'merge'::text, 'import'::text, 'operator'::text, 'button'::text, 'keyword'::text]))),
  constraint consents_state_check CHECK ((state = ANY (ARRAY['opted_in'::text, 'opted_out'::text])))
);
CREATE INDEX consents_contact ON public.consents USING btree (contact_id, recorded_at);
CREATE INDEX consents_list ON public.consents USING btree (organization_id, id);
alter table consents enable row level security;
alter table consents force row level security;
create policy every_organization on consents to <system> using (true) with check (true);
create policy own_clients on consents as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on consents to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update (contact_id) on consents to <app>;
grant delete, insert, select, update on consents to <system>;

create table contact_aliases (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid not null,
  constraint contact_aliases_organization_id_contact_id_fkey FOREIGN KEY (organization_id, contact_id) REFERENCES contacts(organization_id, id) ON DELETE CASCADE,
  constraint contact_aliases_pkey PRIMARY KEY (organization_id, id)
);
CREATE INDEX contact_aliases_contact ON public.contact_aliases USING btree (contact_id);
alter table contact_aliases enable row level security;
alter table contact_aliases force row level security;
create policy every_organization on contact_aliases to <system> using (true) with check (true);
create policy own_organization on contact_aliases to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_aliases to <app>;
grant delete, insert, select, update on contact_aliases to <system>;

create table contact_bitmaps (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  term text collate "C" not null,
  chunk integer not null,
  bits bit(1024) not null default (0)::bit(1024),
  constraint contact_bitmaps_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint contact_bitmaps_pkey PRIMARY KEY (organization_id, term, chunk)
);
CREATE INDEX contact_bitmaps_chunk ON public.contact_bitmaps USING btree (organization_id, chunk);
alter table contact_bitmaps enable row level security;
alter table contact_bitmaps force row level security;
create policy every_organization on contact_bitmaps to <system> using (true) with check (true);
create policy own_organization on contact_bitmaps to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_bitmaps to <app>;
grant delete, insert, select, update on contact_bitmaps to <system>;

create table contact_fields (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  name text collate "C" not null,
  type text not null,
  created_at timestamp with time zone not null default now(),
  constraint contact_fields_name_check CHECK (((length(name) >= 1) AND (length(name) <= 64))),
  constraint contact_fields_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint contact_fields_pkey PRIMARY KEY (organization_id, name),
  constraint contact_fields_type_check CHECK ((type = ANY (ARRAY['text'::text, 'number'::text, 'boolean'::text, 'date'::text])))
);
alter table contact_fields enable row level security;
alter table contact_fields force row level security;
create policy every_organization on contact_fields to <system> using (true) with check (true);
create policy own_organization on contact_fields to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_fields to <app>;
grant delete, insert, select, update on contact_fields to <system>;

create table contact_gaps (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  number bigint not null,
  constraint contact_gaps_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint contact_gaps_pkey PRIMARY KEY (organization_id, number)
);
alter table contact_gaps enable row level security;
alter table contact_gaps force row level security;
create policy every_organization on contact_gaps to <system> using (true) with check (true);
create policy own_organization on contact_gaps to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_gaps to <app>;
grant delete, insert, select, update on contact_gaps to <system>;

create table contact_identities (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  kind text not null,
  value text collate "C" not null,
  contact_id uuid not null,
  created_at timestamp with time zone not null default now(),
  constraint contact_identities_kind_check CHECK ((kind = ANY (ARRAY['lid'::text, 'bsuid'::text, 'username'::text, 'phone'::text]))),
  constraint contact_identities_organization_id_contact_id_fkey FOREIGN KEY (organization_id, contact_id) REFERENCES contacts(organization_id, id) ON DELETE CASCADE,
  constraint contact_identities_pkey PRIMARY KEY (organization_id, kind, value),
  constraint contact_identities_value_check CHECK (((length(value) >= 1) AND (length(value) <= 256)))
);
CREATE INDEX contact_identities_contact ON public.contact_identities USING btree (contact_id);
alter table contact_identities enable row level security;
alter table contact_identities force row level security;
create policy every_organization on contact_identities to <system> using (true) with check (true);
create policy own_organization on contact_identities to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_identities to <app>;
grant delete, insert, select, update on contact_identities to <system>;

create table contact_import_errors (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  import_id uuid not null,
  "row" integer not null,
  reasons text not null,
  cells jsonb not null,
  constraint contact_import_errors_organization_id_import_id_fkey FOREIGN KEY (organization_id, import_id) REFERENCES contact_imports(organization_id, id) ON DELETE CASCADE,
  constraint contact_import_errors_pkey PRIMARY KEY (import_id, "row")
);
alter table contact_import_errors enable row level security;
alter table contact_import_errors force row level security;
create policy every_organization on contact_import_errors to <system> using (true) with check (true);
create policy own_organization on contact_import_errors to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_import_errors to <app>;
grant delete, insert, select, update on contact_import_errors to <system>;

create table contact_import_parts (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  import_id uuid not null,
  part integer not null,
  bytes bytea not null,
  constraint contact_import_parts_organization_id_import_id_fkey FOREIGN KEY (organization_id, import_id) REFERENCES contact_imports(organization_id, id) ON DELETE CASCADE,
  constraint contact_import_parts_pkey PRIMARY KEY (import_id, part)
);
alter table contact_import_parts enable row level security;
alter table contact_import_parts force row level security;
create policy every_organization on contact_import_parts to <system> using (true) with check (true);
create policy own_organization on contact_import_parts to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_import_parts to <app>;
grant delete, insert, select, update on contact_import_parts to <system>;

create table contact_imports (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  state text not null default 'queued'::text,
  error text,
  dry_run boolean not null,
  file_name text not null,
  encoding text not null,
  delimiter text not null,
  mapping jsonb not null,
  country text,
  size_bytes bigint not null,
  done_bytes bigint not null default 0,
  rows integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  failed integer not null default 0,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  completed_at timestamp with time zone,
  constraint contact_imports_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint contact_imports_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint contact_imports_organization_id_id_key UNIQUE (organization_id, id),
  constraint contact_imports_pkey PRIMARY KEY (id),
  constraint contact_imports_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'failed'::text, 'completed'::text])))
);
CREATE INDEX contact_imports_list ON public.contact_imports USING btree (organization_id, id);
alter table contact_imports enable row level security;
alter table contact_imports force row level security;
create policy every_organization on contact_imports to <system> using (true) with check (true);
create policy own_organization on contact_imports to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_imports to <app>;
grant delete, insert, select, update on contact_imports to <system>;

create table contact_notes (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  contact_id uuid not null,
  author_type text not null,
  author_id uuid not null,
  author_name text not null,
  body text not null,
  created_at timestamp with time zone not null default now(),
  constraint contact_notes_author_type_check CHECK ((author_type = ANY (ARRAY['user'::text, 'api_key'::text]))),
  constraint contact_notes_body_check CHECK (((length(body) >= 1) AND (length(body) <= 10000))),
  constraint contact_notes_organization_id_contact_id_fkey FOREIGN KEY (organization_id, contact_id) REFERENCES contacts(organization_id, id) ON DELETE CASCADE,
  constraint contact_notes_pkey PRIMARY KEY (id)
);
CREATE INDEX contact_notes_contact ON public.contact_notes USING btree (contact_id, id);
alter table contact_notes enable row level security;
alter table contact_notes force row level security;
create policy every_organization on contact_notes to <system> using (true) with check (true);
create policy own_organization on contact_notes to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_notes to <app>;
grant delete, insert, select, update on contact_notes to <system>;

create table contact_tags (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  name text not null,
  created_at timestamp with time zone not null default now(),
  constraint contact_tags_name_check CHECK (((length(name) >= 1) AND (length(name) <= 64))),
  constraint contact_tags_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint contact_tags_pkey PRIMARY KEY (organization_id, name)
);
alter table contact_tags enable row level security;
alter table contact_tags force row level security;
create policy every_organization on contact_tags to <system> using (true) with check (true);
create policy own_organization on contact_tags to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contact_tags to <app>;
grant delete, insert, select, update on contact_tags to <system>;

create table contacts (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  number bigint not null generated always as identity,
  name text,
  profile_name text,
  sort_name text collate "C" not null default '􏿿'::text,
  search tsvector not null default ''::tsvector,
  language text,
  country text,
  time_zone text,
  attributes jsonb not null default '{}'::jsonb,
  tags text[] not null default '{}'::text[],
  blocked_at timestamp with time zone,
  consent text not null default 'none'::text,
  consent_by text,
  consent_at timestamp with time zone,
  consent_recorded_at timestamp with time zone,
  last_inbound_at timestamp with time zone,
  last_outbound_at timestamp with time zone,
  unindexed boolean not null default true,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint contacts_attributes_check CHECK ((jsonb_typeof(attributes) = 'object'::text)),
  constraint contacts_check CHECK (((consent = 'none'::text) = (consent_at IS NULL))),
  constraint contacts_consent_by_check CHECK ((consent_by = ANY (ARRAY['person'::text, 'operator'::text, 'import'::text]))),
  constraint contacts_consent_check CHECK ((consent = ANY (ARRAY['none'::text, 'opted_in'::text, 'opted_out'::text]))),
  constraint contacts_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint contacts_language_check CHECK ((language ~ '^[a-z]{2,3}$'::text)),
  constraint contacts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 300))),
  constraint contacts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint contacts_organization_id_id_key UNIQUE (organization_id, id),
  constraint contacts_pkey PRIMARY KEY (id),
  constraint contacts_profile_name_check CHECK ((length(profile_name) <= 300)),
  constraint contacts_time_zone_check CHECK ((length(time_zone) <= 64))
);
CREATE INDEX contacts_by_name ON public.contacts USING btree (organization_id, sort_name, number);
CREATE UNIQUE INDEX contacts_list ON public.contacts USING btree (organization_id, number);
CREATE INDEX contacts_search ON public.contacts USING gin (search);
CREATE INDEX contacts_unindexed ON public.contacts USING btree (organization_id, number) WHERE unindexed;
alter table contacts enable row level security;
alter table contacts force row level security;
create policy every_organization on contacts to <system> using (true) with check (true);
create policy own_organization on contacts to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on contacts to <app>;
grant delete, insert, select, update on contacts to <system>;

create table conversation_notes (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  conversation_id uuid not null,
  author_id uuid,
  text text not null,
  mentions uuid[] not null default '{}'::uuid[],
  created_at timestamp with time zone not null default now(),
  constraint conversation_notes_organization_id_conversation_id_fkey FOREIGN KEY (organization_id, conversation_id) REFERENCES conversations(organization_id, id) ON DELETE CASCADE,
  constraint conversation_notes_pkey PRIMARY KEY (id),
  constraint conversation_notes_text_check CHECK (((length(text) >= 1) AND (length(text) <= 10000)))
);
CREATE INDEX conversation_notes_list ON public.conversation_notes USING btree (conversation_id, id);
alter table conversation_notes enable row level security;
alter table conversation_notes force row level security;
create policy every_organization on conversation_notes to <system> using (true) with check (true);
create policy own_clients on conversation_notes as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on conversation_notes to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on conversation_notes to <app>;
grant delete, insert, select, update on conversation_notes to <system>;

create table conversations (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  chat_id text not null,
  contact_id uuid,
  name text,
  status text not null default 'open'::text,
  snoozed_until timestamp with time zone,
  assignee_id uuid,
  labels text[] not null default '{}'::text[],
  unread integer not null default 0,
  last_message_id uuid,
  last_message_at timestamp with time zone not null default now(),
  last_inbound_at timestamp with time zone,
  last_outbound_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint conversations_chat_id_check CHECK ((length(chat_id) <= 200)),
  constraint conversations_client_id_chat_id_key UNIQUE (client_id, chat_id),
  constraint conversations_name_check CHECK ((length(name) <= 1000)),
  constraint conversations_organization_id_assignee_id_fkey FOREIGN KEY (organization_id, assignee_id) REFERENCES users(organization_id, id) ON DELETE SET NULL (assignee_id),
  constraint conversations_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint conversations_organization_id_id_key UNIQUE (organization_id, id),
  constraint conversations_pkey PRIMARY KEY (id),
  constraint conversations_status_check CHECK ((status = ANY (ARRAY['open'::text, 'pending'::text, 'closed'::text, 'snoozed'::text])))
);
CREATE INDEX conversations_assignee ON public.conversations USING btree (assignee_id, last_message_at, id) WHERE (assignee_id IS NOT NULL);
CREATE INDEX conversations_client ON public.conversations USING btree (client_id, last_message_at, id);
CREATE UNIQUE INDEX conversations_contact ON public.conversations USING btree (client_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX conversations_list ON public.conversations USING btree (organization_id, last_message_at, id);
CREATE INDEX conversations_of_contact ON public.conversations USING btree (contact_id) WHERE (contact_id IS NOT NULL);
alter table conversations enable row level security;
alter table conversations force row level security;
create policy every_organization on conversations to <system> using (true) with check (true);
create policy own_clients on conversations as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on conversations to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on conversations to <app>;
grant delete, insert, select, update on conversations to <system>;

create table data_keys (
  id uuid not null,
  organization_id uuid default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  wrapped text not null,
  master_key_id text not null,
  created_at timestamp with time zone not null default now(),
  constraint data_keys_one_each UNIQUE NULLS NOT DISTINCT (organization_id),
  constraint data_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint data_keys_pkey PRIMARY KEY (id)
);
alter table data_keys enable row level security;
alter table data_keys force row level security;
create policy every_organization on data_keys to <system> using (true) with check (true);
create policy own_organization on data_keys to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on data_keys to <system>;
grant insert, select on data_keys to <app>;

create table early_events (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  provider_id text not null,
  event json not null,
  at timestamp with time zone not null default now(),
  constraint early_events_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint early_events_pkey PRIMARY KEY (id)
);
CREATE INDEX early_events_message ON public.early_events USING btree (client_id, provider_id);
CREATE INDEX early_events_old ON public.early_events USING btree (at);
alter table early_events enable row level security;
alter table early_events force row level security;
create policy every_organization on early_events to <system> using (true) with check (true);
create policy own_clients on early_events as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on early_events to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on early_events to <app>;
grant delete, insert, select, update on early_events to <system>;

create table erased_opt_outs (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  name_hash bytea not null,
  client_id uuid,
  consent_at timestamp with time zone not null,
  constraint erased_opt_outs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint erased_opt_outs_organization_id_name_hash_client_id_key UNIQUE NULLS NOT DISTINCT (organization_id, name_hash, client_id)
);
alter table erased_opt_outs enable row level security;
alter table erased_opt_outs force row level security;
create policy every_organization on erased_opt_outs to <system> using (true) with check (true);
create policy own_clients on erased_opt_outs as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on erased_opt_outs to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on erased_opt_outs to <app>;
grant delete, insert, select, update on erased_opt_outs to <system>;

create table erasures (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  contact_id uuid not null,
  mentions text[],
  created_at timestamp with time zone not null default now(),
  done_at timestamp with time zone,
  constraint erasures_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint erasures_pkey PRIMARY KEY (id)
);
alter table erasures enable row level security;
alter table erasures force row level security;
create policy every_organization on erasures to <system> using (true) with check (true);
create policy own_organization on erasures to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on erasures to <app>;
grant delete, insert, select, update on erasures to <system>;

create table events (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid,
  type text not null,
  order_key text,
  data json not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  "position" bigint not null generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  seen pg_snapshot not null default pg_current_snapshot(),
  constraint events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint events_pkey PRIMARY KEY (id),
  constraint events_type_check CHECK ((type ~ '^[a-z_]+(\.[a-z_]+)+$'::text))
) partition by RANGE (id);
CREATE INDEX events_fresh ON ONLY public.events USING btree (organization_id, xid);
CREATE INDEX events_list ON ONLY public.events USING btree (organization_id, id);
alter table events enable row level security;
alter table events force row level security;
create policy every_organization on events to <system> using (true) with check (true);
create policy own_clients on events as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on events to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on events to <system>;
grant insert, select, update (data) on events to <app>;

create table events_default partition of events DEFAULT;
alter table events_default enable row level security;
alter table events_default force row level security;

create table idempotent_answers (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  credential_id uuid not null,
  route text not null,
  key text not null,
  body_mac bytea not null,
  status smallint,
  headers jsonb,
  body text,
  sealed boolean not null default false,
  created_at timestamp with time zone not null default now(),
  constraint idempotent_answers_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
  constraint idempotent_answers_pkey PRIMARY KEY (organization_id, credential_id, route, key)
);
CREATE INDEX idempotent_answers_created_at ON public.idempotent_answers USING btree (created_at);
alter table idempotent_answers enable row level security;
alter table idempotent_answers force row level security;
create policy every_organization on idempotent_answers to <system> using (true) with check (true);
create policy own_organization on idempotent_answers to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on idempotent_answers to <app>;
grant delete, insert, select, update on idempotent_answers to <system>;

create table inbound_events (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  type text not null,
  event_key text,
  chat_id text,
  event json not null,
  state text not null default 'queued'::text,
  attempts integer not null default 0,
  error text,
  try_at timestamp with time zone not null default now(),
  received_at timestamp with time zone not null default clock_timestamp(),
  constraint inbound_events_client_id_event_key_key UNIQUE (client_id, event_key),
  constraint inbound_events_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint inbound_events_pkey PRIMARY KEY (id),
  constraint inbound_events_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'done'::text, 'parked'::text])))
);
CREATE INDEX inbound_events_done ON public.inbound_events USING btree (received_at) WHERE (state = 'done'::text);
CREATE INDEX inbound_events_heard ON public.inbound_events USING btree (client_id, received_at);
CREATE INDEX inbound_events_parked ON public.inbound_events USING btree (organization_id, id) WHERE (state = 'parked'::text);
CREATE INDEX inbound_events_queued ON public.inbound_events USING btree (client_id, COALESCE(chat_id, ''::text), id) WHERE (state = 'queued'::text);
alter table inbound_events enable row level security;
alter table inbound_events force row level security;
create policy every_organization on inbound_events to <system> using (true) with check (true);
create policy own_clients on inbound_events as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on inbound_events to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on inbound_events to <app>;
grant delete, insert, select, update on inbound_events to <system>;

create table invitations (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  email text not null,
  name text,
  role text not null,
  token_hash bytea not null,
  invited_by uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint invitations_email_check CHECK (((email = lower(email)) AND (length(email) <= 320))),
  constraint invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint invitations_organization_id_invited_by_fkey FOREIGN KEY (organization_id, invited_by) REFERENCES users(organization_id, id) ON DELETE CASCADE,
  constraint invitations_pkey PRIMARY KEY (id),
  constraint invitations_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'manager'::text, 'agent'::text, 'viewer'::text]))),
  constraint invitations_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX invitations_invited_by ON public.invitations USING btree (organization_id, invited_by) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));
CREATE UNIQUE INDEX invitations_open ON public.invitations USING btree (organization_id, email) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));
CREATE INDEX invitations_organization ON public.invitations USING btree (organization_id, id);
alter table invitations enable row level security;
alter table invitations force row level security;
create policy every_organization on invitations to <system> using (true) with check (true);
create policy own_organization on invitations to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on invitations to <system>;
grant insert, select, update on invitations to <app>;

create table logins (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  user_id uuid not null,
  address text not null,
  user_agent text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  end_reason text,
  constraint logins_end_reason_check CHECK ((end_reason = ANY (ARRAY['logout'::text, 'password_changed'::text, 'password_reset'::text, 'user_deleted'::text, 'token_reused'::text, 'totp_removed'::text, 'revoked'::text, 'expired'::text]))),
  constraint logins_organization_id_id_key UNIQUE (organization_id, id),
  constraint logins_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES users(organization_id, id) ON DELETE CASCADE,
  constraint logins_pkey PRIMARY KEY (id)
);
CREATE INDEX logins_user ON public.logins USING btree (user_id) WHERE (ended_at IS NULL);
alter table logins enable row level security;
alter table logins force row level security;
create policy every_organization on logins to <system> using (true) with check (true);
create policy own_organization on logins to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on logins to <system>;
grant insert, select, update on logins to <app>;

create table media (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid,
  file_id uuid not null,
  direction text not null,
  file_name text,
  created_at timestamp with time zone not null default now(),
  constraint media_direction_check CHECK ((direction = ANY (ARRAY['uploaded'::text, 'inbound'::text]))),
  constraint media_file_name_check CHECK (((length(file_name) >= 1) AND (length(file_name) <= 255))),
  constraint media_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint media_organization_id_file_id_fkey FOREIGN KEY (organization_id, file_id) REFERENCES media_files(organization_id, id) ON DELETE RESTRICT,
  constraint media_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint media_organization_id_id_key UNIQUE (organization_id, id),
  constraint media_pkey PRIMARY KEY (id)
);
CREATE INDEX media_client ON public.media USING btree (client_id) WHERE (client_id IS NOT NULL);
CREATE INDEX media_file ON public.media USING btree (file_id);
CREATE INDEX media_list ON public.media USING btree (organization_id, id);
alter table media enable row level security;
alter table media force row level security;
create policy every_organization on media to <system> using (true) with check (true);
create policy own_clients on media as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on media to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on media to <app>;
grant delete, insert, select, update on media to <system>;

create table media_downloads (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  media_ref json not null,
  kind text not null,
  file_name text,
  attempts integer not null default 0,
  due_at timestamp with time zone default now(),
  locked_until timestamp with time zone,
  constraint media_downloads_kind_check CHECK ((kind = ANY (ARRAY['image'::text, 'video'::text, 'audio'::text, 'voice'::text, 'document'::text, 'sticker'::text]))),
  constraint media_downloads_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint media_downloads_pkey PRIMARY KEY (id)
);
CREATE INDEX media_downloads_client ON public.media_downloads USING btree (client_id);
CREATE INDEX media_downloads_due ON public.media_downloads USING btree (due_at) WHERE (due_at IS NOT NULL);
alter table media_downloads enable row level security;
alter table media_downloads force row level security;
create policy every_organization on media_downloads to <system> using (true) with check (true);
create policy own_clients on media_downloads as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on media_downloads to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on media_downloads to <app>;
grant delete, insert, select, update on media_downloads to <system>;

create table media_files (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  sha256 text not null,
  size_bytes bigint not null,
  mime_type text not null,
  kind text not null,
  width integer,
  height integer,
  duration_seconds real,
  animated boolean not null default false,
  waveform bytea,
  thumbnail_id uuid,
  created_at timestamp with time zone not null default now(),
  constraint media_files_duration_seconds_check CHECK ((duration_seconds >= (0)::double precision)),
  constraint media_files_height_check CHECK ((height > 0)),
  constraint media_files_kind_check CHECK ((kind = ANY (ARRAY['image'::text, 'video'::text, 'audio'::text, 'voice'::text, 'document'::text, 'sticker'::text]))),
  constraint media_files_mime_type_check CHECK (((length(mime_type) >= 3) AND (length(mime_type) <= 255))),
  constraint media_files_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint media_files_organization_id_id_key UNIQUE (organization_id, id),
  constraint media_files_organization_id_sha256_kind_mime_type_key UNIQUE (organization_id, sha256, kind, mime_type),
  constraint media_files_pkey PRIMARY KEY (id),
  constraint media_files_sha256_check CHECK ((length(sha256) <= 64)),
  constraint media_files_size_bytes_check CHECK ((size_bytes > 0)),
  constraint media_files_waveform_check CHECK ((length(waveform) = 64)),
  constraint media_files_width_check CHECK ((width > 0))
);
CREATE INDEX media_files_created ON public.media_files USING btree (created_at);
CREATE INDEX media_files_thumbnail ON public.media_files USING btree (thumbnail_id) WHERE (thumbnail_id IS NOT NULL);
alter table media_files enable row level security;
alter table media_files force row level security;
create policy every_organization on media_files to <system> using (true) with check (true);
create policy own_organization on media_files to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on media_files to <app>;
grant delete, insert, select, update on media_files to <system>;

create table media_holds (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  media_id uuid not null,
  holder_id uuid not null,
  constraint media_holds_organization_id_media_id_fkey FOREIGN KEY (organization_id, media_id) REFERENCES media(organization_id, id) ON DELETE RESTRICT,
  constraint media_holds_pkey PRIMARY KEY (media_id, holder_id)
);
CREATE INDEX media_holds_holder ON public.media_holds USING btree (holder_id);
alter table media_holds enable row level security;
alter table media_holds force row level security;
create policy every_organization on media_holds to <system> using (true) with check (true);
create policy own_organization on media_holds to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on media_holds to <app>;
grant delete, insert, select, update on media_holds to <system>;

create table media_usage (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  size_bytes bigint not null default 0,
  files bigint not null default 0,
  uploaded_days integer,
  inbound_days integer,
  constraint media_usage_files_check CHECK ((files >= 0)),
  constraint media_usage_inbound_days_check CHECK (((inbound_days >= 1) AND (inbound_days <= 36500))),
  constraint media_usage_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint media_usage_pkey PRIMARY KEY (organization_id),
  constraint media_usage_size_bytes_check CHECK ((size_bytes >= 0)),
  constraint media_usage_uploaded_days_check CHECK (((uploaded_days >= 1) AND (uploaded_days <= 36500)))
);
alter table media_usage enable row level security;
alter table media_usage force row level security;
create policy every_organization on media_usage to <system> using (true) with check (true);
create policy own_organization on media_usage to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on media_usage to <app>;
grant delete, insert, select, update on media_usage to <system>;

create table message_words (
  message_id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  conversation_id uuid not null,
  words tsvector,
  constraint message_words_organization_id_message_id_fkey FOREIGN KEY (organization_id, message_id) REFERENCES messages(organization_id, id) ON DELETE CASCADE,
  constraint message_words_pkey PRIMARY KEY (message_id)
);
CREATE INDEX message_words_conversation ON public.message_words USING btree (conversation_id);
CREATE INDEX message_words_search ON public.message_words USING gin (words);
alter table message_words enable row level security;
alter table message_words force row level security;
create policy every_organization on message_words to <system> using (true) with check (true);
create policy own_clients on message_words as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on message_words to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on message_words to <app>;
grant delete, insert, select, update on message_words to <system>;

create table messages (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  conversation_id uuid not null,
  contact_id uuid,
  direction text not null,
  origin text not null,
  chat_id text not null,
  sender text,
  sender_name text,
  recipient text,
  type text not null,
  content json not null,
  status text not null,
  history jsonb not null default '[]'::jsonb,
  provider_id text,
  reply_to_id uuid,
  target_id uuid,
  forwarded boolean not null default false,
  late boolean not null default false,
  starred boolean not null default false,
  metadata json,
  reactions json not null default '[]'::json,
  votes json not null default '[]'::json,
  edits json not null default '[]'::json,
  error_code text,
  error_detail text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  send_at timestamp with time zone,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  played_at timestamp with time zone,
  edited_at timestamp with time zone,
  revoked_at timestamp with time zone,
  due_at timestamp with time zone,
  priority smallint not null default 1,
  place timestamp with time zone not null default now(),
  attempts integer not null default 0,
  questions integer not null default 0,
  claimed_at timestamp with time zone,
  claim_fence bigint,
  purpose text not null default 'message'::text,
  override_consent boolean not null default false,
  fallback boolean not null default false,
  constraint messages_direction_check CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
  constraint messages_organization_id_conversation_id_fkey FOREIGN KEY (organization_id, conversation_id) REFERENCES conversations(organization_id, id) ON DELETE CASCADE,
  constraint messages_organization_id_id_key UNIQUE (organization_id, id),
  constraint messages_origin_check CHECK ((origin = ANY (ARRAY['api'::text, 'dashboard'::text, 'phone'::text, 'campaign'::text, 'automation'::text, 'contact'::text]))),
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_priority_check CHECK (((priority >= 0) AND (priority <= 2))),
  constraint messages_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'scheduled'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'played'::text, 'failed'::text, 'cancelled'::text, 'unknown'::text])))
) with (fillfactor=85);
CREATE INDEX messages_client ON public.messages USING btree (client_id, id);
CREATE INDEX messages_contact ON public.messages USING btree (contact_id, id) WHERE (contact_id IS NOT NULL);
CREATE INDEX messages_conversation ON public.messages USING btree (conversation_id, id);
CREATE UNIQUE INDEX messages_provider ON public.messages USING btree (client_id, provider_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX messages_queue ON public.messages USING btree (client_id, priority, place, id) WHERE (due_at IS NOT NULL);
CREATE INDEX messages_trouble ON public.messages USING btree (organization_id, id) WHERE (error_code IS NOT NULL);
CREATE INDEX messages_turn ON public.messages USING btree (conversation_id, priority, place, id) WHERE (due_at IS NOT NULL);
alter table messages enable row level security;
alter table messages force row level security;
create policy every_organization on messages to <system> using (true) with check (true);
create policy own_clients on messages as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on messages to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on messages to <app>;
grant delete, insert, select, update on messages to <system>;

create table migrations (
  id integer not null default nextval('migrations_id_seq'::regclass),
  name character varying(255) not null,
  run_on timestamp without time zone not null,
  sha256 text,
  constraint migrations_pkey PRIMARY KEY (id)
);
alter table migrations enable row level security;

create table nodes (
  id uuid not null,
  url text not null,
  role text not null,
  version text not null,
  started_at timestamp with time zone not null default now(),
  heartbeat_at timestamp with time zone not null default now(),
  has_room boolean not null default true,
  constraint nodes_pkey PRIMARY KEY (id),
  constraint nodes_role_check CHECK ((role = ANY (ARRAY['all'::text, 'web'::text, 'worker'::text])))
);
alter table nodes enable row level security;
alter table nodes force row level security;
create policy system_only on nodes to <system> using (true) with check (true);
grant delete, insert, select, update on nodes to <system>;

create table number_check_days (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  day date not null,
  asked integer not null,
  constraint number_check_days_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint number_check_days_pkey PRIMARY KEY (client_id, day)
);
alter table number_check_days enable row level security;
alter table number_check_days force row level security;
create policy every_organization on number_check_days to <system> using (true) with check (true);
create policy own_clients on number_check_days as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on number_check_days to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on number_check_days to <app>;
grant delete, insert, select, update on number_check_days to <system>;

create table number_checks (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  number text collate "C" not null,
  registered boolean not null,
  lid text,
  checked_at timestamp with time zone not null default now(),
  constraint number_checks_number_check CHECK ((length(number) <= 64)),
  constraint number_checks_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint number_checks_pkey PRIMARY KEY (organization_id, number)
);
CREATE INDEX number_checks_checked_at ON public.number_checks USING btree (checked_at);
alter table number_checks enable row level security;
alter table number_checks force row level security;
create policy every_organization on number_checks to <system> using (true) with check (true);
create policy own_organization on number_checks to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on number_checks to <app>;
grant delete, insert, select, update on number_checks to <system>;

create table organizations (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  name text not null,
  timezone text not null default 'UTC'::text,
  plan text not null,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint organizations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint organizations_pkey PRIMARY KEY (organization_id),
  constraint organizations_plan_check CHECK ((plan = ANY (ARRAY['free'::text, 'pro'::text, 'enterprise'::text])))
);
alter table organizations enable row level security;
alter table organizations force row level security;
create policy every_organization on organizations to <system> using (true) with check (true);
create policy own_organization on organizations to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on organizations to <system>;
grant select, update (name, settings, timezone, updated_at) on organizations to <app>;

create table outgoing_mails (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  sealed text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint outgoing_mails_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint outgoing_mails_pkey PRIMARY KEY (id)
);
CREATE INDEX outgoing_mails_expires_at ON public.outgoing_mails USING btree (organization_id, expires_at);
alter table outgoing_mails enable row level security;
alter table outgoing_mails force row level security;
create policy every_organization on outgoing_mails to <system> using (true) with check (true);
create policy own_organization on outgoing_mails to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select on outgoing_mails to <app>;
grant delete, insert, select, update on outgoing_mails to <system>;

create table password_resets (
  token_hash bytea not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  user_id uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint password_resets_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES users(organization_id, id) ON DELETE CASCADE,
  constraint password_resets_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX password_resets_user ON public.password_resets USING btree (user_id);
alter table password_resets enable row level security;
alter table password_resets force row level security;
create policy every_organization on password_resets to <system> using (true) with check (true);
create policy own_organization on password_resets to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select on password_resets to <app>;
grant delete, insert, select, update on password_resets to <system>;

create unlogged table rate_limits (
  key text not null,
  points integer not null default 0,
  expire bigint,
  constraint rate_limits_pkey PRIMARY KEY (key)
);
CREATE INDEX rate_limits_expire ON public.rate_limits USING btree (expire);
alter table rate_limits enable row level security;
alter table rate_limits force row level security;
create policy system_only on rate_limits to <system> using (true) with check (true);
grant delete, insert, select, update on rate_limits to <system>;

create table recovery_codes (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  user_id uuid not null,
  code_hash text not null,
  used_at timestamp with time zone,
  constraint recovery_codes_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES users(organization_id, id) ON DELETE CASCADE,
  constraint recovery_codes_pkey PRIMARY KEY (user_id, code_hash)
);
alter table recovery_codes enable row level security;
alter table recovery_codes force row level security;
create policy every_organization on recovery_codes to <system> using (true) with check (true);
create policy own_organization on recovery_codes to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on recovery_codes to <app>;
grant delete, insert, select, update on recovery_codes to <system>;

create table refresh_tokens (
  token_hash bytea not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  login_id uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  rotated_at timestamp with time zone,
  successor text,
  constraint refresh_tokens_organization_id_login_id_fkey FOREIGN KEY (organization_id, login_id) REFERENCES logins(organization_id, id) ON DELETE CASCADE,
  constraint refresh_tokens_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX refresh_tokens_login ON public.refresh_tokens USING btree (login_id);
alter table refresh_tokens enable row level security;
alter table refresh_tokens force row level security;
create policy every_organization on refresh_tokens to <system> using (true) with check (true);
create policy own_organization on refresh_tokens to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on refresh_tokens to <app>;
grant delete, insert, select, update on refresh_tokens to <system>;

create table reserved_sends (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid not null,
  at timestamp with time zone not null default clock_timestamp(),
  constraint reserved_sends_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint reserved_sends_pkey PRIMARY KEY (id)
);
CREATE INDEX reserved_sends_old ON public.reserved_sends USING btree (at);
CREATE INDEX reserved_sends_window ON public.reserved_sends USING btree (client_id, at);
alter table reserved_sends enable row level security;
alter table reserved_sends force row level security;
create policy every_organization on reserved_sends to <system> using (true) with check (true);
create policy own_clients on reserved_sends as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on reserved_sends to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on reserved_sends to <app>;
grant delete, insert, select, update on reserved_sends to <system>;

create table role_permissions (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  role text not null,
  permission text not null,
  granted boolean not null,
  constraint role_permissions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint role_permissions_pkey PRIMARY KEY (organization_id, role, permission),
  constraint role_permissions_role_check CHECK ((role = ANY (ARRAY['manager'::text, 'agent'::text, 'viewer'::text])))
);
alter table role_permissions enable row level security;
alter table role_permissions force row level security;
create policy every_organization on role_permissions to <system> using (true) with check (true);
create policy own_organization on role_permissions to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on role_permissions to <app>;
grant delete, insert, select, update on role_permissions to <system>;

create table segments (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  name text not null,
  filter jsonb not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint segments_filter_check CHECK ((jsonb_typeof(filter) = 'object'::text)),
  constraint segments_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint segments_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint segments_organization_id_id_key UNIQUE (organization_id, id),
  constraint segments_organization_id_name_key UNIQUE (organization_id, name),
  constraint segments_pkey PRIMARY KEY (id)
);
alter table segments enable row level security;
alter table segments force row level security;
create policy every_organization on segments to <system> using (true) with check (true);
create policy own_organization on segments to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on segments to <app>;
grant delete, insert, select, update on segments to <system>;

create table signing_keys (
  id text not null,
  sealed text not null,
  created_at timestamp with time zone not null default now(),
  retired_at timestamp with time zone,
  constraint signing_keys_pkey PRIMARY KEY (id)
);
alter table signing_keys enable row level security;
alter table signing_keys force row level security;
create policy system_only on signing_keys to <system> using (true) with check (true);
grant delete, insert, select, update on signing_keys to <system>;

create table user_clients (
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  user_id uuid not null,
  client_id uuid not null,
  constraint user_clients_organization_id_client_id_fkey FOREIGN KEY (organization_id, client_id) REFERENCES clients(organization_id, id) ON DELETE CASCADE,
  constraint user_clients_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES users(organization_id, id) ON DELETE CASCADE,
  constraint user_clients_pkey PRIMARY KEY (user_id, client_id)
);
CREATE INDEX user_clients_client ON public.user_clients USING btree (client_id);
alter table user_clients enable row level security;
alter table user_clients force row level security;
create policy every_organization on user_clients to <system> using (true) with check (true);
create policy own_clients on user_clients as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on user_clients to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on user_clients to <app>;
grant delete, insert, select, update on user_clients to <system>;

create table users (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  name text not null,
  email text not null,
  role text not null,
  is_owner boolean not null default false,
  password_hash text,
  totp_secret text,
  totp_confirmed_at timestamp with time zone,
  totp_last_step bigint,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  constraint users_check CHECK (((NOT is_owner) OR ((role = 'admin'::text) AND (deleted_at IS NULL)))),
  constraint users_email_check CHECK (((email = lower(email)) AND (length(email) <= 320))),
  constraint users_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint users_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint users_organization_id_id_key UNIQUE (organization_id, id),
  constraint users_pkey PRIMARY KEY (id),
  constraint users_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'manager'::text, 'agent'::text, 'viewer'::text])))
);
CREATE UNIQUE INDEX users_email ON public.users USING btree (email) WHERE (deleted_at IS NULL);
CREATE INDEX users_organization ON public.users USING btree (organization_id, id);
CREATE UNIQUE INDEX users_owner ON public.users USING btree (organization_id) WHERE is_owner;
alter table users enable row level security;
alter table users force row level security;
create policy every_organization on users to <system> using (true) with check (true);
create policy own_organization on users to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on users to <system>;
grant insert, select, update on users to <app>;

create table webhook_attempts (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  webhook_id uuid not null,
  delivery_id uuid not null,
  number integer not null,
  at timestamp with time zone not null,
  duration_ms integer not null,
  url text not null,
  request_headers json not null,
  status smallint,
  error text,
  response_headers json,
  response_body text,
  response_truncated boolean,
  constraint webhook_attempts_error_check CHECK ((error = ANY (ARRAY['invalid_url'::text, 'scheme_not_allowed'::text, 'port_not_allowed'::text, 'credentials_in_url'::text, 'private_address'::text, 'dns_lookup_failed'::text, 'connection_refused'::text, 'connection_reset'::text, 'connection_timeout'::text, 'tls_error'::text, 'timeout'::text, 'too_large'::text, 'redirect'::text, 'unreachable'::text, 'bad_status'::text, 'interrupted'::text, 'disabled'::text]))),
  constraint webhook_attempts_organization_id_delivery_id_fkey FOREIGN KEY (organization_id, delivery_id) REFERENCES webhook_deliveries(organization_id, id) ON DELETE CASCADE,
  constraint webhook_attempts_pkey PRIMARY KEY (id)
);
CREATE INDEX webhook_attempts_of ON public.webhook_attempts USING btree (delivery_id, number);
CREATE INDEX webhook_attempts_stats ON public.webhook_attempts USING btree (webhook_id, at);
alter table webhook_attempts enable row level security;
alter table webhook_attempts force row level security;
create policy every_organization on webhook_attempts to <system> using (true) with check (true);
create policy own_organization on webhook_attempts to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on webhook_attempts to <app>;
grant delete, insert, select, update on webhook_attempts to <system>;

create table webhook_deliveries (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  webhook_id uuid not null,
  event_id uuid not null,
  "position" bigint not null,
  order_key text collate "C",
  status text not null default 'pending'::text,
  due_at timestamp with time zone default now(),
  locked_until timestamp with time zone,
  locked_by uuid,
  attempts integer not null default 0,
  tries integer not null default 0,
  response_status smallint,
  error text,
  created_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  constraint webhook_deliveries_check CHECK (((status = 'pending'::text) = (due_at IS NOT NULL))),
  constraint webhook_deliveries_error_check CHECK ((error = ANY (ARRAY['invalid_url'::text, 'scheme_not_allowed'::text, 'port_not_allowed'::text, 'credentials_in_url'::text, 'private_address'::text, 'dns_lookup_failed'::text, 'connection_refused'::text, 'connection_reset'::text, 'connection_timeout'::text, 'tls_error'::text, 'timeout'::text, 'too_large'::text, 'redirect'::text, 'unreachable'::text, 'bad_status'::text, 'interrupted'::text, 'disabled'::text]))),
  constraint webhook_deliveries_event_id_webhook_id_key UNIQUE (event_id, webhook_id),
  constraint webhook_deliveries_organization_id_event_id_fkey FOREIGN KEY (organization_id, event_id) REFERENCES webhook_payloads(organization_id, event_id) ON DELETE CASCADE,
  constraint webhook_deliveries_organization_id_id_key UNIQUE (organization_id, id),
  constraint webhook_deliveries_organization_id_webhook_id_fkey FOREIGN KEY (organization_id, webhook_id) REFERENCES webhooks(organization_id, id) ON DELETE CASCADE,
  constraint webhook_deliveries_pkey PRIMARY KEY (id),
  constraint webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text, 'skipped'::text])))
) with (fillfactor=80);
CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (webhook_id, due_at, "position") WHERE (due_at IS NOT NULL);
CREATE INDEX webhook_deliveries_in_flight ON public.webhook_deliveries USING btree (webhook_id, locked_until) WHERE (locked_until IS NOT NULL);
CREATE INDEX webhook_deliveries_list ON public.webhook_deliveries USING btree (webhook_id, event_id DESC);
CREATE INDEX webhook_deliveries_order ON public.webhook_deliveries USING btree (webhook_id, order_key, "position") WHERE ((due_at IS NOT NULL) AND (order_key IS NOT NULL));
alter table webhook_deliveries enable row level security;
alter table webhook_deliveries force row level security;
create policy every_organization on webhook_deliveries to <system> using (true) with check (true);
create policy own_organization on webhook_deliveries to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on webhook_deliveries to <app>;
grant delete, insert, select, update on webhook_deliveries to <system>;

create table webhook_payloads (
  event_id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  client_id uuid,
  type text not null,
  "position" bigint not null,
  body text not null,
  happened_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  constraint webhook_payloads_organization_id_event_id_key UNIQUE (organization_id, event_id),
  constraint webhook_payloads_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint webhook_payloads_pkey PRIMARY KEY (event_id)
);
CREATE INDEX webhook_payloads_created_at ON public.webhook_payloads USING btree (created_at);
alter table webhook_payloads enable row level security;
alter table webhook_payloads force row level security;
create policy every_organization on webhook_payloads to <system> using (true) with check (true);
create policy own_clients on webhook_payloads as restrictive to <app> using (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[])))) with check (((client_id IS NULL) OR (( SELECT COALESCE(current_setting('app.client_ids'::text, true), ''::text) AS "coalesce") = ''::text) OR (client_id = ANY ((( SELECT NULLIF(current_setting('app.client_ids'::text, true), ''::text) AS "nullif"))::uuid[]))));
create policy own_organization on webhook_payloads to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on webhook_payloads to <app>;
grant delete, insert, select, update on webhook_payloads to <system>;

create table webhooks (
  id uuid not null,
  organization_id uuid not null default (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid,
  url text not null,
  description text,
  events text[] not null,
  client_ids uuid[],
  headers text,
  header_names text[] not null default '{}'::text[],
  retry_policy text not null default 'default'::text,
  retry_delays integer[],
  ordered boolean not null default false,
  max_in_flight smallint not null default 10,
  secret text not null,
  previous_secret text,
  previous_until timestamp with time zone,
  state text not null default 'active'::text,
  disabled_reason text,
  disabled_at timestamp with time zone,
  failing_since timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint webhooks_check CHECK (((retry_policy = 'custom'::text) = (retry_delays IS NOT NULL))),
  constraint webhooks_check1 CHECK ((((state = 'disabled'::text) = (disabled_at IS NOT NULL)) AND ((state = 'disabled'::text) = (disabled_reason IS NOT NULL)))),
  constraint webhooks_client_ids_check CHECK (((cardinality(client_ids) >= 1) AND (cardinality(client_ids) <= 1000))),
  constraint webhooks_description_check CHECK ((length(description) <= 500)),
  constraint webhooks_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['by_person'::text, 'failing'::text, 'gone'::text]))),
  constraint webhooks_events_check CHECK ((cardinality(events) <= 100)),
  constraint webhooks_max_in_flight_check CHECK (((max_in_flight >= 1) AND (max_in_flight <= 100))),
  constraint webhooks_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(organization_id) ON DELETE CASCADE,
  constraint webhooks_organization_id_id_key UNIQUE (organization_id, id),
  constraint webhooks_pkey PRIMARY KEY (id),
  constraint webhooks_retry_delays_check CHECK ((cardinality(retry_delays) <= 20)),
  constraint webhooks_retry_policy_check CHECK ((retry_policy = ANY (ARRAY['default'::text, 'standard'::text, 'custom'::text]))),
  constraint webhooks_state_check CHECK ((state = ANY (ARRAY['active'::text, 'disabled'::text]))),
  constraint webhooks_url_check CHECK ((length(url) <= 2048))
);
alter table webhooks enable row level security;
alter table webhooks force row level security;
create policy every_organization on webhooks to <system> using (true) with check (true);
create policy own_organization on webhooks to <app> using ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif"))) with check ((organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS "nullif")));
grant delete, insert, select, update on webhooks to <app>;
grant delete, insert, select, update on webhooks to <system>;

CREATE OR REPLACE FUNCTION public.client_table(target regclass, client_column text DEFAULT 'client_id'::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  app_role constant text := current_setting('waxwing.app_role');
  allowed constant text := format(
    '%1$I is null or (select coalesce(current_setting(''app.client_ids'', true), '''')) = ''''
     or %1$I = any ((select nullif(current_setting(''app.client_ids'', true), ''''))::uuid[])', client_column);
begin
  execute format('create policy own_clients on %s as restrictive to %I using (%s) with check (%s)', target, app_role, allowed, allowed);
end $function$;

CREATE OR REPLACE FUNCTION public.definer_function(target regprocedure)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  app_role constant text := current_setting('waxwing.app_role');
  system_role constant text := current_setting('waxwing.system_role');
begin
  execute format('grant create on schema public to %I', system_role);
  execute format('alter function %s owner to %I', target, system_role);
  execute format('revoke create on schema public from %I', system_role);
  execute format('revoke execute on function %s from public', target);
  execute format('grant execute on function %s to %I, %I', target, app_role, system_role);
end $function$;

CREATE OR REPLACE FUNCTION public.drop_event_partitions(older_than timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  name text;
begin
  perform pg_advisory_xact_lock(hashtextextended('event partitions', 0));
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.events'::regclass and c.relname ~ '^events_\d{4}_\d{2}$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= least(older_than, now() - interval '1 day')
  loop
    execute format('drop table public.%I', name);
  end loop;
end $function$;
grant execute on function drop_event_partitions(timestamp with time zone) to <system>;

CREATE OR REPLACE FUNCTION public.enqueue_job(task text, payload jsonb, job_key text, run_at timestamp with time zone, max_attempts integer)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  organization constant text := nullif(current_setting('app.organization_id', true), '');
begin
  if organization is null and session_user <> current_user then
    raise exception 'a job of the application role needs an organisation' using errcode = '42501';
  end if;
  if jsonb_typeof(payload) is distinct from 'object' then
    raise exception 'the payload of a job is an object of ids' using errcode = '22023';
  end if;
  perform graphile_worker.add_job(
    task,
    (payload || jsonb_build_object('organizationId', organization))::json,
    run_at => enqueue_job.run_at,
    max_attempts => enqueue_job.max_attempts,
    job_key => coalesce(organization, 'system') || ':' || enqueue_job.job_key
  );
end $function$;
alter function enqueue_job(text,jsonb,text,timestamp with time zone,integer) owner to <system>;
grant execute on function enqueue_job(text,jsonb,text,timestamp with time zone,integer) to <app>;

CREATE OR REPLACE FUNCTION public.finish_job(job_id bigint, worker text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  delete from graphile_worker._private_jobs
  where id = job_id and locked_by = worker and payload->>'organizationId' = nullif(current_setting('app.organization_id', true), '');
  return found;
end $function$;
alter function finish_job(bigint,text) owner to <system>;
grant execute on function finish_job(bigint,text) to <app>;

CREATE OR REPLACE FUNCTION public.first_id_of(moment timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog'
AS $function$
  select rpad(lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$function$;
grant execute on function first_id_of(timestamp with time zone) to public;

CREATE OR REPLACE FUNCTION public.make_event_partitions(months_ahead integer)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  this_month constant timestamptz := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC';
  first_moment timestamptz;
  first_id uuid;
  end_id uuid;
  name text;
begin
  -- One at a time, also across nodes.
  perform pg_advisory_xact_lock(hashtextextended('event partitions', 0));
  for month in 0 .. least(months_ahead, 12) loop
    first_moment := ((this_month at time zone 'UTC') + make_interval(months => month)) at time zone 'UTC';
    name := 'events_' || to_char(first_moment at time zone 'UTC', 'YYYY_MM');
    continue when to_regclass('public.' || name) is not null;
    first_id := public.first_id_of(first_moment);
    end_id := public.first_id_of(((first_moment at time zone 'UTC') + interval '1 month') at time zone 'UTC');
    execute format('create table public.%I (like public.events including defaults including constraints)', name);
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    execute format(
      'with moved as (delete from public.events_default where id >= %L and id < %L returning *) insert into public.%I select * from moved',
      first_id, end_id, name);
    execute format('alter table public.events attach partition public.%I for values from (%L) to (%L)', name, first_id, end_id);
  end loop;
end $function$;
grant execute on function make_event_partitions(integer) to <system>;

CREATE OR REPLACE FUNCTION public.search_contacts(words tsquery, before bigint, most integer)
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  -- Put together at each call, so that it is planned for these words: rare ones by their index, frequent ones by walking the list.
  return query execute
    'select number from public.contacts where organization_id = $1 and search @@ $2 and ($3 is null or number < $3) order by number desc limit $4'
    using nullif(current_setting('app.organization_id', true), '')::uuid, words, before, most;
end $function$;
alter function search_contacts(tsquery,bigint,integer) owner to <system>;
grant execute on function search_contacts(tsquery,bigint,integer) to <app>;

CREATE OR REPLACE FUNCTION public.search_messages(query text, conversation uuid, before uuid, most integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select message_id from public.message_words
  where words @@ to_tsquery('simple', query)
    and organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)
    and ((select coalesce(current_setting('app.client_ids', true), '')) = ''
      or client_id = any ((select nullif(current_setting('app.client_ids', true), ''))::uuid[]))
    and (conversation is null or conversation_id = conversation)
    and (before is null or message_id < before)
  order by message_id desc limit most
$function$;
alter function search_messages(text,uuid,uuid,integer) owner to <system>;
grant execute on function search_messages(text,uuid,uuid,integer) to <app>;

CREATE OR REPLACE FUNCTION public.system_table(target regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  system_role constant text := current_setting('waxwing.system_role');
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy system_only on %s to %I using (true) with check (true)', target, system_role);
  execute format('grant select, insert, update, delete on %s to %I', target, system_role);
end $function$;

CREATE OR REPLACE FUNCTION public.tenant_table(target regclass, privileges text DEFAULT 'select, insert, update, delete'::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  app_role constant text := current_setting('waxwing.app_role');
  system_role constant text := current_setting('waxwing.system_role');
  own constant text := 'organization_id = (select nullif(current_setting(''app.organization_id'', true), '''')::uuid)';
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('alter table %s alter column organization_id set default nullif(current_setting(''app.organization_id'', true), '''')::uuid', target);
  execute format('create policy own_organization on %s to %I using (%s) with check (%s)', target, app_role, own, own);
  execute format('create policy every_organization on %s to %I using (true) with check (true)', target, system_role);
  execute format('grant %s on %s to %I', privileges, target, app_role);
  execute format('grant select, insert, update, delete on %s to %I', target, system_role);
end $function$;

grant usage on schema public to <app>;
grant usage on schema public to <system>;
grant usage on schema public to public;
