-- What could not be processed or delivered can be sent on its way again.
alter table rejected_events
  add column event_source text,        -- CloudEvents source and id, where it was one
  add column event_id text,
  add column extensions jsonb,
  add column headers jsonb,            -- of the request it came by: those that say how it is to be read
  add column original text,            -- the payload as it first came, once somebody has mended it
  add column replays integer not null default 0,  -- how often it was sent again
  add column replayed_at timestamptz,  -- when it last was; null again once it was refused again
  add column replay uuid;              -- the last one

create table replays (
  id uuid primary key default gen_random_uuid(),
  created_by text not null,
  created_at timestamptz not null default now(),
  filter jsonb not null,
  total integer not null,              -- how many are to be sent again; in the end, how many were
  finished_at timestamptz              -- when the last was taken in hand; null: it goes on, or was interrupted
);

-- What a replay has done, a row for each event that it sent; one with `refused` where there was none to send.
create table replay_items (
  replay uuid not null references replays (id) on delete cascade,
  dead uuid not null,                  -- uid of the rejected event, or id of the notice
  kind text not null check (kind in ('event', 'notice')),
  uid uuid not null,                   -- of what was sent; of the dead letter itself where nothing was
  type text,                           -- the event's
  alert_id uuid,                       -- of an event that tells of an alert
  episode integer,
  refused boolean not null default false,
  primary key (replay, dead, uid)
);
create index replay_items_of on replay_items (dead);
