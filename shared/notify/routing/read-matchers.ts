import { compileMatcher } from './compile-matcher.ts'
import { MatcherFault } from './matcher-fault.ts'
import { parseMatchers } from './parse-matcher.ts'
import type { PlainMap, Reading } from './reading.ts'
import type { Path } from './routing-refused.ts'
import type { Matcher } from './types.ts'

/** The matchers of a part of the file: `PREFIXmatchers`, and the older maps `PREFIXmatch` and `PREFIXmatch_re`. */
export function readMatchers(
  reading: Reading,
  map: PlainMap,
  path: Path,
  prefix: '' | 'source_' | 'target_',
): Matcher[] {
  const field = `${prefix}matchers`
  const written = reading.items(map[field], [...path, field]).flatMap(({ item, path: place }) => {
    const text = reading.text(item, place)
    return text === undefined ? [] : attempt(reading, place, () => parseMatchers(text))
  })
  return [
    ...written,
    ...older(reading, map[`${prefix}match`], [...path, `${prefix}match`], '='),
    ...older(reading, map[`${prefix}match_re`], [...path, `${prefix}match_re`], '=~'),
  ]
}

function older(reading: Reading, value: unknown, path: Path, op: Matcher['op']): Matcher[] {
  return Object.entries(reading.anyMap(value, path) ?? {}).flatMap(([name, wanted]) => {
    const text = reading.text(wanted, [...path, name])
    if (text === undefined) return []
    const matcher = { name, op, value: text }
    return attempt(reading, [...path, name], () => {
      compileMatcher(matcher)
      return [matcher]
    })
  })
}

function attempt(reading: Reading, path: Path, read: () => Matcher[]): Matcher[] {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MatcherFault)) throw error
    reading.fault(path, error.message)
    return []
  }
}
