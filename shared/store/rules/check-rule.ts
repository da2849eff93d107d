import { parseRules, type RuleDocument } from '../../detect/index.ts'
import { versionOf } from '../../detect/parse-info.ts'
import type { Placeholders } from '../../detect/placeholders.ts'
import { isMap, isText, own, type PlainMap } from '../../detect/plain.ts'
import { jsonText } from '../json-text.ts'
import { RuleRefused, refusing } from './rule-refused.ts'

export type CheckOptions = {
  /** The documents it will stand among: a correlation rule or a filter finds the rules it refers to there. */
  among: readonly RuleDocument[]
  placeholders?: Placeholders
}

export type CheckedRule = { id: string; version: string; doc: PlainMap }

/** Unlike the name of any file. */
const CHECKED = '\0checked'

/**
 * Reads a rule's document as it will be read when it is loaded. What else has its id is left aside: it replaces that.
 * @returns the document as PostgreSQL keeps it
 * @throws RuleRefused
 */
export function checkRule(document: unknown, { among, placeholders = {} }: CheckOptions): CheckedRule {
  if (!isMap(document)) throw new RuleRefused('doc', 'is no map', 'write title, id, logsource and detection')
  refusing('doc', () => versionOf(document))
  const doc = JSON.parse(jsonText(document)) as PlainMap
  const id = own(doc, 'id')
  if (!isText(id)) throw new RuleRefused('doc.id', 'is missing', 'give the rule an id of its own, such as a UUID')
  const others = among.filter((other) => !isMap(other.doc) || own(other.doc, 'id') !== id)
  const { faults } = parseRules([...others, { file: CHECKED, doc }], { placeholders })
  const fault = faults.find(({ file }) => file === CHECKED)
  if (fault !== undefined) throw new RuleRefused('doc', fault.problem, fault.remedy)
  return { id: id.trim(), version: versionOf(doc), doc }
}
