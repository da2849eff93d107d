import { RuleFault } from '../detect/fault.ts'
import { NORMALISED, parseSource } from '../detect/parse-source.ts'
import { isMap, own } from '../detect/plain.ts'
import type { RuleSource } from '../detect/rule.ts'
import { LOG_SOURCES } from '../normalise/sources/log-sources.ts'
import { type Linted, type Warning, warn } from './lint-rules.ts'

/** One warning for each log source that no adapter gives, at the first of its rules. */
export function lintLogSources(all: readonly Linted[]): Warning[] {
  const unknown = new Map<string, { source: RuleSource; rules: Linted[] }>()
  for (const linted of all) {
    const source = sourceOf(linted)
    if (source === undefined || isGiven(source)) continue
    const key = JSON.stringify(source)
    const found = unknown.get(key) ?? { source, rules: [] }
    found.rules.push(linted)
    unknown.set(key, found)
  }
  return [...unknown.values()].map(({ source, rules }) => {
    const whose = rules.length === 1 ? '' : `, that of ${rules.length} rules`
    return warn(rules[0]!, ['logsource'], `no adapter gives events of its log source${whose}: ${remedy(source)}`)
  })
}

/** The log source of a document that has one; what is wrong with it is told where the document is refused. */
function sourceOf({ doc }: Linted): RuleSource | undefined {
  if (!isMap(own(doc, 'logsource'))) return undefined
  try {
    return parseSource(doc)
  } catch (error) {
    if (error instanceof RuleFault) return undefined
    throw error
  }
}

/** As `sees` compares a rule with an event. */
function isGiven({ product, service, category }: RuleSource): boolean {
  if (product === NORMALISED && service === undefined) return true
  return LOG_SOURCES.some(
    (given) =>
      (service === undefined || service === given.service) &&
      (product === undefined || product === NORMALISED
        ? category === undefined || category === given.category
        : product === given.product),
  )
}

function remedy({ product, service, category }: RuleSource): string {
  if (category !== undefined && product === undefined)
    return `its records must come by /sources/json with "logsource": {"category": "${category}", …} in them`
  const headers = [
    ...(product === undefined ? [] : [`x-auditflow-product: ${product}`]),
    ...(service === undefined ? [] : [`x-auditflow-service: ${service}`]),
  ]
  return `its records must come by /sources/json with the headers "${headers.join('" and "')}"`
}
