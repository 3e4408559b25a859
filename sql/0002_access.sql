-- Who there is and what they may do.

create table organizations (
  organization_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  timezone text not null default 'UTC',
  plan text not null check (plan in ('free', 'pro', 'enterprise')),
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- The plan is the operator's word: the application role cannot write it.
select tenant_table('organizations', 'select, update (name, timezone, settings, updated_at)');

-- Deleting an organisation deletes its key, and with it the meaning of everything it had sealed, backups included.
alter table data_keys add foreign key (organization_id) references organizations on delete cascade;

create table users (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  name text not null check (length(name) between 1 and 200),
  email text not null check (email = lower(email) and length(email) <= 320),
  role text not null check (role in ('admin', 'manager', 'agent', 'viewer')),
  is_owner boolean not null default false,
  password_hash text,
  totp_secret text,
  totp_confirmed_at timestamptz,
  totp_last_step bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (organization_id, id),
  check (not is_owner or (role = 'admin' and deleted_at is null))
);
-- A person signs in with nothing but the address, so it is unique over all organisations while its user exists.
create unique index users_email on users (email) where deleted_at is null;
create unique index users_owner on users (organization_id) where is_owner;
create index users_organization on users (organization_id, id);
select tenant_table('users', 'select, insert, update');

create table recovery_codes (
  organization_id uuid not null,
  user_id uuid not null,
  code_hash text not null,
  used_at timestamptz,
  primary key (user_id, code_hash),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);
select tenant_table('recovery_codes');

-- What an organisation changed in the default matrix: a role's permission given or taken.
create table role_permissions (
  organization_id uuid not null references organizations on delete cascade,
  role text not null check (role in ('manager', 'agent', 'viewer')),
  permission text not null,
  granted boolean not null,
  primary key (organization_id, role, permission)
);
select tenant_table('role_permissions');

-- One row for each sign-in; deleting or ending it puts its tokens out at once.
create table logins (
  id uuid primary key,
  organization_id uuid not null,
  user_id uuid not null,
  address text not null,
  user_agent text not null default '',
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  ended_at timestamptz,
  end_reason text check (end_reason in ('logout', 'password_changed', 'password_reset', 'user_deleted', 'token_reused', 'totp_removed', 'revoked', 'expired')),
  unique (organization_id, id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);
create index logins_user on logins (user_id) where ended_at is null;
select tenant_table('logins', 'select, insert, update');

create table refresh_tokens (
  token_hash bytea primary key,
  organization_id uuid not null,
  login_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  rotated_at timestamptz,
  -- The successor, sealed: a browser whose answer was lost gets the same one again within seconds.
  successor text,
  foreign key (organization_id, login_id) references logins (organization_id, id) on delete cascade
);
create index refresh_tokens_login on refresh_tokens (login_id);
select tenant_table('refresh_tokens');

create table api_keys (
  id uuid primary key,
  organization_id uuid not null,
  key_id text not null unique,
  name text not null check (length(name) between 1 and 200),
  secret_hash text not null,
  -- The checksum that the whole key ends with: a guess whose own differs is refused before bcrypt.
  checksum text not null default '',
  previous_secret_hash text,
  previous_checksum text,
  previous_until timestamptz,
  scopes text[],
  addresses cidr[],
  client_ids uuid[],
  created_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  last_address text,
  unique (organization_id, id),
  foreign key (organization_id, created_by) references users (organization_id, id) on delete cascade
);
create index api_keys_list on api_keys (organization_id, id);
select tenant_table('api_keys', 'select, insert, update');

create table api_key_usage (
  organization_id uuid not null,
  api_key_id uuid not null,
  hour timestamptz not null,
  requests integer not null default 0,
  failures integer not null default 0,
  primary key (api_key_id, hour),
  foreign key (organization_id, api_key_id) references api_keys (organization_id, id) on delete cascade
);
create index api_key_usage_hour on api_key_usage (hour);
select tenant_table('api_key_usage', 'select');

create table invitations (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  email text not null check (email = lower(email) and length(email) <= 320),
  name text,
  role text not null check (role in ('admin', 'manager', 'agent', 'viewer')),
  token_hash bytea not null unique,
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  foreign key (organization_id, invited_by) references users (organization_id, id) on delete cascade
);
create index invitations_organization on invitations (organization_id, id);
-- One open invitation for each address; one that has expired is closed before the next.
create unique index invitations_open on invitations (organization_id, email) where accepted_at is null and revoked_at is null;
create index invitations_invited_by on invitations (organization_id, invited_by) where accepted_at is null and revoked_at is null;
select tenant_table('invitations', 'select, insert, update');

-- A link is used up by its row's end.
create table password_resets (
  token_hash bytea primary key,
  organization_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);
create index password_resets_user on password_resets (user_id);
select tenant_table('password_resets', 'select, insert, delete');

-- Mails that wait for their sending, sealed, since they hold addresses and links; a job names one by its id.
create table outgoing_mails (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  sealed text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index outgoing_mails_expires_at on outgoing_mails (organization_id, expires_at);
select tenant_table('outgoing_mails', 'select, insert, delete');

-- The keys that sign access tokens, wrapped by the master key, so that every node has them.
create table signing_keys (
  id text primary key,
  sealed text not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);
select system_table('signing_keys');

-- What a person or a program did. The application role may add and read, never change or remove.
create table audit_logs (
  id uuid primary key,
  organization_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  actor_type text not null check (actor_type in ('user', 'api_key', 'system')),
  actor_id uuid,
  actor_name text not null,
  login_id uuid,
  action text not null,
  target_type text not null,
  target_id text,
  changes jsonb not null default '{}',
  address text not null default '',
  request_id text not null default '',
  -- Lets the sealer find what no seal covers yet, behind the oldest running transaction.
  xid xid8 not null default pg_current_xact_id(),
  -- The login that wrote the row; one that is not the server's was not written by the server.
  written_by text not null default session_user,
  sealed_by bigint
);
create index audit_logs_list on audit_logs (organization_id, id);
create index audit_logs_unsealed on audit_logs (xid) where sealed_by is null;
create index audit_logs_sealed_by on audit_logs (sealed_by);
select tenant_table('audit_logs', 'select, insert (id, organization_id, actor_type, actor_id, actor_name, login_id, action, target_type, target_id, changes, address, request_id)');

-- Each seal is an HMAC over the one before it and over the rows it covers.
create table audit_seals (
  number bigint primary key,
  sealed_at timestamptz not null,
  rows integer not null,
  -- Id and hash of each row, 48 bytes, so that a changed or removed one can be named; null once they were removed by age.
  entries bytea,
  entries_sha256 bytea not null,
  -- Every row of an earlier transaction is sealed. Numbers of transactions mean nothing in another cluster.
  horizon xid8 not null,
  cluster text not null,
  master_key_id text not null,
  digest bytea not null,
  mac bytea not null,
  -- On the oldest seal, when those before it were removed by age: here the chain begins.
  base_key_id text,
  base_mac bytea,
  check ((base_key_id is null) = (base_mac is null))
);
select system_table('audit_seals');

-- What was counted against a limit when several nodes count together. Losing it in a crash costs nothing but a fresh start of the counts.
create unlogged table rate_limits (
  key text primary key,
  points integer not null default 0,
  -- Milliseconds since 1970, as the library that counts the strict limits wants it.
  expire bigint
);
create index rate_limits_expire on rate_limits (expire);
select system_table('rate_limits');
