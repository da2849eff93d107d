import { LEVELS } from '../../../shared/events/catalogue.ts'
import { ALERT_STATUSES } from '../../../shared/notify/alert-life.ts'
import type { AlertFilter } from '../../../shared/store/alerts/find-alerts.ts'
import { type EventFilter, OUTCOMES } from '../../../shared/store/find-events.ts'
import { cursor, integer, label, limit, network, oneOf, text, time } from './parsers.ts'
import { RANGE_NAMES, RANGES } from './ranges.ts'
import { defined, fieldReader } from './read-field.ts'

type Query = Record<string, string>
const PAGE_ROWS = 50

/** @throws BadFilter */
export function alertFilter(query: Query): AlertFilter {
  const { read, check } = fieldReader(query)
  const filter = {
    status: read('status', oneOf(ALERT_STATUSES)),
    level: read('level', oneOf(LEVELS)),
    rule: read('rule', text),
    assignee: read('assignee', text),
    label: read('label', label),
    text: read('q', text),
    after: read('cursor', cursor),
    limit: read('limit', limit) ?? PAGE_ROWS,
  }
  check()
  return defined(filter)
}

/**
 * `last` counts back from now; `from` and `to` narrow it further.
 * @throws BadFilter
 */
export function eventFilter(query: Query, now: number): EventFilter {
  const { read, check } = fieldReader(query)
  const last = read('last', oneOf(RANGE_NAMES))
  const since = last === undefined ? undefined : new Date(now - RANGES[last].seconds * 1000).toISOString()
  const from = read('from', time)
  const filter = {
    from: since === undefined || (from !== undefined && from > since) ? from : since,
    to: read('to', time),
    actor: read('actor', text),
    action: read('action', text),
    outcome: read('outcome', oneOf(OUTCOMES)),
    product: read('product', text),
    network: read('ip', network),
    minSeverity: read('severity', integer(0, 6)),
    words: read('q', text),
    canary: read('canary', oneOf(['show'])),
    after: read('cursor', cursor),
    limit: read('limit', limit) ?? PAGE_ROWS,
  }
  check()
  return defined(filter)
}
