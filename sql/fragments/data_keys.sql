-- One key per organisation (null: the server itself), under which its secrets are sealed. The key is wrapped by a master
-- key, or `wrapped` names the place in an outside vault where the wrapped key lies.
-- Deleting an organisation deletes its key, and with it the meaning of everything it had sealed, backups included.
create table data_keys (
  id uuid primary key,
  organization_id uuid references organizations (id) on delete cascade,
  wrapped text not null,
  master_key_id text not null,
  created_at timestamptz not null default now(),
  constraint data_keys_one_each unique nulls not distinct (organization_id)
);
select tenant_table('data_keys', 'select, insert');
