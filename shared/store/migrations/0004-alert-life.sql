-- The life of an alert: it re-opens, resolves by itself, belongs to somebody, and remembers each step.
alter table alerts
  add column episode integer not null default 1,   -- raised whenever it re-opens
  add column labels jsonb not null default '{}',   -- what routing and silences match: name -> list of texts
  add column resolution text check (resolution in ('resolved', 'false_positive', 'quiet')),  -- null while unresolved
  add column assignee text,
  add column reason text,                          -- given with the last change of status
  add column matched_at timestamptz not null default now(),  -- the last match, by the wall clock
  add column quiet_ms bigint,                      -- resolves by itself after so long without a match; null: never
  add column resolve_at timestamptz;               -- when that is
-- Nothing reads it, and without it a match that extends an alert changes no index; a little room lets it stay on its page.
drop index alerts_status;
alter table alerts set (fillfactor = 90);
-- What is unresolved is what silences and inhibitions look for. Before the indexes are made, which is cheaper.
update alerts set labels = jsonb_build_object('alertname', jsonb_build_array(rule_title), 'rule', jsonb_build_array(rule_id),
  'level', jsonb_build_array(level), 'key', jsonb_build_array(key))
  || case when cardinality(tags) > 0 then jsonb_build_object('tag', to_jsonb(tags)) else '{}' end
where status <> 'resolved';
create index alerts_resolve_at on alerts (resolve_at) where resolve_at is not null and status <> 'resolved';
create index alerts_of on alerts (rule_id, md5(key), opened_at desc);
create index alerts_labels on alerts using gin (labels jsonb_path_ops) where status <> 'resolved';
-- Lists, newest opened first.
create index alerts_state on alerts (status, level, opened_at desc, id desc);
create index alerts_counted on alerts (status, level);
create index alerts_false_positive on alerts (level, opened_at desc, id desc) where resolution = 'false_positive';
create index alerts_assignee on alerts (assignee, opened_at desc, id desc) where assignee is not null;
create index alerts_rule on alerts (rule_id, opened_at desc, id desc);
create index alerts_labelled on alerts using gin (labels jsonb_path_ops);
create index alerts_search on alerts using gin (to_tsvector('simple',
  regexp_replace(lower(left(rule_title || ' ' || rule_id || ' ' || key, 4000)), '[^[:alnum:]]+', ' ', 'g')));

-- Every step of an alert, with who and when. Only added to.
create table alert_history (
  id bigint generated always as identity primary key,
  alert_id uuid not null references alerts (id) on delete cascade,
  at timestamptz not null default now(),
  who text not null,                               -- a person's name; 'auditflow' for what happened by itself
  what text not null check (what in ('opened', 'reopened', 'acknowledged', 'resolved', 'false_positive', 'assigned',
    'unassigned', 'commented', 'suppressed')),
  detail text                                      -- the reason, the comment, the assignee
);
create index alert_history_of on alert_history (alert_id, id);

-- Alerts that match are not told while it lasts.
create table silences (
  id uuid primary key default gen_random_uuid(),
  matchers jsonb not null,                         -- [{name, op, value}]
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  author text not null,
  comment text not null,
  created_at timestamptz not null default now(),
  ended_by text,                                   -- who ended it before its time
  announced_at timestamptz                         -- when its end was announced
);
create index silences_ends on silences (ends_at);
