import { RuleFault } from './fault.ts'
import { isMap, own, type PlainMap, textList } from './plain.ts'
import type { Correlation } from './rule.ts'

/** The most events `event_count` may ask for: each hit reads twice as many neighbours. */
export const MAX_EVENT_COUNT = 10_000

/**
 * How many neighbours on each side `value_count` looks at, as one value may repeat any number of times between two
 * others. So this bounds it: distinct values further apart than this many hits of one group are not counted together.
 */
export const VALUE_COUNT_NEIGHBOURS = 1000

type Threshold = { threshold: number; valueFields: string[] }

/**
 * Reads a correlation's condition. Only `gte` and `gt` have a meaning over a sliding window, where a window with fewer
 * events always exists; the others are refused. Throws `RuleFault`.
 */
export function parseThreshold(type: Correlation['type'], condition: unknown): Threshold {
  if (!isMap(condition)) throw new RuleFault('the correlation has no condition', 'add "condition: { gte: N }"')
  const refused = Object.keys(condition).filter((key) => !['gte', 'gt', 'field'].includes(key))
  if (refused.length > 0)
    throw new RuleFault(
      `the condition's "${refused.join('", "')}" is not supported`,
      'use gte or gt: a window with fewer always exists',
    )
  const threshold = parseLimit(condition)
  const most = type === 'event_count' ? MAX_EVENT_COUNT : VALUE_COUNT_NEIGHBOURS
  if (threshold > most) throw new RuleFault(`the condition asks for ${threshold}`, `ask for ${most} at most`)
  return { threshold, valueFields: parseFields(type, condition) }
}

function parseLimit(condition: PlainMap): number {
  const gte = own(condition, 'gte')
  const gt = own(condition, 'gt')
  const limit = gte ?? gt
  const least = gte === undefined ? 0 : 1
  if ((gte === undefined) === (gt === undefined) || !Number.isSafeInteger(limit) || Number(limit) < least)
    throw new RuleFault(
      'the condition has not one whole number to reach',
      'write either "gte: N", N from 1, or "gt: N", N from 0',
    )
  return gte === undefined ? Number(limit) + 1 : Number(limit)
}

function parseFields(type: Correlation['type'], condition: PlainMap): string[] {
  const field = own(condition, 'field')
  if (type === 'event_count') {
    if (field === undefined) return []
    throw new RuleFault('an event_count has a "field" to count', 'leave the field out or use value_count')
  }
  const fields = textList(field)
  if (fields === undefined || fields.length === 0)
    throw new RuleFault('a value_count needs the field whose values it counts', 'add "field: NAME" to the condition')
  return fields
}
