import { RuleFault } from './fault.ts'

const COUNT = /\|\s*count\s*\(\s*([^\s)]*)\s*\)(?:\s+by\s+(\S+))?\s*(<=|>=|<|>|=)?\s*(\d+)?/i
const OPERATORS: Record<string, string> = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte', '=': 'eq' }

/** Refuses the old aggregations behind a pipe, with the correlation rule that says the same. Throws `RuleFault`. */
export function refuseAggregation(condition: string): void {
  if (!condition.includes('|')) return
  const count = COUNT.exec(condition)
  const near = /\|\s*near\b/i.test(condition)
  const remedy = near
    ? 'split it into one rule a selection and a correlation rule "type: temporal" over them'
    : count === null
      ? 'end the condition before the "|" and count in a correlation rule'
      : `end the condition before the "|" and add a correlation rule with ${sameCount(count)}`
  throw new RuleFault(`the condition "${condition}" uses the old aggregation "|"`, remedy)
}

function sameCount([, field, by, operator, limit]: RegExpExecArray): string {
  const wanted = `${OPERATORS[operator ?? '>']}: ${limit ?? 'N'}`
  const parts = [
    field ? 'type: value_count' : 'type: event_count',
    `group-by: [${by ?? ''}]`,
    'the timeframe as timespan',
    field ? `condition: { field: ${field}, ${wanted} }` : `condition: { ${wanted} }`,
  ]
  return parts.join(', ')
}
