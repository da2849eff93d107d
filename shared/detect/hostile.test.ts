import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../events/audit-event.ts'
import { compileRuleset, judge, parseRules } from './index.ts'
import { anEvent, aRule } from './testing.ts'

const detection = {
  keywords: ['needle', 'ne*le?'],
  regex: { '|re': 'nee(d|dd)*le$' },
  field: { 'a.b.c': '*x?', 'a|contains': 'needle', 'a|re': '(x+)+y' },
  network: { 'a|cidr': '10.0.0.0/8', 'a|fieldref': 'a.a', 'a|gt': 3 },
  proto: { '__proto__.x': 'needle', 'constructor.prototype|exists': true },
  condition: '1 of them',
}
const correlation = {
  type: 'value_count',
  rules: ['base'],
  'group-by': ['a'],
  timespan: '1m',
  condition: { gte: 2, field: 'a' },
}
const ruleset = compileRuleset(
  parseRules([
    { file: 'r', doc: aRule({ detection, auditflow: { key: ['a', '__proto__'] } }) },
    { file: 'r', doc: aRule({ id: 'base', title: 'Base', detection }) },
    { file: 'r', doc: { title: 'Many', correlation } },
    { file: 'r', doc: aRule({ id: 'all', title: 'All', logsource: { product: 'auditflow' }, detection }) },
  ]),
)
const judged = (raw: Json) => judge(ruleset, anEvent({ raw }))

function nested(depth: number, wrap: (inner: Json) => Json): Json {
  let value: Json = 'needle'
  for (let i = 0; i < depth; i++) value = wrap(value)
  return value
}

describe('a hostile record', () => {
  it.each<[string, (inner: Json) => Json]>([
    ['arrays', (inner) => [inner]],
    ['objects', (inner) => ({ a: inner })],
    ['both', (inner) => [{ a: [inner, null] }]],
  ])('of 20,000 nested %s is searched to its bottom', (_, wrap) => {
    const { matches, hits } = judged(nested(20_000, wrap))
    expect(matches.map((match) => match.rule.id)).toEqual(['A rule', 'all'])
    expect(matches[0]?.because[0]?.value).toBe('needle')
    expect(hits.length).toBeLessThanOrEqual(1)
  })

  it('with texts of 5 MB is judged in reasonable time and shown cut', () => {
    const start = performance.now()
    const { matches } = judged({ a: `${'x'.repeat(5_000_000)}needle`, b: 'y\u0000'.repeat(2_500_000) })
    expect(matches).toHaveLength(2)
    expect(JSON.stringify(matches).length).toBeLessThan(5000)
    expect(performance.now() - start).toBeLessThan(5000)
  })

  it('with keys of the object prototype is read by own keys only', () => {
    expect(
      judged(JSON.parse('{"__proto__": {"x": "needle"}, "constructor": null, "hasOwnProperty": 1}')).matches,
    ).toHaveLength(2)
    expect(judged({ toString: 'x', valueOf: [] }).matches).toEqual([])
  })

  it('of any shape never throws', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'a.b', '__proto__', 'constructor', '', '.')
    const { json } = fc.letrec<{ json: Json }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom<Json[]>(null, true, -0, 1e308, '10.1.1.1', 'xneedlex', '\u0000', '\ud800', ''),
        fc.string({ unit: 'binary' }),
        fc.array(tie('json')),
        fc.array(fc.tuple(key, tie('json'))).map((entries): Json => Object.fromEntries(entries)),
      ),
    }))
    fc.assert(fc.property(json, (raw) => void judged(raw)))
  })
})

describe('hostile rules', () => {
  it('of any shape become faults and never throw', () => {
    const word = fc.constantFrom(
      'title',
      'detection',
      'condition',
      'logsource',
      'correlation',
      'selection',
      'a|re',
      '|all',
      '__proto__',
      'rules',
    )
    const anything = fc.anything({ key: word, withNullPrototype: true, maxDepth: 5 })
    fc.assert(
      fc.property(anything, anything, (part, whole) => {
        const docs = [
          whole,
          aRule({ detection: part }),
          aRule({ detection: { selection: part, condition: 'selection' } }),
        ]
        const parsed = parseRules(docs.map((doc) => ({ file: 'r', doc })))
        expect(parsed.rules.length + parsed.correlations.length + parsed.faults.length).toBeLessThanOrEqual(docs.length)
        judge(compileRuleset(parsed), anEvent())
      }),
    )
  })
})
