import { LEVELS } from '../events/catalogue.ts'
import { uidOf } from '../events/envelope.ts'
import type { ChannelKind } from './channels/types.ts'
import { MAX_NOTICE_ALERTS, type Notice, type NoticeAlert, type NoticeAlertStatus } from './notice.ts'

/** The kinds that are read by people. What a program reads goes one by one: it knows alerts by the notice's group. */
export const DIGEST_KINDS: ReadonlySet<ChannelKind> = new Set([
  'console',
  'email',
  'slack',
  'msteamsv2',
  'discord',
  'telegram',
])

const STATUS_ORDER: readonly NoticeAlertStatus[] = ['open', 'acknowledged', 'resolved', 'false_positive']
const MOST_TEXTS = 10

/**
 * One notice that tells what several would have told. Each alert is told once, as the latest of them tells it.
 * @param parts at least one, of one channel; in the same order the digest is the same
 * @param limit the rate limit that made it necessary
 * @param now milliseconds since 1970 UTC
 */
export function digest(parts: readonly Notice[], limit: { max: number; perMs: number }, now: number): Notice {
  const [first] = parts
  if (first === undefined) throw new RangeError('a digest of nothing')
  const id = uidOf('digest', parts.map((part) => part.id).join(' '))
  const alerts = unite(parts)
  const untold = parts.reduce((sum, part) => sum + part.omitted, 0)
  return {
    id,
    kind: 'digest',
    step: 0,
    receiver: first.receiver,
    channel: first.channel,
    groupKey: `digest ${id}`,
    groupLabels: sharedLabels(parts),
    alerts: alerts.slice(0, MAX_NOTICE_ALERTS),
    omitted: untold + Math.max(0, alerts.length - MAX_NOTICE_ALERTS),
    at: now,
    text: textOf(parts, limit),
  }
}

function unite(parts: readonly Notice[]): NoticeAlert[] {
  const latest = new Map<string, NoticeAlert>()
  for (const part of [...parts].sort((a, b) => a.at - b.at))
    for (const alert of part.alerts)
      if (alert.episode >= (latest.get(alert.id)?.episode ?? 0)) latest.set(alert.id, alert)
  return [...latest.values()].sort(
    (a, b) =>
      STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
      LEVELS.indexOf(b.rule.level) - LEVELS.indexOf(a.rule.level) ||
      b.lastEventAt - a.lastEventAt ||
      (a.id < b.id ? -1 : 1),
  )
}

/** Labels that all of the groups have in common. */
function sharedLabels(parts: readonly Notice[]): Record<string, string> {
  const [first, ...others] = parts.map((part) => part.groupLabels)
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([name, value]) => others.every((labels) => labels[name] === value)),
  )
}

/** What the parts say in words, such as that a silence ends, is told in words again. */
function textOf(parts: readonly Notice[], { max, perMs }: { max: number; perMs: number }): string {
  const own = parts.flatMap(({ text }) => text ?? []).slice(0, MOST_TEXTS)
  return [`${parts.length} notices together, since more than ${max} ${spanOf(perMs)} would have come.`, ...own].join(
    ' ',
  )
}

function spanOf(ms: number): string {
  if (ms % 3_600_000 === 0) return ms === 3_600_000 ? 'an hour' : `in ${ms / 3_600_000} hours`
  if (ms % 60_000 === 0) return ms === 60_000 ? 'a minute' : `in ${ms / 60_000} minutes`
  return ms === 1_000 ? 'a second' : `in ${ms / 1_000} seconds`
}
