import type { Cursor } from '../../../shared/store/cursor.ts'
import { DEAD_KINDS, type DeadFilter } from '../../../shared/store/replay/dead-filter.ts'
import { cursor, limit, oneOf, text, time } from './parsers.ts'
import { BadFilter, defined, fieldReader } from './read-field.ts'

type Query = Record<string, string>
const PAGE_ROWS = 50
const FILTER_FIELDS = ['kind', 'stage', 'channel', 'reason', 'source', 'type', 'since', 'until']
/** What a replay by filter may be asked with. */
export const REPLAY_FIELDS = [...FILTER_FIELDS, 'all']

/** @throws BadFilter */
export function deadFilter(query: Query): DeadFilter & { after?: Cursor; limit: number } {
  const { read, check } = fieldReader(query)
  const replayed = read('replayed', oneOf(['yes', 'no']))
  const filter = {
    ...fieldsOf(read),
    replayed: replayed && replayed === 'yes',
    after: read('cursor', cursor),
    limit: read('limit', limit) ?? PAGE_ROWS,
  }
  check()
  return defined(filter)
}

/**
 * What is to be sent again. A field that is unknown is refused, and so is a filter without any, lest more goes than was
 * meant: everything goes with `all`.
 * @throws BadFilter
 */
export function replayFilter(query: Query): DeadFilter {
  const given = Object.entries(query).filter(([, value]) => value.trim() !== '')
  const { all, ...fields } = Object.fromEntries(given)
  const unknown = Object.keys(fields).filter((field) => !FILTER_FIELDS.includes(field))
  const known = `is not one of ${REPLAY_FIELDS.join(', ')}`
  if (unknown.length > 0) throw new BadFilter(unknown.map((field) => ({ field: field.slice(0, 50), message: known })))
  if (all !== undefined && all !== 'yes') throw new BadFilter([{ field: 'all', message: 'is not yes' }])
  if (all === undefined && Object.keys(fields).length === 0)
    throw new BadFilter([{ field: 'filter', message: `is empty: give one of ${FILTER_FIELDS.join(', ')}, or all` }])
  const { read, check } = fieldReader(fields)
  const filter = fieldsOf(read)
  check()
  return defined(filter)
}

function fieldsOf(read: ReturnType<typeof fieldReader>['read']) {
  return {
    kind: read('kind', oneOf(DEAD_KINDS)),
    stage: read('stage', text),
    channel: read('channel', text),
    reason: read('reason', text),
    source: read('source', text),
    type: read('type', text),
    since: read('since', time),
    until: read('until', time),
  }
}
