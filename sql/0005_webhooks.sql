-- Months of events, and customers' endpoints with what is on its way to them.

-- The smallest id (version 7) of a moment.
create function first_id_of(moment timestamptz) returns uuid
language sql immutable set search_path = pg_catalog as $$
  select rpad(lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;

-- Makes the partitions of this month and the next ones that do not exist yet. The roles of the server own nothing, so this runs as
-- the role that migrated; a partition is reached through its parent only, since nobody is granted anything on it.
create function make_event_partitions(months_ahead integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- Drops the partitions that hold nothing younger than this moment.
create function drop_event_partitions(older_than timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

do $$
begin
  execute format('revoke execute on function make_event_partitions(integer), drop_event_partitions(timestamptz) from public');
  execute format('grant execute on function make_event_partitions(integer), drop_event_partitions(timestamptz) to %I',
    current_setting('waxwing.system_role'));
end $$;

create table webhooks (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  url text not null check (length(url) <= 2048),
  description text check (length(description) <= 500),
  -- Exact types, `message.*`, `*`.
  events text[] not null check (cardinality(events) <= 100),
  -- Null: all clients of the organisation, and what belongs to none.
  client_ids uuid[] check (cardinality(client_ids) between 1 and 1000),
  -- Customers put credentials there: the values are sealed, the names are not.
  headers text,
  header_names text[] not null default '{}',
  retry_policy text not null default 'default' check (retry_policy in ('default', 'standard', 'custom')),
  retry_delays integer[] check (cardinality(retry_delays) <= 20),
  ordered boolean not null default false,
  max_in_flight smallint not null default 10 check (max_in_flight between 1 and 100),
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  state text not null default 'active' check (state in ('active', 'disabled')),
  disabled_reason text check (disabled_reason in ('by_person', 'failing', 'gone')),
  disabled_at timestamptz,
  -- Since when nothing has arrived; null when the last attempt was a success.
  failing_since timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((retry_policy = 'custom') = (retry_delays is not null)),
  check ((state = 'disabled') = (disabled_at is not null) and (state = 'disabled') = (disabled_reason is not null)),
  unique (organization_id, id)
);
select tenant_table('webhooks');

-- The bytes that are sent for an event, the same to every endpoint and at each try.
create table webhook_payloads (
  event_id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  client_id uuid,
  type text not null,
  position bigint not null,
  body text not null,
  happened_at timestamptz not null,
  created_at timestamptz not null default now(),
  unique (organization_id, event_id)
);
create index webhook_payloads_created_at on webhook_payloads (created_at);
select tenant_table('webhook_payloads');
select client_table('webhook_payloads');

-- One event on its way to one endpoint; the row is the queue's entry.
create table webhook_deliveries (
  id uuid primary key,
  organization_id uuid not null,
  webhook_id uuid not null,
  event_id uuid not null,
  position bigint not null,
  -- For an endpoint that wants order: what it must keep its order with.
  order_key text collate "C",
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed', 'skipped')),
  due_at timestamptz default now(),
  locked_until timestamptz,
  locked_by uuid,
  -- Grows with each claim, so that one who was too slow changes nothing.
  attempts integer not null default 0,
  -- Attempts since it was last asked for: what its retries are counted by.
  tries integer not null default 0,
  response_status smallint,
  error text check (error in ('invalid_url', 'scheme_not_allowed', 'port_not_allowed', 'credentials_in_url', 'private_address', 'dns_lookup_failed',
    'connection_refused', 'connection_reset', 'connection_timeout', 'tls_error', 'timeout', 'too_large', 'redirect', 'unreachable',
    'bad_status', 'interrupted', 'disabled')),
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  check ((status = 'pending') = (due_at is not null)),
  unique (event_id, webhook_id),
  unique (organization_id, id),
  foreign key (organization_id, webhook_id) references webhooks (organization_id, id) on delete cascade,
  foreign key (organization_id, event_id) references webhook_payloads (organization_id, event_id) on delete cascade
) with (fillfactor = 80);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, due_at, position) where due_at is not null;
create index webhook_deliveries_order on webhook_deliveries (webhook_id, order_key, position) where due_at is not null and order_key is not null;
create index webhook_deliveries_in_flight on webhook_deliveries (webhook_id, locked_until) where locked_until is not null;
create index webhook_deliveries_list on webhook_deliveries (webhook_id, event_id desc);
select tenant_table('webhook_deliveries');

create table webhook_attempts (
  id uuid primary key,
  organization_id uuid not null,
  webhook_id uuid not null,
  delivery_id uuid not null,
  number integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  url text not null,
  request_headers json not null,
  status smallint,
  error text check (error in ('invalid_url', 'scheme_not_allowed', 'port_not_allowed', 'credentials_in_url', 'private_address', 'dns_lookup_failed',
    'connection_refused', 'connection_reset', 'connection_timeout', 'tls_error', 'timeout', 'too_large', 'redirect', 'unreachable',
    'bad_status', 'interrupted', 'disabled')),
  response_headers json,
  response_body text,
  response_truncated boolean,
  foreign key (organization_id, delivery_id) references webhook_deliveries (organization_id, id) on delete cascade
);
create index webhook_attempts_of on webhook_attempts (delivery_id, number);
create index webhook_attempts_stats on webhook_attempts (webhook_id, at);
select tenant_table('webhook_attempts');
