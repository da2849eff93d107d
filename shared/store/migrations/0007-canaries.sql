-- Events by which AuditFlow watches itself: sent by the tick, and looked for in the audit log.
create table canaries (
  uid uuid primary key,              -- of the event (audit_events.uid)
  sent_at timestamptz not null
);
create index canaries_sent on canaries (sent_at desc);

-- A message that rests first: nobody takes it before. Null: at once.
alter table queue_messages add column available_at timestamptz;

-- What is expected to report, and since when: an absence begins then, though nothing has come.
create table expected_sources (
  rule_id text not null,
  key text not null,
  since timestamptz not null,
  primary key (rule_id, key)
);
