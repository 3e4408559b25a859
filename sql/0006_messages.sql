-- Conversations and messages, what is still to be sent among them, and the limits of each number.

-- What a number may send: absent means the defaults.
create table client_safety (
  client_id uuid primary key,
  organization_id uuid not null,
  enabled boolean not null,
  per_minute integer not null check (per_minute between 1 and 10000),
  per_hour integer not null check (per_hour between 1 and 100000),
  per_day integer not null check (per_day between 1 and 1000000),
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
select tenant_table('client_safety');
select client_table('client_safety');

-- One row for each send that was let go, for as long as the longest window.
create table reserved_sends (
  id uuid primary key,
  organization_id uuid not null,
  client_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
create index reserved_sends_window on reserved_sends (client_id, at);
create index reserved_sends_old on reserved_sends (at);
select tenant_table('reserved_sends');
select client_table('reserved_sends');

-- All messages between one client and one contact, group or list.
create table conversations (
  id uuid primary key,
  organization_id uuid not null,
  client_id uuid not null,
  -- The name under which the channel is written to.
  chat_id text not null check (length(chat_id) <= 200),
  -- Null for groups, status posts and newsletters.
  contact_id uuid,
  name text check (length(name) <= 1000),
  status text not null default 'open' check (status in ('open', 'pending', 'closed', 'snoozed')),
  snoozed_until timestamptz,
  assignee_id uuid,
  labels text[] not null default '{}',
  unread integer not null default 0,
  last_message_id uuid,
  last_message_at timestamptz not null default now(),
  last_inbound_at timestamptz,
  last_outbound_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, id),
  unique (client_id, chat_id),
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade,
  foreign key (organization_id, assignee_id) references users (organization_id, id) on delete set null (assignee_id)
);
create unique index conversations_contact on conversations (client_id, contact_id) where contact_id is not null;
create index conversations_of_contact on conversations (contact_id) where contact_id is not null;
create index conversations_list on conversations (organization_id, last_message_at, id);
create index conversations_client on conversations (client_id, last_message_at, id);
create index conversations_assignee on conversations (assignee_id, last_message_at, id) where assignee_id is not null;
select tenant_table('conversations');
select client_table('conversations');

create table messages (
  id uuid primary key,
  organization_id uuid not null,
  client_id uuid not null,
  conversation_id uuid not null,
  contact_id uuid,
  direction text not null check (direction in ('inbound', 'outbound')),
  origin text not null check (origin in ('api', 'dashboard', 'phone', 'campaign', 'automation', 'contact')),
  chat_id text not null,
  -- Who wrote it, where that is not the client; null when WhatsApp did not say.
  sender text,
  sender_name text,
  recipient text,
  type text not null,
  -- json, not jsonb: what others write may hold NUL.
  content json not null,
  status text not null
    check (status in ('queued', 'scheduled', 'sending', 'sent', 'delivered', 'read', 'played', 'failed', 'cancelled', 'unknown')),
  -- Each status it had, with its time.
  history jsonb not null default '[]',
  provider_id text,
  reply_to_id uuid,
  -- The message that is passed on, or reacted to.
  target_id uuid,
  forwarded boolean not null default false,
  -- Told only when it was no longer new.
  late boolean not null default false,
  starred boolean not null default false,
  metadata json,
  reactions json not null default '[]',
  votes json not null default '[]',
  -- What it said before each edit.
  edits json not null default '[]',
  error_code text,
  error_detail text,
  created_by uuid,
  created_at timestamptz not null default now(),
  send_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  played_at timestamptz,
  edited_at timestamptz,
  revoked_at timestamptz,
  -- The queue: due_at is null for whatever is not, or no longer, to be sent. Order is by priority, place and id.
  due_at timestamptz,
  priority smallint not null default 1 check (priority between 0 and 2),
  place timestamptz not null default now(),
  attempts integer not null default 0,
  -- How often the channel was asked whether it went.
  questions integer not null default 0,
  claimed_at timestamptz,
  -- The lease under which it was handed to the channel.
  claim_fence bigint,
  purpose text not null default 'message',
  override_consent boolean not null default false,
  fallback boolean not null default false,
  unique (organization_id, id),
  foreign key (organization_id, conversation_id) references conversations (organization_id, id) on delete cascade
) with (fillfactor = 85);
-- None of these names the status: it can change without touching an index once a message has left the queue.
create index messages_conversation on messages (conversation_id, id);
create index messages_client on messages (client_id, id);
create index messages_queue on messages (client_id, priority, place, id) where due_at is not null;
create index messages_turn on messages (conversation_id, priority, place, id) where due_at is not null;
create index messages_contact on messages (contact_id, id) where contact_id is not null;
create index messages_trouble on messages (organization_id, id) where error_code is not null;
create unique index messages_provider on messages (client_id, provider_id) where provider_id is not null;
select tenant_table('messages');
select client_table('messages');

-- What is searched. Apart from the messages, so that a tick does not touch this index.
create table message_words (
  message_id uuid primary key,
  organization_id uuid not null,
  client_id uuid not null,
  conversation_id uuid not null,
  words tsvector,
  foreign key (organization_id, message_id) references messages (organization_id, id) on delete cascade
);
create index message_words_search on message_words using gin (words);
create index message_words_conversation on message_words (conversation_id);
select tenant_table('message_words');
select client_table('message_words');

-- Full-text search by its index, which row security would keep the planner from using (see CONVENTIONS.md).
-- Gives the newest messages before an id; it names the organisation and the allowed clients itself.
create function search_messages(query text, conversation uuid, before uuid, most integer) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select message_id from public.message_words
  where words @@ to_tsquery('simple', query)
    and organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)
    and ((select coalesce(current_setting('app.client_ids', true), '')) = ''
      or client_id = any ((select nullif(current_setting('app.client_ids', true), ''))::uuid[]))
    and (conversation is null or conversation_id = conversation)
    and (before is null or message_id < before)
  order by message_id desc limit most
$$;
select definer_function('search_messages(text, uuid, uuid, integer)');

-- What was heard of a message that is not stored: a tick that overtook the answer to its send, a reaction to what came before the link.
create table early_events (
  id uuid primary key,
  organization_id uuid not null,
  client_id uuid not null,
  provider_id text not null,
  event json not null,
  at timestamptz not null default now(),
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
create index early_events_message on early_events (client_id, provider_id);
create index early_events_old on early_events (at);
select tenant_table('early_events');
select client_table('early_events');

create table conversation_notes (
  id uuid primary key,
  organization_id uuid not null,
  client_id uuid not null,
  conversation_id uuid not null,
  author_id uuid,
  text text not null check (length(text) between 1 and 10000),
  mentions uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  foreign key (organization_id, conversation_id) references conversations (organization_id, id) on delete cascade
);
create index conversation_notes_list on conversation_notes (conversation_id, id);
select tenant_table('conversation_notes');
select client_table('conversation_notes');

create table canned_replies (
  id uuid primary key,
  organization_id uuid not null references organizations on delete cascade,
  shortcut text not null check (shortcut ~ '^[a-z0-9_.-]{1,50}$'),
  text text not null check (length(text) between 1 and 65536),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, shortcut)
);
select tenant_table('canned_replies');

-- Who gets the next conversation of a number; absent means that people take theirs.
create table assignment_rules (
  client_id uuid primary key,
  organization_id uuid not null,
  rule text not null check (rule in ('manual', 'round_robin', 'least_busy')),
  last_user_id uuid,
  foreign key (organization_id, client_id) references clients (organization_id, id) on delete cascade
);
select tenant_table('assignment_rules');
select client_table('assignment_rules');
