import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../events/audit-event.ts'
import { aCorrelation, rulesetOf, timeline } from './correlate/testing.ts'
import { compileRuleset, judge, parseRules, replay } from './index.ts'
import { anEvent, aRule, finds } from './testing.ts'

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

/** Generous: what goes wrong takes minutes. */
const PATIENCE_MS = 10_000
const timed = async <T>(work: () => T | Promise<T>): Promise<T> => {
  const start = performance.now()
  const result = await work()
  expect(performance.now() - start).toBeLessThan(PATIENCE_MS)
  return result
}

describe('in bounded time', () => {
  const long = 'a'.repeat(1_000_000)

  it.each([
    [{ 'f|re': '(a+)+$' }, true],
    [{ 'f|re': '(a+)+b' }, false],
    [{ 'f|re': '(a|a)*c' }, false],
    [{ 'f|re': '(.*)(.*)(.*)(.*)(.*)x' }, false],
    [{ 'f|re': '([a-zA-Z]+)*1' }, false],
    [{ 'f|re': '^(([a-z])+.)+[A-Z]([a-z])+$' }, false],
    [{ f: '*a*a*a*a*a*a*a*a*b' }, false],
    [{ 'f|contains': `${'a'.repeat(1000)}b` }, false],
    [{ 'f|endswith|windash': '-a' }, false],
    [{ 'f|base64offset|contains': 'bbb' }, false],
  ])('%j meets a text of 1 MB', async (selection, found) => {
    expect(await timed(() => finds(selection, { f: `${long}` }))).toBe(found)
  })

  it('a pattern that would take too much memory is refused or kept small', async () => {
    const patterns = ['a{1,1000}{1,1000}', '((a{0,100}){0,100}){0,100}', `${'('.repeat(5000)}a${')'.repeat(5000)}`]
    for (const pattern of patterns) {
      const detection = { selection: { 'f|re': pattern }, condition: 'selection' }
      const { rules, faults } = await timed(() => parseRules([{ file: 'r', doc: aRule({ detection }) }]))
      expect(rules.length + faults.length).toBe(1)
      for (const { problem, remedy } of faults) expect([problem, remedy]).not.toContain('')
    }
  })

  it('10,000 values of a rule meet 10,000 of a record', async () => {
    const values = Array.from({ length: 10_000 }, (_, i) => `value-${i}-*`)
    const items = Array.from({ length: 10_000 }, (_, i) => `item-${i}`)
    expect(await timed(() => finds({ f: values }, { f: [...items, 'VALUE-9999-x'] }))).toBe(true)
    expect(await timed(() => finds({ f: values }, { f: items.slice(0, 50) }))).toBe(false)
  })

  it('10,000 entries of a record are compared, grouped and counted', async () => {
    const items = Array.from({ length: 10_000 }, (_, i) => ({ name: `item-${i}` }))
    expect(await timed(() => finds({ 'f.name': 'item-9999' }, { f: items }))).toBe(true)
    const doc = aCorrelation('wide', {
      type: 'value_count',
      'group-by': ['f.name'],
      condition: { field: 'f.name', gte: 1 },
    })
    const event = anEvent({ raw: { a: 1, f: items } })
    const [found] = await timed(() => replay(rulesetOf([doc]), [{ uid: '1', event }]))
    expect(found?.key).toBe('f.name=item-0')
  })

  it('100 rules come together, each event a hit of all', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `r${i}`)
    const rules = names.map((id) =>
      aRule({ id, title: id, detection: { selection: { a: 1 }, condition: 'selection' } }),
    )
    const docs = ['temporal', 'temporal_ordered'].map((type) => aCorrelation(type, { type, rules: names }))
    const ruleset = rulesetOf([...rules, ...docs])
    const events = timeline(`ann ${Array.from({ length: 30 }, (_, i) => `a@${i * 100}ms`).join(' ')}`)
    const found = await timed(() => replay(ruleset, events))
    expect(found.map(({ rule, events: of }) => [rule.id, of.length]).filter(([id]) => id !== 'a')).toEqual([
      ['temporal', 30],
    ])
  })

  it('101 rules are refused', () => {
    const rules = Array.from({ length: 101 }, (_, i) => `r${i}`)
    const { faults } = parseRules([{ file: 'r', doc: aCorrelation('all', { type: 'temporal', rules }) }])
    expect(faults[0]?.problem).toBe('the correlation refers to 101 rules')
  })

  it('10,000 correlations in one circle are refused', async () => {
    const docs = Array.from({ length: 10_000 }, (_, i) => ({
      file: 'r',
      doc: aCorrelation(`c${i}`, { type: 'event_count', rules: [`c${(i + 1) % 10_000}`], condition: { gte: 2 } }),
    }))
    const { correlations, faults } = await timed(() => parseRules(docs))
    expect([correlations.length, faults.length]).toEqual([0, 10_000])
  })

  it.each([
    ['lists', (inner: unknown): unknown => [inner]],
    ['maps', (inner: unknown): unknown => ({ a: inner })],
  ])('a rule of 5,000 nested %s is refused', async (_, wrap) => {
    let deep: unknown = 'x'
    for (let i = 0; i < 5_000; i++) deep = wrap(deep)
    const docs = [aRule({ detection: { selection: deep, condition: 'selection' } }), aRule({ custom: deep })]
    for (const doc of docs) {
      const { rules, faults } = await timed(() => parseRules([{ file: 'r', doc }]))
      expect([rules.length, faults.map(({ problem }) => problem)]).toEqual([0, ['the document is nested too deep']])
    }
  })

  it('a condition of 5,000 brackets is refused or read', async () => {
    const condition = `${'('.repeat(5_000)}selection${')'.repeat(5_000)}`
    const { rules, faults } = await timed(() =>
      parseRules([{ file: 'r', doc: aRule({ detection: { selection: { a: 1 }, condition } }) }]),
    )
    expect(rules.length + faults.length).toBe(1)
  })
})
