import type { Timeline } from './timeline.ts'
import { ENDS } from './timelines/ends.ts'
import { ESCALATION } from './timelines/escalation.ts'
import { GROUPING } from './timelines/grouping.ts'
import { INHIBITION } from './timelines/inhibition.ts'
import { SILENCES } from './timelines/silences.ts'
import { TIMES } from './timelines/times.ts'

/** What the desk promises, as a table. Whatever plays it has to tell exactly these. */
export const TIMELINES: readonly Timeline[] = [
  ...GROUPING,
  ...ENDS,
  ...SILENCES,
  ...INHIBITION,
  ...ESCALATION,
  ...TIMES,
]
