-- Files: what was uploaded or came in, and the bytes behind it, which lie once in an organisation however often they came.

create table media_files (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  sha256 text not null check (length(sha256) <= 64),
  size_bytes bigint not null check (size_bytes > 0),
  mime_type text not null check (length(mime_type) between 3 and 255),
  kind text not null check (kind in ('image', 'video', 'audio', 'voice', 'document', 'sticker')),
  width integer check (width > 0),
  height integer check (height > 0),
  duration_seconds real check (duration_seconds >= 0),
  animated boolean not null default false,
  -- Sixty-four loudness values of a voice note, for the wave that is drawn behind it.
  waveform bytea check (length(waveform) = 64),
  -- The small picture's own blob.
  thumbnail_id uuid,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  -- The same bytes sent as an image and as a document are two files: they are shown and limited differently.
  unique (organization_id, sha256, kind, mime_type)
);
create index media_files_created on media_files (created_at);
create index media_files_thumbnail on media_files (thumbnail_id) where thumbnail_id is not null;
select tenant_table('media_files');

create table media (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  -- Null for what was uploaded: that belongs to no number yet.
  client_id uuid,
  file_id uuid not null,
  direction text not null check (direction in ('uploaded', 'inbound')),
  file_name text check (length(file_name) between 1 and 255),
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, file_id) references media_files (organization_id, id) on delete restrict,
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
create index media_list on media (organization_id, id);
create index media_file on media (file_id);
create index media_client on media (client_id) where client_id is not null;
select tenant_table('media');
select client_table('media');

-- What still needs a file: nobody may delete it until then.
create table media_holds (
  organization_id uuid not null,
  media_id uuid not null,
  holder_id uuid not null,
  primary key (media_id, holder_id),
  foreign key (organization_id, media_id) references media (organization_id, id) on delete restrict
);
create index media_holds_holder on media_holds (holder_id);
select tenant_table('media_holds');

-- One row of figures for each organisation: the quota is checked by the update that raises it.
create table media_usage (
  organization_id uuid primary key references organizations on delete cascade,
  size_bytes bigint not null default 0 check (size_bytes >= 0),
  files bigint not null default 0 check (files >= 0),
  -- Days after which a file goes by itself; null keeps it.
  uploaded_days integer check (uploaded_days between 1 and 36500),
  inbound_days integer check (inbound_days between 1 and 36500)
);
select tenant_table('media_usage');

-- Files of incoming messages that are still to be fetched from their channel, by whoever runs their client.
create table media_downloads (
  -- The message they came with.
  id uuid primary key,
  organization_id uuid not null,
  client_id uuid not null,
  -- The channel's name for the file: json, as others' texts may hold NUL.
  media_ref json not null,
  kind text not null check (kind in ('image', 'video', 'audio', 'voice', 'document', 'sticker')),
  file_name text,
  -- The queue, as platform/queue wants it.
  attempts integer not null default 0,
  due_at timestamptz default now(),
  locked_until timestamptz,
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
create index media_downloads_due on media_downloads (due_at) where due_at is not null;
create index media_downloads_client on media_downloads (client_id);
select tenant_table('media_downloads');
select client_table('media_downloads');
