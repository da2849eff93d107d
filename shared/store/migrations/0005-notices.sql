-- What people are told. Alerts gather in groups; a group is looked at when it is due and told of by notices; a notice goes
-- to one channel, once. All that decides when is here, so that any process may come and go.
create table notice_groups (
  id uuid primary key,               -- first 128 bits of SHA-256 of route and labels
  route text not null,               -- its identity in the routing: the matchers from the root down
  labels jsonb not null,             -- what the group is grouped by: name -> text
  due_at timestamptz,                -- when it is to be looked at; null: not before something changes
  interval_ms bigint not null,       -- the least time between two looks: group_interval
  flushed_at timestamptz,            -- the last look
  flushes integer not null default 0,
  told_at timestamptz,               -- the last notice of all that fires
  escalating_since timestamptz,      -- since when somebody should acknowledge; null: nothing to acknowledge
  escalation_step integer not null default 0,
  told_receivers jsonb not null default '[]',  -- who has heard that it fires, and is to hear that it is over
  created_at timestamptz not null,
  life bigint generated always as identity,    -- another one when the group comes again after it was over
  judged_by text not null default '' -- fingerprint of the routing that due_at comes from
);
create index notice_groups_due on notice_groups (due_at, id) where due_at is not null;
create index notice_groups_judged on notice_groups (judged_by);

create table notice_group_alerts (
  group_id uuid not null references notice_groups (id) on delete cascade,
  alert_id uuid not null,
  episode integer not null,
  alert jsonb not null,              -- AlertTriggered of that episode
  told_episode integer,              -- the last episode that was told as firing
  told_resolved integer,             -- the last episode that was told as resolved
  primary key (group_id, alert_id)
);
create index notice_group_alerts_of on notice_group_alerts (alert_id);

create table notices (
  id uuid primary key,               -- from group, flush, step and channel: the same however often it is planned
  group_id uuid,                     -- null for what is about no group
  receiver text not null,
  channel text not null,             -- RECEIVER/KIND/POSITION
  kind text not null check (kind in ('firing', 'repeat', 'resolved', 'escalation', 'digest', 'silence_ending', 'test')),
  step integer not null default 0,   -- of the escalation; 0 is the first telling
  notice jsonb not null,             -- all that it says (shared/notify/notice.ts): each attempt sends the same
  status text not null check (status in ('pending', 'sent', 'failed', 'digested')),
  attempts integer not null default 0,
  next_try_at timestamptz,           -- while it is being sent, when the claim ends
  claim uuid check (claim is null or status = 'pending'),  -- of the process that is sending it
  claimed_until timestamptz,
  digest uuid,                       -- the notice that told it together with others
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index notices_waiting on notices (channel, next_try_at, id) where status = 'pending';
create index notices_under_way on notices (channel) where claim is not null;
create index notices_of_group on notices (group_id, channel, kind, created_at) where status = 'pending';
create index notices_sent on notices (channel, sent_at) where status = 'sent';
create index notices_failed on notices (created_at desc) where status = 'failed';
create index notices_created on notices (created_at desc);

create table notice_alerts (
  notice_id uuid not null references notices (id) on delete cascade,
  alert_id uuid not null,
  episode integer not null,
  primary key (notice_id, alert_id)
);
create index notice_alerts_of on notice_alerts (alert_id);

create table notice_attempts (
  id bigint generated always as identity primary key,
  notice_id uuid not null references notices (id) on delete cascade,
  at timestamptz not null,
  status text not null check (status in ('sent', 'failed')),
  detail text
);
create index notice_attempts_of on notice_attempts (notice_id);

-- What is known of a channel from the answers it gave.
create table channels (
  name text primary key,
  fingerprint text not null,         -- of its settings: other settings start afresh
  failures integer not null default 0,   -- in a row, that may pass
  open_until timestamptz,            -- nothing is sent before: the breaker is open, or the far side asked to wait
  off_at timestamptz,                -- switched off
  off_reason text,
  last_sent_at timestamptz
);

-- When the message that is to wake the notification service will arrive (the queue auditflow.due).
create table wake (
  only_row boolean primary key default true check (only_row),
  arrives_at timestamptz not null
);

-- The routing that was last found good, so that a faulty file changes nothing, not even at a start.
create table routing (
  only_row boolean primary key default true check (only_row),
  sealed text,                       -- encrypted: receivers have secrets; null: none was good so far
  accepted_at timestamptz,
  fault text,                        -- of the file that was refused since; null: the file is in force
  refused_at timestamptz
);

-- What was told before there were groups.
insert into notices (id, receiver, channel, kind, notice, status, attempts, next_try_at, last_error, created_at, sent_at)
select md5('notification ' || alert_id || ' ' || channel)::uuid, channel, channel, 'firing', '{}',
  case status when 'pending' then 'failed' else status end, attempts, null, last_error, created_at, sent_at
from notifications;
insert into notice_alerts (notice_id, alert_id, episode)
select md5('notification ' || alert_id || ' ' || channel)::uuid, alert_id, 1 from notifications;
