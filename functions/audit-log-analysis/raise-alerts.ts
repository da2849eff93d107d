import type { Finding } from '../../shared/detect/index.ts'
import { ALERT_TRIGGERED, type AlertTriggered } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { type ChangedAlert, countAlertEvents, extendAlerts } from '../../shared/store/alerts/extend-alerts.ts'
import type { Transaction } from '../../shared/store/connect.ts'
import { recordActivity } from '../../shared/store/rules/record-activity.ts'
import { outgoingEvent } from './outgoing-event.ts'
import { splitFindings } from './split-findings.ts'

/** Opens or extends an alert for each finding of a live rule, and counts all. Those that opened are to be told of. */
export async function raiseAlerts(
  tx: Transaction,
  findings: readonly Finding[],
): Promise<{ alerts: ChangedAlert[]; outgoing: CloudEvent<AlertTriggered>[] }> {
  if (findings.length === 0) return { alerts: [], outgoing: [] }
  const { live, activity } = splitFindings(findings)
  const alerts = live.length > 0 ? await extendAlerts(tx, live) : []
  if (alerts.length > 0) await countAlertEvents(tx, alerts)
  await recordActivity(tx, activity)
  return { alerts, outgoing: triggered(alerts, live) }
}

/** Alerts are told of when they open; the alert's id is the event's, so that being told twice is noticed. */
function triggered(alerts: readonly ChangedAlert[], findings: readonly Finding[]): CloudEvent<AlertTriggered>[] {
  return alerts
    .filter(({ opened }) => opened)
    .map((alert) => {
      const finding = findings.find(({ rule, key }) => rule.id === alert.rule_id && key === alert.key)!
      const { id, title, level, tags, version } = finding.rule
      return outgoingEvent(ALERT_TRIGGERED, alert.id, alert.opened_ms, {
        alert_id: alert.id,
        rule: { id, title, level, tags: [...tags], version },
        key: alert.key,
        summary: finding.summary,
        first_event_at: Math.floor(alert.first_event_ms),
        last_event_at: Math.floor(alert.last_event_ms),
        event_count: alert.event_count,
        opened_at: Math.floor(alert.opened_ms),
      })
    })
}
