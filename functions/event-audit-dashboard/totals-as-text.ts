import type { CanaryState } from '../../shared/store/canary/check-canary.ts'
import type { Totals } from '../../shared/store/read-totals.ts'

type Sample = { labels?: Record<string, string>; value: number | null }

/** The totals in Prometheus text format. All are gauges: they live in the database, and go down when rows are removed. */
export function totalsAsText(totals: Totals): string {
  const { outbox, queues } = totals
  return [
    gauge('auditflow_stored_events', 'Events in the audit log, as PostgreSQL estimates.', [{ value: totals.events }]),
    gauge('auditflow_last_stored_timestamp_seconds', 'When an event was last stored.', [
      { value: totals.lastStoredAt },
    ]),
    gauge('auditflow_newest_event_timestamp_seconds', 'The time of the newest event, as the event says.', [
      { value: totals.newestEventAt },
    ]),
    gauge(
      'auditflow_rejected_events',
      'Kept since they could not be processed, by who refused.',
      counted(totals.rejected),
    ),
    gauge('auditflow_alerts', 'Alerts by level and state.', counted(totals.alerts)),
    gauge('auditflow_notifications', 'Notifications by channel and outcome.', counted(totals.notifications)),
    gauge('auditflow_oldest_pending_notification_timestamp_seconds', 'Since when the oldest waits.', [
      { value: totals.oldestPendingNotificationAt },
    ]),
    gauge('auditflow_outbox_events', 'Written and not yet confirmed by the broker.', [{ value: outbox.count }]),
    gauge('auditflow_outbox_oldest_timestamp_seconds', 'Since when the oldest of them waits.', [
      { value: outbox.oldestAt },
    ]),
    gauge('auditflow_queued_messages', 'Waiting in the queue that PostgreSQL holds.', counted(queues, 'queue')),
    gauge(
      'auditflow_queued_oldest_timestamp_seconds',
      'Since when the oldest of them waits.',
      queues.map(({ queue, oldestAt }) => ({ labels: { queue }, value: oldestAt })),
    ),
  ].join('')
}

/** What AuditFlow knows of itself, in the same format. */
export function canaryAsText({ stored, missingSince }: CanaryState, nowMs: number): string {
  return [
    gauge('auditflow_canary_age_seconds', 'Since the last event to itself that was stored was sent.', [
      { value: stored === null ? null : Math.max(0, nowMs - stored.sentAt) / 1_000 },
    ]),
    gauge('auditflow_canary_missing', '1: an event to itself was not stored in time, nor was a later one.', [
      { value: missingSince === null ? 0 : 1 },
    ]),
  ].join('')
}

/** Rows with a count; the named columns, or all others, are its labels. */
function counted(rows: readonly { count: number }[], ...columns: string[]): Sample[] {
  return rows.map(({ count, ...rest }) => {
    const texts = Object.entries(rest).filter(([name]) => columns.length === 0 || columns.includes(name))
    return { labels: Object.fromEntries(texts.map(([name, value]) => [name, String(value)])), value: count }
  })
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples
    .filter(({ value }) => value !== null)
    .map(({ labels = {}, value }) => `${name}${labelled(labels)} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}

function labelled(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))
}
