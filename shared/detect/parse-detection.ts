import { RuleFault, within } from './fault.ts'
import { parseCondition } from './parse-condition.ts'
import { parseSelection } from './parse-selection.ts'
import type { Placeholders } from './placeholders.ts'
import { isMap, own, type PlainMap, textList } from './plain.ts'
import type { Condition } from './rule.ts'

/** Keys of a detection, or of a filter, that name no selection. */
const RESERVED: ReadonlySet<string> = new Set(['condition', 'timeframe'])

/**
 * Reads selections and the condition over them; several conditions hold when one does. `reserved` are further keys that
 * name no selection. Throws `RuleFault` for the first thing wrong.
 */
export function parseDetection(
  detection: unknown,
  placeholders: Placeholders,
  reserved: readonly string[] = [],
): Condition {
  if (!isMap(detection))
    throw new RuleFault('there is no detection', 'add "detection:" with selections and a condition')
  const conditions = textList(own(detection, 'condition'))
  if (conditions === undefined || conditions.length === 0)
    throw new RuleFault('the condition is missing or no text', 'add "condition:" naming the selections')
  const selections = new Map(
    Object.entries(detection)
      .filter(([name]) => !RESERVED.has(name) && !reserved.includes(name))
      .map(([name, value]) => [name, within([name], () => parseSelection(name, value, placeholders))]),
  )
  const parts = within(['condition'], () => conditions.map((condition) => parseCondition(condition, selections)))
  refuseTimeframe(detection)
  return parts.length === 1 ? parts[0]! : { kind: 'any', parts }
}

function refuseTimeframe(detection: PlainMap): void {
  if (own(detection, 'timeframe') !== undefined)
    throw new RuleFault(
      'the detection has the old "timeframe", which means nothing to a rule on single events',
      'leave it out, or count in a correlation rule with "timespan"',
      ['timeframe'],
    )
}
