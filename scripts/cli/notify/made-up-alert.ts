import { LEVELS, type Level } from '../../../shared/events/catalogue.ts'
import { labelsOf } from '../../../shared/notify/labels.ts'
import type { NoticeAlert } from '../../../shared/notify/notice.ts'
import { UsageError } from '../command.ts'

/** What is told of an alert on the command line; the rest is made up. */
export type MadeUp = { level?: string; rule?: string; title?: string; tags?: string[]; labels?: string[]; key?: string }

const MINUTE_MS = 60_000

/** An alert that is none. Throws `UsageError` for a level or label that can't be. */
export function madeUpAlert(
  { level = 'high', rule: id = 'example-rule', title = 'Example', tags = [], labels = [], key }: MadeUp,
  now: number,
): NoticeAlert {
  const given = labelMap(labels)
  const fields = Object.entries(given).map(([name, [value]]) => `${name}=${value}`)
  const whose = key ?? (fields.length > 0 ? fields.join(', ') : 'actor.user.name=ann')
  const rule = { id, title, level: levelOf(level), tags }
  const beside = key === undefined && fields.length === 0 ? { 'actor.user.name': ['ann'] } : given
  return {
    id: '00000000-0000-4000-8000-000000000000',
    episode: 1,
    rule,
    key: whose,
    summary: `${title} by ${whose}`,
    labels: labelsOf({ rule, key: whose, labels: beside }),
    status: 'open',
    assignee: null,
    openedAt: now,
    firstEventAt: now - MINUTE_MS,
    lastEventAt: now,
    eventCount: 3,
  }
}

function levelOf(text: string): Level {
  const level = LEVELS.find((one) => one === text)
  if (level === undefined) throw new UsageError(`--level: ${JSON.stringify(text)} is none of ${LEVELS.join(', ')}`)
  return level
}

/** `name=value`, a name several times for several values. */
function labelMap(labels: readonly string[]): Record<string, string[]> {
  const map: Record<string, string[]> = {}
  for (const label of labels) {
    const at = label.indexOf('=')
    if (at < 1) throw new UsageError(`--label: ${JSON.stringify(label)} is no name=value`)
    const name = label.slice(0, at)
    map[name] = [...(map[name] ?? []), label.slice(at + 1)]
  }
  return map
}
