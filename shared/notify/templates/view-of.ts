import { headline, isUnresolved, markOf, statusOf, worstLevel } from '../formats/headline.ts'
import type { NoticeLinks } from '../formats/notice-links.ts'
import { visible } from '../formats/visible.ts'
import type { Labels } from '../labels.ts'
import type { Notice, NoticeAlert } from '../notice.ts'
import { Own, type View } from './render-template.ts'

/** How much of a notice a text has room for, and whether it names labels at all: they are many. */
export type Room = { alerts: number; value: number; labels: boolean }

/** `2026-11-25 12:00:00 UTC`. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

const own = (value: string | number | undefined): Own => new Own(value === undefined ? '' : String(value))

/** What templates can name of a notice: see names.ts. */
export function viewOf(notice: Notice, links: NoticeLinks, room: Room): View {
  const shown = notice.alerts.slice(0, room.alerts)
  const alerts = shown.map((alert) => alertView(alert, links, room))
  const omitted = notice.omitted + notice.alerts.length - shown.length
  const [first] = notice.alerts
  const { kind } = notice
  return {
    ...(first && firstView(first, links, room)),
    title: visible(headline(notice), room.value),
    text: visible(notice.text ?? '', room.value * 2),
    mark: own(markOf(notice)),
    status: own(statusOf(notice)),
    kind: own(kind),
    step: own(notice.step === 0 ? '' : notice.step),
    receiver: visible(notice.receiver, room.value),
    level: own(worstLevel(notice)),
    count: own(notice.alerts.length + notice.omitted),
    omitted: own(omitted === 0 ? '' : omitted),
    time: own(timeText(notice.at)),
    is_firing: statusOf(notice) === 'firing',
    is_resolved: statusOf(notice) === 'resolved',
    is_repeat: kind === 'repeat',
    is_escalation: kind === 'escalation',
    is_digest: kind === 'digest',
    is_test: kind === 'test',
    home_url: own(links.home),
    acknowledge_url: own(links.acknowledge),
    resolve_url: own(links.resolve),
    alerts,
    firing: alerts.filter((_, index) => isUnresolved(shown[index]!)),
    resolved: alerts.filter((_, index) => !isUnresolved(shown[index]!)),
    ...labelViews('labels', commonLabels(notice.alerts), room),
    ...labelViews('group', Object.fromEntries(Object.entries(notice.groupLabels).map(([n, v]) => [n, [v]])), room),
  }
}

function firstView(alert: NoticeAlert, links: NoticeLinks, room: Room): View {
  const { alertname, rule, tags, key, summary, assignee, alert_url } = alertView(alert, links, room)
  return { alertname, rule, tags, key, summary, assignee, alert_url } as View
}

function alertView(alert: NoticeAlert, links: NoticeLinks, room: Room): View {
  return {
    id: visible(alert.id, room.value),
    alertname: visible(alert.rule.title, room.value),
    rule: visible(alert.rule.id, room.value),
    level: own(alert.rule.level),
    tags: visible(alert.rule.tags.join(', '), room.value),
    key: visible(alert.key, room.value),
    summary: visible(alert.summary, room.value * 2),
    status: own(alert.status.replace('_', ' ')),
    assignee: visible(alert.assignee ?? '', room.value),
    episode: own(alert.episode),
    event_count: own(alert.eventCount),
    opened_at: own(timeText(alert.openedAt)),
    first_event_at: own(timeText(alert.firstEventAt)),
    last_event_at: own(timeText(alert.lastEventAt)),
    is_unresolved: isUnresolved(alert),
    alert_url: own(links.alertUrl(alert.id)),
    ...labelViews('labels', alert.labels, room),
  }
}

/** The labels as a list of pairs, and each by its own name: `labels.product`. */
function labelViews(of: string, labels: Labels, room: Room): View {
  if (!room.labels) return {}
  const texts = Object.entries(labels).map(([name, values]) => ({
    name: visible(name, room.value),
    value: visible(values.join(', '), room.value),
  }))
  return { [of]: texts, ...Object.fromEntries(texts.map(({ name, value }) => [`${of}.${name}`, value])) }
}

/** Those that every alert has, with the same values. */
export function commonLabels(alerts: readonly NoticeAlert[]): Labels {
  const [first, ...others] = alerts
  return Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(([name, values]) =>
      others.every(({ labels }) => Object.hasOwn(labels, name) && labels[name]!.join('\0') === values.join('\0')),
    ),
  )
}
