import { RuleFault, within } from './fault.ts'
import { parseCustom } from './parse-custom.ts'
import { parseDetection } from './parse-detection.ts'
import { parseInfo, text } from './parse-info.ts'
import { parseSource } from './parse-source.ts'
import type { Placeholders } from './placeholders.ts'
import { own, type PlainMap } from './plain.ts'
import type { Rule } from './rule.ts'

/** Reads one detection rule (Sigma rules specification 2.1). Throws `RuleFault` for the first thing wrong with it. */
export function parseRule(doc: PlainMap, placeholders: Placeholders): Rule {
  const { stage, exceptions, keyFields, life } = within(['auditflow'], () => parseCustom(doc, placeholders))
  const info = { ...parseInfo(doc, stage), ...life }
  const source = parseSource(doc)
  const condition = within(['detection'], () => parseDetection(own(doc, 'detection'), placeholders))
  const name = text(doc, 'name')
  if (own(doc, 'status') === 'unsupported')
    throw new RuleFault(
      'its status is "unsupported": its author says that it can not be used',
      'mend it and change the status',
      ['status'],
    )
  return {
    info,
    source,
    condition,
    exceptions,
    silent: false,
    ...(name !== undefined && { name }),
    ...(keyFields !== undefined && { keyFields }),
  }
}
