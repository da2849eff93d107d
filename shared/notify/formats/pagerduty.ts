import type { Level } from '../../events/catalogue.ts'
import type { PagerdutySettings } from '../channels/kinds/pagerduty.ts'
import type { Notice, NoticeAlert } from '../notice.ts'
import { renderText } from '../templates/render-text.ts'
import { type Template, template } from '../templates/template.ts'
import { dedupKey } from './dedup-key.ts'
import { defang } from './defang.ts'
import type { FormatContext } from './format.ts'
import { countOf, statusOf, worstLevel } from './headline.ts'
import { linkList } from './link-list.ts'
import { PLAIN } from './markups.ts'
import { bodyText, type OutgoingRequest } from './outgoing.ts'
import { visible } from './visible.ts'

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ and …/overview/ */
const LONGEST_SUMMARY = 1_024
const LONGEST_FIELD = 250
const MOST_BYTES = 512 * 1_000
const LONGEST_KEY = 255
const LONGEST_DETAIL = 1_000
/** All that a telephone shows: who it is about, too. */
const SUMMARY = template('{{title}}{{#key}}: {{key}}{{/key}}')

const SEVERITIES: Readonly<Record<Level, PagerdutySettings['severity']>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  informational: 'info',
}

/**
 * An event of Events API v2: `trigger`, or `resolve` once nothing of the group fires. Its `dedup_key` is the group's, so that a
 * repeat and a second try meet the same incident.
 */
export function formatPagerduty(
  notice: Notice,
  settings: PagerdutySettings,
  { links }: FormatContext,
): OutgoingRequest {
  const isOver = statusOf(notice) === 'resolved'
  const common = {
    routing_key: settings.routingKey,
    event_action: isOver ? 'resolve' : 'trigger',
    dedup_key: dedupKey(notice, LONGEST_KEY),
  }
  return {
    method: 'POST',
    url: [settings.url.origin, settings.url.rest],
    headers: { 'content-type': 'application/json' },
    body: isOver ? common : { ...common, ...triggerOf(notice, settings, links) },
  }
}

function triggerOf(notice: Notice, settings: PagerdutySettings, links: FormatContext['links']) {
  const text = (own: Template | undefined, byDefault: Template, longest: number) =>
    renderText(own, byDefault, notice, { links, markup: PLAIN, longest, isNeeded: true })
  const optional = (own: Template | undefined) => own && text(own, template(''), LONGEST_FIELD)
  const own = Object.entries(settings.details).map(([name, one]) => [name, text(one, template(''), LONGEST_DETAIL)])
  const event = (alerts: readonly NoticeAlert[]) => ({
    client: settings.client,
    ...(settings.clientUrl !== undefined || links.home !== undefined
      ? { client_url: settings.clientUrl ?? links.home }
      : {}),
    links: linkList(notice, links).map(({ label, url }) => ({ href: url, text: label })),
    payload: {
      summary: text(settings.description, SUMMARY, LONGEST_SUMMARY) || 'AuditFlow',
      source: text(
        settings.source,
        template('{{^labels.product}}AuditFlow{{/labels.product}}{{labels.product}}'),
        LONGEST_FIELD,
      ),
      severity: settings.severity ?? SEVERITIES[worstLevel(notice) ?? 'informational'],
      timestamp: new Date(notice.alerts[0]?.lastEventAt ?? notice.at).toISOString(),
      ...withText({
        class: optional(settings.class),
        component: optional(settings.component),
        group: optional(settings.group),
      }),
      custom_details: {
        ...Object.fromEntries(own),
        num_alerts: countOf(notice),
        alerts: alerts.map(detailsOf),
        ...(notice.text !== undefined && { text: shown(notice.text) }),
      },
    },
  })
  for (let count = notice.alerts.length; count > 0; count = Math.floor(count / 2)) {
    const whole = event(notice.alerts.slice(0, count))
    // The routing key and the rest of the event stay below a kilobyte.
    if (Buffer.byteLength(bodyText(whole)) < MOST_BYTES - 1_000) return whole
  }
  return event([])
}

/** As data. PagerDuty's pages make links of addresses in it. */
function detailsOf(alert: NoticeAlert) {
  return {
    id: shown(alert.id),
    status: alert.status,
    level: alert.rule.level,
    rule: shown(alert.rule.id),
    title: shown(alert.rule.title),
    key: shown(alert.key),
    summary: shown(alert.summary),
    tags: shown(alert.rule.tags.join(', ')),
    assignee: alert.assignee && shown(alert.assignee),
    events: alert.eventCount,
    first_event_at: new Date(alert.firstEventAt).toISOString(),
    last_event_at: new Date(alert.lastEventAt).toISOString(),
  }
}

const shown = (text: string): string => defang(visible(text, LONGEST_DETAIL))

function withText(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => Boolean(field[1])))
}
