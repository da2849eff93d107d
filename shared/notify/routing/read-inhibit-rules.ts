import { readMatchers } from './read-matchers.ts'
import type { Reading } from './reading.ts'
import type { InhibitRule } from './types.ts'

const FIELDS = [
  'name',
  'source_matchers',
  'source_match',
  'source_match_re',
  'target_matchers',
  'target_match',
  'target_match_re',
  'equal',
]

/** Reads `inhibit_rules`. */
export function readInhibitRules(reading: Reading, value: unknown): InhibitRule[] {
  return reading.items(value, ['inhibit_rules']).map(({ item, path }) => {
    const map = reading.map(item, path, FIELDS)
    if (Object.keys(map).length === 0) reading.fault(path, 'is empty')
    if (map['name'] !== undefined) reading.text(map['name'], [...path, 'name'])
    return {
      source: readMatchers(reading, map, path, 'source_'),
      target: readMatchers(reading, map, path, 'target_'),
      equal: reading.items(map['equal'], [...path, 'equal']).flatMap(({ item: label, path: place }) => {
        const name = reading.name(label, place)
        return name === undefined ? [] : [name]
      }),
    }
  })
}
