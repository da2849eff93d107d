import { SUPPRESSION_STATES, type SuppressionFilter } from '../../../shared/store/suppressions/find-suppressions.ts'
import { cursor, limit, oneOf, text } from './parsers.ts'
import { defined, fieldReader } from './read-field.ts'

const PAGE_ROWS = 50

/** @throws BadFilter */
export function suppressionFilter(query: Record<string, string>): SuppressionFilter {
  const { read, check } = fieldReader(query)
  const filter = {
    state: read('state', oneOf(SUPPRESSION_STATES)),
    ruleId: read('rule', text),
    after: read('cursor', cursor),
    limit: read('limit', limit) ?? PAGE_ROWS,
  }
  check()
  return defined(filter)
}
