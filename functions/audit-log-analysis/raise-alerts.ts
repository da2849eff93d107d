import type { Finding } from '../../shared/detect/index.ts'
import type { AlertTriggered } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { alertTriggered } from '../../shared/notify/alert-triggered.ts'
import { besideRuleAndKey } from '../../shared/notify/labels.ts'
import type { Clock } from '../../shared/ports/ports.ts'
import { type ChangedAlert, countAlertEvents, extendAlerts } from '../../shared/store/alerts/extend-alerts.ts'
import type { LifeDefaults } from '../../shared/store/alerts/finding-rows.ts'
import type { Transaction } from '../../shared/store/connect.ts'
import { recordActivity } from '../../shared/store/rules/record-activity.ts'
import { splitFindings } from './split-findings.ts'

export type RaisePorts = {
  /** What becomes of alerts by themselves where their rule says nothing. */
  life: LifeDefaults
  clock: Clock
}

/** Opens, re-opens or extends an alert for each finding of a live rule, and counts all. Those that fire anew are to be told of. */
export async function raiseAlerts(
  tx: Transaction,
  findings: readonly Finding[],
  { life, clock }: RaisePorts,
): Promise<{ alerts: ChangedAlert[]; outgoing: CloudEvent<AlertTriggered>[] }> {
  if (findings.length === 0) return { alerts: [], outgoing: [] }
  const { live, activity } = splitFindings(findings)
  const nowMs = clock()
  const alerts = live.length > 0 ? await extendAlerts(tx, live, life, nowMs) : []
  if (alerts.length > 0) await countAlertEvents(tx, alerts)
  await recordActivity(tx, activity)
  const raised = alerts.filter((alert) => alert.raised)
  return { alerts, outgoing: raised.map((alert) => alertTriggered(dataOf(alert, live), nowMs)) }
}

function dataOf(alert: ChangedAlert, findings: readonly Finding[]): AlertTriggered {
  const finding = findings.find(({ rule, key }) => rule.id === alert.rule_id && key === alert.key)!
  const { id, title, level, tags, version } = finding.rule
  return {
    alert_id: alert.id,
    rule: { id, title, level, tags: [...tags], version },
    key: alert.key,
    summary: finding.summary,
    first_event_at: Math.floor(alert.first_event_ms),
    last_event_at: Math.floor(alert.last_event_ms),
    event_count: alert.event_count,
    opened_at: Math.floor(alert.opened_ms),
    episode: alert.episode,
    labels: besideRuleAndKey(finding.labels),
  }
}
