import { parseDuration } from './duration.ts'
import { RuleFault } from './fault.ts'
import { parseFieldPath } from './field-path.ts'
import { isMap, own, type PlainMap, textList } from './plain.ts'
import { type Bound, type Correlation, type CorrelationType, OPERATORS } from './rule.ts'

/** The most events, values or rules a condition may ask for: each hit reads as many neighbours. */
export const MOST_COUNTED = 10_000

/** What the `condition` of a correlation says. */
export type Asked = Pick<Correlation, 'bounds' | 'valueFields' | 'percentile' | 'known' | 'baselineMs' | 'least'>

/** How a type's condition is made up. `field: 'optional'` has a default, `bounds` names the comparisons it takes. */
type Form = { field: 'none' | 'needed' | 'optional'; bounds: readonly string[]; extra?: readonly string[] }

const FORMS: Record<CorrelationType, Form> = {
  event_count: { field: 'none', bounds: OPERATORS },
  value_count: { field: 'needed', bounds: OPERATORS },
  temporal: { field: 'none', bounds: OPERATORS },
  temporal_ordered: { field: 'none', bounds: [] },
  value_sum: { field: 'needed', bounds: OPERATORS },
  value_avg: { field: 'needed', bounds: OPERATORS },
  value_median: { field: 'needed', bounds: OPERATORS },
  value_percentile: { field: 'needed', bounds: OPERATORS, extra: ['percentile'] },
  absence: { field: 'none', bounds: [] },
  new_term: { field: 'needed', bounds: [], extra: ['known'] },
  spike: { field: 'none', bounds: ['gt', 'gte'], extra: ['baseline', 'min'] },
  flatline: { field: 'none', bounds: ['lt', 'lte'] },
  impossible_travel: { field: 'none', bounds: ['gt', 'gte'] },
}

const COUNTING: ReadonlySet<CorrelationType> = new Set(['event_count', 'value_count', 'temporal', 'flatline'])
const DEFAULT_KNOWN = 1
const DEFAULT_LEAST = 10

/**
 * Reads a correlation's condition (Sigma correlation rules specification 2.1, «Condition»; README.md for AuditFlow's own
 * types). Throws `RuleFault` naming what is missing, stray or of the wrong kind.
 * @param rules how many rules the correlation refers to
 */
export function parseBounds(type: CorrelationType, condition: unknown, rules: number): Asked {
  const form = FORMS[type]
  const map = conditionMap(type, condition, form)
  refuseStray(type, map, form)
  const bounds = parseComparisons(type, map, form)
  if (bounds.length === 0 && form.bounds.length > 0 && type !== 'temporal') throw noComparison(type, form)
  return {
    bounds: bounds.length === 0 && type === 'temporal' ? [{ operator: 'gte', limit: rules }] : bounds,
    valueFields: parseFields(type, map, form),
    ...(own(map, 'percentile') !== undefined && { percentile: number(map, 'percentile', 0, 100) }),
    ...(type === 'new_term' && { known: whole(map, 'known', DEFAULT_KNOWN) }),
    ...(type === 'spike' && {
      baselineMs: parseDuration('baseline', own(map, 'baseline')),
      least: whole(map, 'min', DEFAULT_LEAST),
    }),
  }
}

function conditionMap(type: CorrelationType, condition: unknown, form: Form): PlainMap {
  if (isMap(condition)) return condition
  const optional = form.field !== 'needed' && (form.bounds.length === 0 || type === 'temporal')
  if ((condition === undefined || condition === null) && optional) return {}
  throw new RuleFault('the correlation has no condition', `add "condition: { ${exampleOf(type, form)} }"`)
}

function exampleOf(type: CorrelationType, { field, bounds }: Form): string {
  const parts = [
    ...(field === 'needed' ? ['field: NAME'] : []),
    ...(bounds.length > 0 ? [`${bounds.includes('gte') ? 'gte' : bounds[0]}: N`] : []),
    ...(type === 'spike' ? ['baseline: 7d'] : []),
  ]
  return parts.join(', ')
}

function noComparison(type: CorrelationType, form: Form): RuleFault {
  return new RuleFault(
    'the condition compares with nothing',
    `write "condition: { ${exampleOf(type, form)} }" with ${form.bounds.join(', ')}`,
  )
}

function refuseStray(type: CorrelationType, map: PlainMap, form: Form): void {
  const taken = [...form.bounds, ...(form.extra ?? []), ...(form.field === 'none' ? [] : ['field'])]
  const stray = Object.keys(map).find((key) => !taken.includes(key))
  if (stray !== undefined)
    throw new RuleFault(
      `the condition of a correlation of type ${type} has "${stray}"`,
      taken.length === 0 ? 'leave the condition out' : `use ${taken.join(', ')}`,
    )
}

function parseComparisons(type: CorrelationType, map: PlainMap, form: Form): Bound[] {
  const bounds = OPERATORS.filter((operator) => form.bounds.includes(operator) && own(map, operator) !== undefined)
  return bounds.map((operator) => {
    const limit = own(map, operator)
    const counts = COUNTING.has(type)
    if (typeof limit !== 'number' || !Number.isFinite(limit) || (counts && !Number.isSafeInteger(limit)))
      throw new RuleFault(
        `the condition's "${operator}" is ${JSON.stringify(limit)}`,
        `give it a ${counts ? 'whole ' : ''}number`,
      )
    if (counts && (limit < 0 || limit > MOST_COUNTED))
      throw new RuleFault(`the condition asks for ${limit}`, `ask for a number from 0 to ${MOST_COUNTED}`)
    if (counts && operator === 'gte' && limit === 0)
      throw new RuleFault('the condition asks for no event at least, which always holds', 'ask for 1 or more')
    if (!counts && (type === 'spike' || type === 'impossible_travel') && limit <= 0)
      throw new RuleFault(`the condition's "${operator}" is ${limit}`, 'give it a number above 0')
    return { operator, limit }
  })
}

function parseFields(type: CorrelationType, map: PlainMap, form: Form): Asked['valueFields'] {
  if (form.field === 'none') return []
  const fields = textList(own(map, 'field'))
  if (fields === undefined || fields.length === 0)
    throw new RuleFault(
      `a correlation of type ${type} needs the field whose values it looks at`,
      'add "field: NAME" to the condition',
    )
  const many = type === 'value_count' || type === 'new_term'
  if (fields.length > 1 && !many)
    throw new RuleFault(`a correlation of type ${type} has several fields`, 'give it one field')
  return fields.map(parseFieldPath)
}

function number(map: PlainMap, key: string, least: number, most: number): number {
  const value = own(map, key)
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw new RuleFault(`the condition's "${key}" is ${JSON.stringify(value)}`, `give it a number, ${least} to ${most}`)
}

function whole(map: PlainMap, key: string, fallback: number): number {
  const value = own(map, key) ?? fallback
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MOST_COUNTED) return value
  throw new RuleFault(
    `the condition's "${key}" is ${JSON.stringify(value)}`,
    `give it a whole number from 1 to ${MOST_COUNTED}`,
  )
}
