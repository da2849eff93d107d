import { createHash } from 'node:crypto'
import type { WebhookSettings } from '../channels/kinds/webhook.ts'
import type { Labels } from '../labels.ts'
import type { Notice, NoticeAlert } from '../notice.ts'
import type { FormatContext } from './format.ts'
import { headline, isUnresolved, statusOf } from './headline.ts'
import type { OutgoingRequest } from './outgoing.ts'

/** What Alertmanager writes for the end of what has not ended. */
const NEVER = '0001-01-01T00:00:00Z'

/**
 * Alertmanager's webhook payload, version 4, so that its receivers work. Names of labels are in Prometheus' alphabet,
 * `actor_user_name`; several values are joined by commas. Values are as they stand: a receiver that shows them escapes them.
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function formatWebhook(notice: Notice, settings: WebhookSettings, { links }: FormatContext): OutgoingRequest {
  const told = notice.alerts.slice(0, settings.maxAlerts)
  const alerts = told.length > 0 ? told.map((alert) => alertOf(alert, notice, links)) : [messageOf(notice, links)]
  return {
    method: 'POST',
    url: [settings.url.origin, settings.url.rest],
    headers: {
      'content-type': 'application/json',
      'idempotency-key': notice.id,
      ...(settings.authorization && { authorization: settings.authorization }),
    },
    body: {
      version: '4',
      groupKey: notice.groupKey,
      truncatedAlerts: notice.alerts.length - told.length + notice.omitted,
      status: statusOf(notice),
      receiver: notice.receiver,
      groupLabels: Object.fromEntries(
        Object.entries(notice.groupLabels).map(([name, value]) => [labelName(name), value]),
      ),
      commonLabels: common(alerts.map(({ labels }) => labels)),
      commonAnnotations: {
        ...common(alerts.map(({ annotations }) => annotations)),
        ...(notice.text !== undefined && { description: notice.text }),
      },
      externalURL: links.home ?? '',
      alerts,
    },
  }
}

type Texts = Readonly<Record<string, string>>

/** What all of them have. */
function common([first = {}, ...others]: readonly Texts[]): Texts {
  return Object.fromEntries(
    Object.entries(first).filter(([name, text]) =>
      others.every((texts) => Object.hasOwn(texts, name) && texts[name] === text),
    ),
  )
}

type Told = {
  status: string
  labels: Texts
  annotations: Texts
  startsAt: string
  endsAt: string
  generatorURL: string
  fingerprint: string
}

/** What is about no alert, in the form of one: receivers show nothing else. */
function messageOf(notice: Notice, links: FormatContext['links']): Told {
  return {
    status: statusOf(notice),
    labels: { alertname: 'AuditFlow', severity: 'informational', kind: notice.kind },
    annotations: { summary: headline(notice) },
    startsAt: new Date(notice.at).toISOString(),
    endsAt: NEVER,
    generatorURL: links.home ?? '',
    fingerprint: fingerprintOf(notice.id),
  }
}

function alertOf(alert: NoticeAlert, notice: Notice, links: FormatContext['links']): Told {
  return {
    status: isUnresolved(alert) ? 'firing' : 'resolved',
    labels: { ...labelsOf(alert.labels), alertname: alert.rule.title, severity: alert.rule.level },
    annotations: {
      summary: alert.summary,
      description: `${alert.eventCount} event(s), the last at ${new Date(alert.lastEventAt).toISOString()}`,
      alert_id: alert.id,
      status: alert.status,
      ...(alert.assignee !== null && { assignee: alert.assignee }),
      ...(links.acknowledge !== undefined && { acknowledge_url: links.acknowledge }),
      ...(links.resolve !== undefined && { resolve_url: links.resolve }),
    },
    startsAt: new Date(alert.openedAt).toISOString(),
    endsAt: isUnresolved(alert) ? NEVER : new Date(notice.at).toISOString(),
    generatorURL: links.alertUrl(alert.id) ?? '',
    fingerprint: fingerprintOf(alert.id),
  }
}

function fingerprintOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 16)
}

function labelsOf(labels: Labels): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, values]) => [labelName(name), values.join(',')]))
}

/** https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels */
function labelName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_')
}
