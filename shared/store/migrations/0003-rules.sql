-- The life of detection rules: what users wrote, at which stage each rule is, what it is not to see, what it found.

-- Rules written by users, one Sigma document each: a detection rule, a correlation rule or a filter.
create table rules (
  id text primary key,               -- the document's own id
  doc jsonb not null,
  updated_by text not null,
  updated_at timestamptz not null default now(),
  removed_at timestamptz
);

-- Every version of a rule that was ever loaded, from wherever it came.
create table rule_versions (
  rule_id text not null,
  version text not null,             -- first 12 hex digits of SHA-256 of the document
  title text not null,
  origin text not null check (origin in ('pack', 'folder', 'database')),
  doc jsonb not null,
  first_seen_at timestamptz not null default now(),
  primary key (rule_id, version)
);

-- Overrides the stage that the rule's document gives, for a rule of any origin.
create table rule_stages (
  rule_id text primary key,
  stage text not null check (stage in ('live', 'shadow', 'off')),
  reason text,
  changed_by text not null,
  changed_at timestamptz not null default now()
);

-- Events that a rule of any origin is not to see, beside the exceptions of its document.
create table rule_exceptions (
  id uuid primary key default gen_random_uuid(),
  rule_id text not null,
  when_ jsonb not null,              -- a Sigma selection
  reason text not null,
  expires_at timestamptz,            -- compared with the event's time
  created_by text not null,
  created_at timestamptz not null default now(),
  removed_by text,
  removed_at timestamptz
);
create index rule_exceptions_of on rule_exceptions (rule_id) where removed_at is null;

-- How often a rule found something on a day (UTC). At stage shadow nothing else tells of it.
create table rule_activity (
  rule_id text not null,
  day date not null,
  stage text not null check (stage in ('live', 'shadow')),
  findings bigint not null,          -- one a commit, rule and key
  last_at timestamptz not null,
  primary key (rule_id, day, stage)
);

-- Raised by whatever changes rules, stages or exceptions, so that who judges by them notices with one small read.
create table rules_revision (
  only_row boolean primary key default true check (only_row),
  revision bigint not null
);
insert into rules_revision (revision) values (1);

alter table alerts
  add column rule_version text,      -- of the rule that opened it; null before versions were kept
  add column window_ms bigint;       -- the timespan of a rule over several events
