-- What could not be processed can be sent on its way again.
alter table rejected_events
  add column event_source text,        -- CloudEvents source and id, where it was one
  add column event_id text,
  add column extensions jsonb,
  add column replays integer not null default 0,  -- how often it was sent again
  add column replayed_at timestamptz,  -- when it last was; null again once it was refused again
  add column replay uuid;              -- together with others

create table replays (
  id uuid primary key default gen_random_uuid(),
  created_by text not null,
  created_at timestamptz not null default now(),
  filter jsonb not null,
  total integer not null
);
