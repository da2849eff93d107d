import { describe, expect, it } from 'vitest'
import { compileRuleset, judge, parseRules } from '../../shared/detect/index.ts'
import { anEvent } from '../../shared/detect/testing.ts'
import type { Json, LogSource } from '../../shared/events/audit-event.ts'
import { recognise } from '../../shared/normalise/recognise.ts'
import { isObject } from '../../shared/normalise/record.ts'
import { redact } from '../../shared/normalise/redact.ts'
import {
  corpusLines,
  corpusPresent,
  corpusRecords,
  publicRules,
  RULE_FOLDERS,
  SOURCES,
} from '../helpers/sigma-corpus.ts'

/** Rules that exist read no secret: that a product hid one is all that they ask for. */
describe.skipIf(!corpusPresent)(
  'the public rules on records without secrets (skipped where ../shared is absent)',
  () => {
    const ruleset = compileRuleset(corpusPresent ? parseRules(RULE_FOLDERS.flatMap(publicRules)) : parseRules([]))
    const matchesOf = (logsource: LogSource, raw: Json) =>
      judge(ruleset, anEvent({ logsource, raw })).matches.map(({ rule }) => rule.id)

    function withoutSecrets(raw: Json): Json {
      if (!isObject(raw)) return raw
      const record = structuredClone(raw)
      redact(record, recognise(undefined, record, new Headers()).name, { policy: undefined })
      return record
    }

    it.each(Object.entries(SOURCES))('find the same in %s', (source, logSources) => {
      const records = [...corpusRecords(source)]
      expect(records.length).toBeGreaterThan(0)
      for (const { at, raw } of records)
        for (const logSource of logSources)
          expect([at, matchesOf(logSource, withoutSecrets(raw))]).toEqual([at, matchesOf(logSource, raw)])
    })

    it('find the same in every made-up case', () => {
      for (const { rule, logsource, event } of corpusLines('sigma-derived/cases.jsonl'))
        expect([rule, matchesOf(logsource as LogSource, withoutSecrets(event ?? null))]).toEqual([
          rule,
          matchesOf(logsource as LogSource, event ?? null),
        ])
    })
  },
)
