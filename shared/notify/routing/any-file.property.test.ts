import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MatcherFault } from './matcher-fault.ts'
import { matchersText } from './matchers-text.ts'
import { parseMatchers } from './parse-matcher.ts'
import { parseRouting } from './parse-routing.ts'
import { RoutingRefused } from './routing-refused.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const example = /```yaml\n([\s\S]*?)```/.exec(readme)![1]!
const lines = example.split('\n')

/** Whatever stands in the file, it is read or refused, and each fault has its place in it. */
function isReadOrRefused(text: string): void {
  try {
    parseRouting(text, () => 'x')
  } catch (error) {
    if (!(error instanceof RoutingRefused)) throw error
    expect(error.faults.length).toBeGreaterThan(0)
    for (const { line, column, reason } of error.faults) {
      expect(line).toBeGreaterThanOrEqual(1)
      expect(line).toBeLessThanOrEqual(text.split('\n').length)
      expect(column).toBeGreaterThanOrEqual(1)
      expect(reason).not.toBe('')
    }
  }
}

const anyEdit = fc.record({
  line: fc.nat(lines.length - 1),
  how: fc.constantFrom('drop', 'twice', 'indent', 'replace', 'cut', 'insert'),
  text: fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('*a', '&a', '<<: *a', '- ', '{', '[', '? ', '!!x', '"', "'", '|', '%', '\t'),
  ),
})

function edited(edits: readonly { line: number; how: string; text: string }[]): string {
  const changed = [...lines]
  for (const { line, how, text } of edits) {
    const before = changed[line] ?? ''
    if (how === 'drop') changed[line] = ''
    if (how === 'twice') changed[line] = `${before}\n${before}`
    if (how === 'indent') changed[line] = ` ${before}`
    if (how === 'replace') changed[line] = before.replace(/:.*/, () => `: ${text}`)
    if (how === 'cut') changed[line] = before.slice(0, before.length / 2)
    if (how === 'insert') changed[line] = `${text}${before}`
  }
  return changed.join('\n')
}

it('an edited example is read or refused', () => {
  fc.assert(fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 4 }).map(edited), isReadOrRefused), {
    numRuns: 500,
  })
})

it('any text, and any values, are read or refused', () => {
  const anyValue = fc.object({
    key: fc.constantFrom(
      'route',
      'routes',
      'receiver',
      'receivers',
      'name',
      'matchers',
      'group_by',
      'escalation',
      'time_intervals',
      'times',
      'global',
      'match',
      'slack_configs',
      '__proto__',
      'x',
    ),
    maxDepth: 5,
    withNullPrototype: true,
  })
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), isReadOrRefused), { numRuns: 500 })
  fc.assert(
    fc.property(
      anyValue.map((value) => JSON.stringify(value)),
      isReadOrRefused,
    ),
    { numRuns: 500 },
  )
})

it('any matcher that can be written as text is read back', () => {
  const anyMatcher = fc.record({
    name: fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !name.includes('\0')),
    op: fc.constantFrom('=' as const, '!=' as const),
    value: fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0')),
  })
  fc.assert(
    fc.property(fc.array(anyMatcher, { maxLength: 4 }), (matchers) => {
      const text = matchersText(matchers)
      expect(matchersText(parseMatchers(text))).toBe(text)
      expect(parseMatchers(text)).toEqual(expect.arrayContaining(matchers))
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}=!~,\\"\' ab(n\n'), maxLength: 20 }), (text) => {
      try {
        parseMatchers(text)
      } catch (error) {
        if (!(error instanceof MatcherFault)) throw error
      }
    }),
    { numRuns: 1_000 },
  )
})
