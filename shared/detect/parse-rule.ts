import { RuleFault } from './fault.ts'
import { type FieldPath, parseFieldPath } from './field-path.ts'
import { parseDetection } from './parse-detection.ts'
import { parseInfo, text } from './parse-info.ts'
import { parseSource } from './parse-source.ts'
import type { Placeholders } from './placeholders.ts'
import { isMap, own, type PlainMap, textList } from './plain.ts'
import type { Rule } from './rule.ts'

/** Reads one detection rule (Sigma rules specification 2.1). Throws `RuleFault` for the first thing wrong with it. */
export function parseRule(doc: PlainMap, placeholders: Placeholders): Rule {
  const info = parseInfo(doc)
  const source = parseSource(doc)
  const condition = parseDetection(own(doc, 'detection'), placeholders)
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
