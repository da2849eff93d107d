import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  corpusLines,
  corpusPresent,
  corpusRecords,
  OTHER_SOURCES,
  PLACEHOLDERS,
  publicRules,
  RULE_FOLDERS,
  SOURCES,
} from '../../test/helpers/sigma-corpus.ts'
import type { AuditEvent, Json, LogSource } from '../events/audit-event.ts'
import { compileRuleset, type Judgement, judge, type ParsedRules, parseRules } from './index.ts'
import { RecordView } from './record-view.ts'
import { anyRecord, anyRules, read, SEEN } from './testing/any-rules.ts'
import { anEvent, aRule } from './testing.ts'

/** Both judgements of one event: by an index that saw others before, and by every rule in its turn. */
function both(parsed: ParsedRules, exactNames = false): (event: AuditEvent) => [Judgement, Judgement] {
  const indexed = compileRuleset(parsed, { exactNames })
  return (event) => [judge(indexed, event), judge(compileRuleset(parsed, { exactNames, index: false }), event)]
}

describe('an index', () => {
  it('loses no match and gives none: any rules on any records are judged as without it', () => {
    let matches = 0
    fc.assert(
      fc.property(
        anyRules,
        fc.array(anyRecord, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (docs, records, exact) => {
          const judged = both(read(docs), exact)
          for (const raw of records)
            for (const [i, logsource] of SEEN.entries()) {
              const parts = { raw, logsource, class_uid: i % 2 === 0 ? 3002 : 0, b: raw }
              const [ours, theirs] = judged(anEvent(parts as Partial<AuditEvent>))
              expect(ours).toEqual(theirs)
              matches += theirs.matches.length
            }
        },
      ),
      { numRuns: 500 },
    )
    expect(matches).toBeGreaterThan(1_000)
  })

  it('lets an event meet the rules it has a literal of, and those of which nothing is known, in their order', () => {
    const detections = [
      { a: 'one' },
      { 'a|re': 'any(thing)?' },
      { a: ['ONE', 'two'], 'b|exists': false },
      { 'b|contains': 'piece of it' },
      { a: 1 },
      { 'a|neq': 'one' },
      { b: null },
      ['a word of it'],
    ]
    const parsed = parseRules(
      detections.map((s, i) => ({
        file: 'r.yml',
        doc: aRule({ id: `${i}`, title: `${i}`, detection: { s, condition: 's' } }),
      })),
    )
    const index = compileRuleset(parsed).raw.of(anEvent())
    const met = (raw: Json) => index.candidatesFor(new RecordView(raw)).map(({ rule }) => Number(rule.info.id))
    expect(met({})).toEqual([1, 5, 6])
    expect(met({ a: 'One' })).toEqual([0, 1, 2, 5, 6])
    expect(met({ a: ['two', '1.0'] })).toEqual([1, 2, 4, 5, 6])
    expect(met({ b: 'with a Piece of it' })).toEqual([1, 3, 5, 6])
    expect(met([[{ c: 'A word of IT' }]])).toEqual([1, 5, 6, 7])
  })

  it('has no place for a rule that nothing can meet', () => {
    const detection = { s: { 'a|expand': '%none%' }, condition: 's' }
    const parsed = parseRules([{ file: 'r.yml', doc: aRule({ detection }) }], { placeholders: { none: [] } })
    expect(
      compileRuleset(parsed)
        .raw.of(anEvent())
        .candidatesFor(new RecordView({ a: '%none%' })),
    ).toEqual([])
  })
})

describe.skipIf(!corpusPresent)('the public rules (skipped where ../shared is absent)', () => {
  const documents = corpusPresent ? [...RULE_FOLDERS, 'rules-placeholder'].flatMap(publicRules) : []
  const parsed = parseRules(documents, { placeholders: PLACEHOLDERS })

  it.each([false, true])(
    'judge every real record and made-up case as without an index, with exact names: %j',
    (exact) => {
      const judged = both(parsed, exact)
      const real = Object.entries({ ...SOURCES, ...OTHER_SOURCES }).flatMap(([name, logsources]) =>
        [...corpusRecords(name)].flatMap(({ raw }) => logsources.map((logsource) => anEvent({ logsource, raw }))),
      )
      const made = corpusLines('sigma-derived/cases.jsonl').map(({ logsource, event: raw }) =>
        anEvent({ logsource: logsource as LogSource, raw: raw! }),
      )
      const pairs = [...real, ...made].map(judged)
      expect(pairs.map(([ours]) => ours)).toEqual(pairs.map(([, theirs]) => theirs))
      expect(pairs.length).toBeGreaterThan(1_500)
    },
  )
})
