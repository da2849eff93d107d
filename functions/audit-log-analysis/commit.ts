import { judge, type Ruleset } from '../../shared/detect/index.ts'
import {
  ALERT_TRIGGERED,
  type AlertTriggered,
  ANALYSIS_COMPLETED,
  type AnalysisCompleted,
} from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { Clock } from '../../shared/ports/ports.ts'
import type { Windows } from '../../shared/ports/windows.ts'
import { appendEvents, type StoredEvent } from '../../shared/store/append-events.ts'
import type { Sql, Transaction } from '../../shared/store/connect.ts'
import { type ChangedAlert, countAlertEvents, extendAlerts, type Finding } from '../../shared/store/extend-alerts.ts'
import { writeFeed } from '../../shared/store/feed.ts'
import { writeOutbox } from '../../shared/store/outbox.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { collectFindings, windowQueries } from './findings.ts'

export type CommitPorts = {
  sql: Sql
  windows: Windows<Transaction>
  ruleset: Ruleset
  ensurePartitions: (timesMs: Iterable<number>) => Promise<void>
  clock: Clock
  newId: () => string
}

/**
 * One transaction: append to the audit log, judge what was new, open or extend alerts, write the outbox. Killed before
 * the commit nothing has happened, after it everything has; what had been stored before is not judged again.
 * @returns the events now in the outbox, to be published
 */
export async function commitEvents(events: readonly StoredEvent[], ports: CommitPorts): Promise<CloudEvent[]> {
  await ports.ensurePartitions(events.map(({ event }) => event.data.time))
  return await transaction(ports.sql, async (tx) => {
    const fresh = await appendEvents(tx, events)
    if (fresh.size === 0) return []
    const stored = events.filter(({ uid }) => fresh.has(uid))
    const judged = stored.map((one) => ({ stored: one, judgement: judge(ports.ruleset, one.event.data) }))
    const { hits, queries } = windowQueries(judged)
    const neighbours = queries.length > 0 ? await ports.windows.add(tx, queries) : []
    const findings = collectFindings(judged, hits, neighbours)
    const alerts = findings.length > 0 ? await extendAlerts(tx, findings) : []
    if (alerts.length > 0) await countAlertEvents(tx, alerts)
    const outgoing = [...triggered(alerts, findings), completed(stored, events.length - stored.length, alerts, ports)]
    await writeOutbox(tx, outgoing)
    await writeFeed(tx, { events: stored.length, alerts: alerts.map(({ id }) => id), rejected: 0 })
    return outgoing
  })
}

/** Alerts are told of when they open; the alert's id is the event's, so that being told twice is noticed. */
function triggered(alerts: readonly ChangedAlert[], findings: readonly Finding[]): CloudEvent<AlertTriggered>[] {
  return alerts
    .filter(({ opened }) => opened)
    .map((alert) => {
      const finding = findings.find(({ rule, key }) => rule.id === alert.rule_id && key === alert.key)!
      const { id, title, level, tags } = finding.rule
      return outgoingEvent(ALERT_TRIGGERED, alert.id, alert.opened_ms, {
        alert_id: alert.id,
        rule: { id, title, level, tags: [...tags] },
        key: alert.key,
        summary: finding.summary,
        first_event_at: Math.floor(alert.first_event_ms),
        last_event_at: Math.floor(alert.last_event_ms),
        event_count: alert.event_count,
        opened_at: Math.floor(alert.opened_ms),
      })
    })
}

function completed(
  stored: readonly StoredEvent[],
  duplicates: number,
  alerts: readonly ChangedAlert[],
  { newId, clock }: Pick<CommitPorts, 'newId' | 'clock'>,
): CloudEvent<AnalysisCompleted> {
  return outgoingEvent(ANALYSIS_COMPLETED, newId(), clock(), {
    stored: stored.map(({ event }) => ({ source: event.source, id: event.id })),
    duplicates,
    rejected: 0,
    alerts: alerts.map((alert) => alert.id),
  })
}

function outgoingEvent<Data>(type: string, id: string, timeMs: number, data: Data): CloudEvent<Data> {
  return {
    specversion: '1.0',
    id,
    source: '/audit-log-analysis',
    type,
    time: new Date(timeMs).toISOString(),
    datacontenttype: 'application/json',
    data,
    extensions: {},
  }
}
