-- The audit log. Partitioned by event time; partitions are made when first needed (partitions.ts).
-- Columns hold what people filter by; `event` holds the normalised event, `raw` the provider's record.
create table audit_events (
  uid uuid not null,                 -- first 128 bits of SHA-256(source, id): identity
  time timestamptz not null,         -- when it happened, as the event says
  stored_at timestamptz not null default now(),
  source text not null,              -- CloudEvents source and id
  id text not null,
  actor text,
  src_ip inet,                       -- null when the source address is no IP address
  action text not null,
  outcome text not null,             -- Success, Failure, Unknown (OCSF status)
  product text not null,             -- Sigma log source
  service text,
  category text,
  severity smallint not null,        -- OCSF severity_id, 0 to 6
  event jsonb not null,              -- normalised, without raw
  raw jsonb not null,
  extensions jsonb not null,         -- CloudEvents extension attributes
  search tsvector not null,
  primary key (time, uid)
) partition by range (time);

create index audit_events_actor on audit_events (actor, time);
create index audit_events_src_ip on audit_events (src_ip, time);
create index audit_events_action on audit_events (action, time);
create index audit_events_severe on audit_events (time) where severity >= 4;
create index audit_events_search on audit_events using gin (search);

-- Only what no month can hold (before 2000, from 2100 on); months between always have their own partition.
create table audit_events_far partition of audit_events default;

-- One row an event, over all partitions: makes (source, id) unique whatever time a copy claims.
create table event_ids (
  uid uuid primary key,
  time timestamptz not null
);

create table alerts (
  id uuid primary key default gen_random_uuid(),
  rule_id text not null,
  rule_title text not null,
  level text not null check (level in ('informational', 'low', 'medium', 'high', 'critical')),
  tags text[] not null,
  key text not null,                 -- what the alert is about: 'field=value, field=value'
  status text not null default 'open' check (status in ('open', 'acknowledged', 'resolved')),
  summary text not null,
  why jsonb not null,                -- [{selection, field, value}] of the event that opened it
  first_event_at timestamptz not null,
  last_event_at timestamptz not null,
  event_count integer not null default 0,
  opened_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  resolved_at timestamptz
);
-- One alert a rule and key while it is not resolved; matches extend it.
create unique index alerts_unresolved on alerts (rule_id, md5(key)) where status <> 'resolved';
create index alerts_status on alerts (status, updated_at desc);
create index alerts_opened on alerts (opened_at desc);

create table alert_events (
  alert_id uuid not null references alerts (id) on delete cascade,
  uid uuid not null,
  time timestamptz not null,
  primary key (alert_id, uid)
);
create index alert_events_uid on alert_events (uid);

-- Events that count towards a rule over several events. Sliding windows are read from here; Redis only caches them.
create table rule_hits (
  rule_id text not null,
  key_hash uuid not null,            -- first 128 bits of SHA-256(key)
  time timestamptz not null,
  uid uuid not null,
  value text,                        -- what value_count counts
  primary key (rule_id, key_hash, time, uid)
);

-- Bumped by a commit that could not reach Redis, so that no window cached before it is believed again.
create table window_epoch (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null
);
insert into window_epoch (epoch) values (1);

create table notifications (
  alert_id uuid not null,
  channel text not null,
  status text not null check (status in ('pending', 'sent', 'failed')),
  attempts integer not null default 0,
  next_try_at timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  primary key (alert_id, channel)
);
create index notifications_created on notifications (created_at desc);

create table notification_attempts (
  id bigint generated always as identity primary key,
  alert_id uuid not null,
  channel text not null,
  at timestamptz not null default now(),
  status text not null check (status in ('sent', 'failed')),
  detail text,
  foreign key (alert_id, channel) references notifications (alert_id, channel) on delete cascade
);
create index notification_attempts_of on notification_attempts (alert_id, channel);

-- What could not be processed, kept with the reason until someone mends and replays it.
create table rejected_events (
  uid uuid primary key,              -- identity of what was refused
  stage text not null,               -- the function that refused it, or 'dead-letter'
  origin text not null,
  reason text not null,
  event_type text,
  payload text not null,
  times integer not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now()
);
create index rejected_events_last on rejected_events (last_at desc);

-- Events to publish, written in the transaction that caused them; deleted once the broker has confirmed them.
create table outbox (
  id uuid primary key,
  type text not null,
  event jsonb not null,              -- CloudEvents JSON format
  created_at timestamptz not null default now()
);
create index outbox_created on outbox (created_at);

-- One row a commit that changed what people look at: the live stream follows it. Its writers take turns from their
-- insert to their commit (feed.ts), so `seq` rises in the order in which rows become visible: a cursor has no gaps.
create table feed (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  events integer not null,           -- how many events this commit stored
  alerts uuid[] not null,            -- alerts it opened, extended or changed
  rejected integer not null default 0
);
create index feed_at on feed (at);

-- The durable queue that stands in for RabbitMQ on one machine (shared/broker/embedded).
create table queue_messages (
  id bigint generated always as identity primary key,
  queue text not null,
  attributes jsonb not null,         -- of the CloudEvent
  body bytea not null,               -- its data, as published
  deliveries integer not null default 0,
  enqueued_at timestamptz not null default now()
);
create index queue_messages_next on queue_messages (queue, id);
