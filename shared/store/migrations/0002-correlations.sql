-- Rules over several events that must wait until nothing can come any more that would change their judgement.
alter table rule_hits
  add column due timestamptz,          -- by the clock of events; null for what has been judged, or needs no waiting
  add column due_key text,             -- the group's key, as people read it
  add column via text;                 -- the referred rule that the event met
create index rule_hits_due on rule_hits (due) where due is not null;
-- Hits come roughly in order of time: what is old enough to be forgotten lies together.
create index rule_hits_time on rule_hits using brin (time);

-- The newest event's time, never ahead of the wall clock: how far the log has come.
create table event_clock (
  only_row boolean primary key default true check (only_row),
  at timestamptz not null
);
