import { RuleFault } from './fault.ts'
import { parseFieldPath } from './field-path.ts'
import { parseInfo, text } from './parse-info.ts'
import { isMap, own, type PlainMap, textList } from './plain.ts'
import type { Correlation } from './rule.ts'
import { parseThreshold } from './threshold.ts'

const SECOND_MS = 1000
const UNIT_MS: Record<string, number> = { s: SECOND_MS, m: 60 * SECOND_MS, h: 3600 * SECOND_MS, d: 86_400 * SECOND_MS }

/**
 * Reads one correlation rule (Sigma correlation rules specification 2.1); `rules` of the result still holds the
 * references as written. Throws `RuleFault` for the first thing wrong, and for what this version can't do.
 */
export function parseCorrelation(doc: PlainMap): Correlation {
  const info = parseInfo(doc)
  const body = own(doc, 'correlation')
  if (!isMap(body))
    throw new RuleFault('"correlation" is no map', 'give it type, rules, group-by, timespan and condition')
  if (own(body, 'aliases') !== undefined)
    throw new RuleFault('"aliases" are not supported', 'group by a field that the referred rules share')
  const type = parseType(body)
  const { threshold, valueFields } = parseThreshold(type, own(body, 'condition'))
  return {
    ...info,
    type,
    rules: references(body),
    groupBy: fieldList(body, 'group-by').map(parseFieldPath),
    timespanMs: parseTimespan(text(body, 'timespan')),
    threshold,
    valueFields: valueFields.map(parseFieldPath),
  }
}

/** What a correlation document refers to, as far as that can be read of a faulty one; none for another document. */
export function referred(doc: PlainMap): { rules: readonly string[]; generate: boolean } {
  const body = own(doc, 'correlation')
  if (!isMap(body)) return { rules: [], generate: false }
  const generate = own(doc, 'generate') === true || own(body, 'generate') === true
  return { rules: textList(own(body, 'rules')) ?? [], generate }
}

function parseType(body: PlainMap): Correlation['type'] {
  const type = own(body, 'type')
  if (type === 'event_count' || type === 'value_count') return type
  throw new RuleFault(`the correlation type ${JSON.stringify(type)} is not supported`, 'use event_count or value_count')
}

function references(body: PlainMap): string[] {
  const rules = textList(own(body, 'rules'))
  if (rules === undefined || rules.length === 0)
    throw new RuleFault('the correlation refers to no rules', 'list ids or names of rules as "rules"')
  return rules
}

function fieldList(body: PlainMap, key: string): string[] {
  const value = own(body, key)
  if (value === undefined || value === null) return []
  const fields = textList(value)
  if (fields === undefined)
    throw new RuleFault(`"${key}" is no list of field names`, `write "${key}" as a list of texts`)
  return fields
}

function parseTimespan(timespan: string | undefined): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(timespan ?? '') ?? []
  const ms = Number(count) * (UNIT_MS[unit ?? ''] ?? 0)
  if (ms > 0) return ms
  throw new RuleFault(
    `the timespan is ${JSON.stringify(timespan)}`,
    'write a number from 1 and s, m, h or d, such as 15m',
  )
}
