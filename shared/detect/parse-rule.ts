import { RuleFault } from './fault.ts'
import { type FieldPath, parseFieldPath } from './field-path.ts'
import { parseCondition } from './parse-condition.ts'
import { parseInfo, text } from './parse-info.ts'
import { parseSelection } from './parse-selection.ts'
import { parseSource } from './parse-source.ts'
import { isMap, own, type PlainMap, textList } from './plain.ts'
import type { Condition, Rule } from './rule.ts'

/** Reads one detection rule (Sigma rules specification 2.1). Throws `RuleFault` for the first thing wrong with it. */
export function parseRule(doc: PlainMap): Rule {
  const info = parseInfo(doc)
  const source = parseSource(doc)
  const condition = parseDetection(own(doc, 'detection'))
  const name = text(doc, 'name')
  const keyFields = parseKeyFields(doc)
  if (own(doc, 'status') === 'unsupported')
    throw new RuleFault(
      'its status is "unsupported": its author says that it can not be used',
      'mend it and change the status',
    )
  return {
    info,
    source,
    condition,
    silent: false,
    ...(name !== undefined && { name }),
    ...(keyFields !== undefined && { keyFields }),
  }
}

function parseDetection(detection: unknown): Condition {
  if (!isMap(detection))
    throw new RuleFault('there is no detection', 'add "detection:" with selections and a condition')
  const conditions = textList(own(detection, 'condition'))
  if (conditions === undefined || conditions.length === 0)
    throw new RuleFault('the condition is missing or no text', 'add "condition:" naming the selections')
  const selections = new Map(
    Object.entries(detection)
      .filter(([name]) => name !== 'condition' && name !== 'timeframe')
      .map(([name, value]) => [name, parseSelection(name, value)]),
  )
  const parts = conditions.map((condition) => parseCondition(condition, selections))
  refuseTimeframe(detection)
  return parts.length === 1 ? parts[0]! : { kind: 'any', parts }
}

function refuseTimeframe(detection: PlainMap): void {
  if (own(detection, 'timeframe') !== undefined)
    throw new RuleFault(
      'the detection has the old "timeframe", which means nothing to a rule on single events',
      'leave it out, or count in a correlation rule with "timespan"',
    )
}

function parseKeyFields(doc: PlainMap): FieldPath[] | undefined {
  const custom = own(doc, 'auditflow')
  if (custom === undefined) return undefined
  const fields = isMap(custom) ? textList(own(custom, 'key')) : undefined
  if (fields === undefined || fields.length === 0)
    throw new RuleFault(
      'the attribute "auditflow" has no list of field names as "key"',
      'write "auditflow: { key: [actor.user.name] }"',
    )
  return fields.map(parseFieldPath)
}
