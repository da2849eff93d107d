import type { StandardWebhookSettings } from '../channels/kinds/standard-webhook.ts'
import type { Notice, NoticeAlert, NoticeKind } from '../notice.ts'
import { parseSecrets, signWebhook } from '../sign-webhook.ts'
import { headline, statusOf } from './headline.ts'
import type { NoticeLinks } from './notice-links.ts'
import { bodyText, type OutgoingRequest } from './outgoing.ts'

const TYPES: Readonly<Partial<Record<NoticeKind, string>>> = {
  digest: 'notification.digest',
  silence_ending: 'silence.ending',
  test: 'notification.test',
}

/** What `type` says in the body: `alert.triggered` while anything fires, `alert.resolved` once nothing does. */
function webhookType(notice: Notice): string {
  return TYPES[notice.kind] ?? (statusOf(notice) === 'resolved' ? 'alert.resolved' : 'alert.triggered')
}

/** The `webhook-id`: Standard Webhooks wants no full stop in it, the rest is ours. */
function webhookId({ id }: Notice): string {
  return `msg_${id.replaceAll('-', '')}`
}

/**
 * A notice in the shape that Standard Webhooks 1.0 recommends, signed. Values are as they stand in the alert: a receiver
 * that shows them escapes them.
 * @param now milliseconds since 1970 UTC, of the attempt
 */
export function formatStandardWebhook(
  notice: Notice,
  { url, authorization, secret }: StandardWebhookSettings,
  { links, now }: { links: NoticeLinks; now: number },
): OutgoingRequest {
  const id = webhookId(notice)
  const body = {
    type: webhookType(notice),
    timestamp: new Date(notice.at).toISOString(),
    data: {
      notification_id: id,
      kind: notice.kind,
      status: statusOf(notice),
      step: notice.step,
      receiver: notice.receiver,
      group: { key: notice.groupKey, labels: notice.groupLabels },
      text: notice.alerts.length === 1 ? `${headline(notice)}: ${notice.alerts[0]!.summary}` : headline(notice),
      alerts: notice.alerts.map((alert) => alertOf(alert, links)),
      omitted: notice.omitted,
      ...(links.acknowledge !== undefined && { acknowledge_url: links.acknowledge }),
      ...(links.resolve !== undefined && { resolve_url: links.resolve }),
    },
  }
  const timestamp = Math.floor(now / 1_000)
  return {
    method: 'POST',
    url: [url.origin, url.rest],
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook(id, timestamp, bodyText(body), parseSecrets(secret.reveal())),
      ...(authorization && { authorization }),
    },
    body,
  }
}

/** `AlertTriggered`, with how it stands. */
function alertOf(alert: NoticeAlert, links: NoticeLinks) {
  const url = links.alertUrl(alert.id)
  return {
    alert_id: alert.id,
    episode: alert.episode,
    status: alert.status,
    assignee: alert.assignee,
    rule: alert.rule,
    key: alert.key,
    summary: alert.summary,
    labels: alert.labels,
    opened_at: alert.openedAt,
    first_event_at: alert.firstEventAt,
    last_event_at: alert.lastEventAt,
    event_count: alert.eventCount,
    ...(url !== undefined && { url }),
  }
}
