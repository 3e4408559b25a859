-- The linked numbers, what happened with them, and what their channels keep.

-- For a table with a client_id: who may use some clients only sees and writes nothing of the others.
create function client_table(target regclass, client_column text default 'client_id') returns void
language plpgsql set search_path = pg_catalog, public as $$
declare
  app_role constant text := current_setting('waxwing.app_role');
  allowed constant text := format(
    '%1$I is null or (select coalesce(current_setting(''app.client_ids'', true), '''')) = ''''
     or %1$I = any ((select nullif(current_setting(''app.client_ids'', true), ''''))::uuid[])', client_column);
begin
  execute format('create policy own_clients on %s as restrictive to %I using (%s) with check (%s)', target, app_role, allowed, allowed);
end $$;
revoke execute on function client_table(regclass, text) from public;

-- One partition for each month, by the time inside the id; see 0005 for how they come and go.
create table events (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  client_id uuid,
  type text not null check (type ~ '^[a-z_]+(\.[a-z_]+)+$'),
  order_key text,
  -- json, not jsonb: texts of messages may hold NUL.
  data json not null,
  created_at timestamptz not null default clock_timestamp(),
  -- In the order of writing. A transaction that takes a smaller one may commit later: see listFresh.
  position bigint generated always as identity,
  -- Who wrote it, and whose work was finished by then: with these two no reader skips what was committed out of order.
  xid xid8 not null default pg_current_xact_id(),
  seen pg_snapshot not null default pg_current_snapshot()
) partition by range (id);
-- For what lies in no month's partition: a server whose clock is far off. Usually empty.
create table events_default partition of events default;
alter table events_default enable row level security;
alter table events_default force row level security;
create index events_list on events (organization_id, id);
create index events_fresh on events (organization_id, xid);
-- The one change an event allows is taking a person's data out of it.
select tenant_table('events', 'select, insert, update (data)');
select client_table('events');

create table clients (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  name text not null check (length(name) between 1 and 200),
  channel text not null check (channel in ('web', 'cloud', 'sandbox')),
  settings jsonb not null default '{}',
  desired_state text not null default 'stopped' check (desired_state in ('running', 'stopped')),
  -- What is to happen besides: the link is given up, and with delete the client too.
  unlink text check (unlink in ('logout', 'delete')),
  state text not null default 'stopped'
    check (state in ('stopped', 'starting', 'awaiting_scan', 'awaiting_passkey', 'connecting', 'ready', 'disconnected', 'paused', 'failed')),
  reason text,
  state_since timestamptz not null default now(),
  -- When the state has lasted too long and the supervisor steps in.
  state_deadline timestamptz,
  paused_reason text,
  phone_number text,
  qr text,
  qr_expires_at timestamptz,
  -- Who runs it. The fence grows with each lease, so that a node that lost one is recognised whatever it believes.
  -- A lease holds as long as its node's heartbeat (nodes.heartbeat_at) is fresh, so a thousand clients cost one write.
  fence bigint not null default 0,
  lease_node uuid,
  -- The fence whose session is to be started anew.
  restart_fence bigint,
  restarts integer not null default 0,
  next_start_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, id)
);
create index clients_list on clients (organization_id, id);
-- All that may need a node to do something: see claimClients.
create index clients_due on clients (channel, next_start_at)
  where desired_state = 'running' or unlink is not null or state not in ('stopped', 'failed');
create index clients_lease on clients (lease_node) where lease_node is not null;
select tenant_table('clients');
select client_table('clients', 'id');

create table client_states (
  id uuid primary key,
  organization_id uuid not null,
  client_id uuid not null,
  state text not null,
  reason text,
  at timestamptz not null default clock_timestamp(),
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
create index client_states_list on client_states (client_id, at);
select tenant_table('client_states');
select client_table('client_states');

-- Which clients a member may use; managers and admins need no entry.
create table user_clients (
  organization_id uuid not null,
  user_id uuid not null,
  client_id uuid not null,
  primary key (user_id, client_id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade,
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
create index user_clients_client on user_clients (client_id);
select tenant_table('user_clients');
select client_table('user_clients');

-- What a channel keeps for a client, so that it can go on after a restart or on another node.
create table channel_store (
  organization_id uuid not null,
  client_id uuid not null,
  key text collate "C" not null check (length(key) <= 1000),
  value json not null,
  primary key (client_id, key),
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
select tenant_table('channel_store');
select client_table('channel_store');

-- Whatever a channel reported, before anything is made of it.
create table inbound_events (
  id uuid primary key,
  organization_id uuid not null,
  client_id uuid not null,
  type text not null,
  -- The same for an event that is heard twice; null for what counts each time.
  event_key text,
  chat_id text,
  event json not null,
  state text not null default 'queued' check (state in ('queued', 'done', 'parked')),
  attempts integer not null default 0,
  error text,
  -- Not before then; the row lock of the transaction that works it off is all the lease it needs.
  try_at timestamptz not null default now(),
  received_at timestamptz not null default clock_timestamp(),
  unique (client_id, event_key),
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
create index inbound_events_queued on inbound_events (client_id, (coalesce(chat_id, '')), id) where state = 'queued';
create index inbound_events_heard on inbound_events (client_id, received_at);
create index inbound_events_done on inbound_events (received_at) where state = 'done';
create index inbound_events_parked on inbound_events (organization_id, id) where state = 'parked';
select tenant_table('inbound_events');
select client_table('inbound_events');
