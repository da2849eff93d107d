import type { SilenceFilter } from '../../../shared/store/silences/find-silences.ts'
import { SILENCE_STATES } from '../../../shared/store/silences/silence-row.ts'
import { cursor, limit, oneOf } from './parsers.ts'
import { defined, fieldReader } from './read-field.ts'

const PAGE_ROWS = 50

/** @throws BadFilter */
export function silenceFilter(query: Record<string, string>): SilenceFilter {
  const { read, check } = fieldReader(query)
  const filter = {
    state: read('state', oneOf(SILENCE_STATES)),
    after: read('cursor', cursor),
    limit: read('limit', limit) ?? PAGE_ROWS,
  }
  check()
  return defined(filter)
}
