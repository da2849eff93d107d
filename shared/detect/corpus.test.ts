import { describe, expect, it } from 'vitest'
import {
  corpusLines,
  corpusPresent,
  corpusRecords,
  PLACEHOLDERS,
  publicRules,
  RULE_FOLDERS,
  SOURCES,
} from '../../test/helpers/sigma-corpus.ts'
import type { AuditEvent } from '../events/audit-event.ts'
import { compileRuleset, judge, parseRules } from './index.ts'
import { anEvent } from './testing.ts'

describe.skipIf(!corpusPresent)('the public rules on real records (skipped where ../shared is absent)', () => {
  const parsed = corpusPresent
    ? parseRules(RULE_FOLDERS.flatMap(publicRules))
    : { rules: [], correlations: [], faults: [] }
  const ruleset = compileRuleset(parsed)
  const exact = compileRuleset(parsed, { exactNames: true })

  it('loads every rule but those its authors call unsupported, each refused with its reason', () => {
    const documents = [...RULE_FOLDERS, 'rules-placeholder', 'unsupported']
    const all = parseRules(documents.flatMap(publicRules), { placeholders: PLACEHOLDERS })
    const reasons = all.faults.filter(({ problem, remedy }) => problem !== '' && remedy !== '')
    const unsupported = all.faults.filter(({ problem }) => /aggregation|timeframe|unsupported/.test(problem))
    expect(parsed.faults).toEqual([])
    expect(reasons).toEqual(unsupported)
    expect([all.rules.length, all.faults.length]).toEqual([457, 15])
  })

  it('refuses every rule with a placeholder that has no values, by its name', () => {
    const { rules, faults } = parseRules(publicRules('rules-placeholder'))
    expect(rules).toEqual([])
    expect(faults.every(({ problem }) => /the placeholder "%\w+%", which has no values/.test(problem))).toBe(true)
  })

  for (const [source, logsources] of Object.entries(SOURCES))
    it.each(['strict', 'aliased'])(`agrees with the %s expected matches of ${source}, in both directions`, (names) => {
      const records = [...corpusRecords(source)]
      expect(records.length).toBeGreaterThan(0)
      const lines = corpusLines(`${source}/sigma-expected.jsonl`)
      const expected = new Map(
        lines.map((line) => [`${line['file']}:${line['n']}`, (line[names] ?? line['strict']) as string[]]),
      )
      const wrong = records.flatMap(({ at, raw }) => {
        const ours = logsources
          .flatMap((logsource) => judge(names === 'strict' ? exact : ruleset, anEvent({ logsource, raw })).matches)
          .map((match) => match.rule.id)
          .sort()
        const theirs = [...(expected.get(at) ?? [])].sort()
        return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ at, ours, theirs }]
      })
      expect(wrong).toEqual([])
    })

  it('agrees with every made-up case of a rule that must or must not match', () => {
    const cases = corpusLines('sigma-derived/cases.jsonl')
    const wrong = cases.filter(({ rule, logsource, match, event }) => {
      const judged = judge(ruleset, anEvent({ logsource: logsource as AuditEvent['logsource'], raw: event! }))
      return judged.matches.some((one) => one.rule.id === rule) !== match
    })
    expect(wrong).toEqual([])
  })
})
