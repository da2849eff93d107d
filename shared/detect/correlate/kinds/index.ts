import type { CorrelationType } from '../../rule.ts'
import type { Kind } from '../kind.ts'
import { ABSENCE } from './absence.ts'
import { FLATLINE } from './flatline.ts'
import { IMPOSSIBLE_TRAVEL } from './impossible-travel.ts'
import { NEW_TERM } from './new-term.ts'
import { SPIKE } from './spike.ts'
import { tallyKind } from './tally.ts'
import { TEMPORAL } from './temporal.ts'
import { TEMPORAL_ORDERED } from './temporal-ordered.ts'

/** How each type of correlation judges. */
export const KINDS: Readonly<Record<CorrelationType, Kind>> = {
  event_count: tallyKind('event_count'),
  value_count: tallyKind('value_count'),
  temporal: TEMPORAL,
  temporal_ordered: TEMPORAL_ORDERED,
  value_sum: tallyKind('value_sum'),
  value_avg: tallyKind('value_avg'),
  value_median: tallyKind('value_median'),
  value_percentile: tallyKind('value_percentile'),
  absence: ABSENCE,
  new_term: NEW_TERM,
  spike: SPIKE,
  flatline: FLATLINE,
  impossible_travel: IMPOSSIBLE_TRAVEL,
}
