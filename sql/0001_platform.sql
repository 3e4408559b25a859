-- What every later migration stands on: how a table is kept apart by organisation, and the platform's own tables.
-- The names of the two login roles come from the session (waxwing.app_role, waxwing.system_role), set by the migration runner.

-- Makes a table with an organization_id safe: row security on and forced, policies for the two roles, then the grants.
create function tenant_table(target regclass, privileges text default 'select, insert, update, delete') returns void
language plpgsql set search_path = pg_catalog, public as $$
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
end $$;

-- Makes a table that belongs to no organisation safe: only the system role may touch it.
create function system_table(target regclass) returns void
language plpgsql set search_path = pg_catalog, public as $$
declare
  system_role constant text := current_setting('waxwing.system_role');
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy system_only on %s to %I using (true) with check (true)', target, system_role);
  execute format('grant select, insert, update, delete on %s to %I', target, system_role);
end $$;

-- Lets the application role call a function that runs as the system role. Such a function must name its organisation itself.
create function definer_function(target regprocedure) returns void
language plpgsql set search_path = pg_catalog, public as $$
declare
  app_role constant text := current_setting('waxwing.app_role');
  system_role constant text := current_setting('waxwing.system_role');
begin
  execute format('grant create on schema public to %I', system_role);
  execute format('alter function %s owner to %I', target, system_role);
  execute format('revoke create on schema public from %I', system_role);
  execute format('revoke execute on function %s from public', target);
  execute format('grant execute on function %s to %I, %I', target, app_role, system_role);
end $$;

revoke execute on function tenant_table(regclass, text) from public;
revoke execute on function system_table(regclass) from public;
revoke execute on function definer_function(regprocedure) from public;

create table nodes (
  id uuid primary key,
  url text not null,
  role text not null check (role in ('all', 'web', 'worker')),
  version text not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  -- Whether it has memory for one more session that needs a browser.
  has_room boolean not null default true
);
select system_table('nodes');

-- The first answer to each Idempotency-Key; written in the same transaction as what it created.
create table idempotent_answers (
  organization_id uuid not null,
  credential_id uuid not null,
  route text not null,
  key text not null check (length(key) between 1 and 255),
  body_mac bytea not null,
  status smallint,
  headers jsonb,
  body text,
  sealed boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (organization_id, credential_id, route, key)
);
create index idempotent_answers_created_at on idempotent_answers (created_at);
select tenant_table('idempotent_answers');

-- One key per organisation (null: the server itself), under which its secrets are sealed. The key is wrapped by a master
-- key, or `wrapped` names the place in an outside vault where the wrapped key lies.
create table data_keys (
  id uuid primary key,
  organization_id uuid,
  wrapped text not null,
  master_key_id text not null,
  created_at timestamptz not null default now(),
  constraint data_keys_one_each unique nulls not distinct (organization_id)
);
select tenant_table('data_keys', 'select, insert');

-- Queues a job in the caller's transaction. The organisation is stamped here, and its keys are kept apart, so that no caller can
-- name another one. Only the system role may queue a job that belongs to nobody.
create function enqueue_job(task text, payload jsonb, job_key text, run_at timestamptz, max_attempts integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;
select definer_function('enqueue_job(text, jsonb, text, timestamptz, integer)');

-- Ends a job in the transaction of its work, so that both are kept or neither. False when the job is another worker's by now.
create function finish_job(job_id bigint, worker text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from graphile_worker._private_jobs
  where id = job_id and locked_by = worker and payload->>'organizationId' = nullif(current_setting('app.organization_id', true), '');
  return found;
end $$;
select definer_function('finish_job(bigint, text)');
