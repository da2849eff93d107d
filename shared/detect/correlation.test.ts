import { describe, expect, it } from 'vitest'
import { compileRuleset, faultLine, judge, parseRules } from './index.ts'
import { anEvent, aRule } from './testing.ts'

const body = { type: 'event_count', rules: ['base'], 'group-by': ['user'], timespan: '5m', condition: { gte: 3 } }
const base = aRule({ id: 'base-id', name: 'base', title: 'Base rule' })

function aCorrelation(parts: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) {
  return { title: 'Many', id: 'many', level: 'high', correlation: { ...body, ...parts }, ...rest }
}

const parse = (...docs: unknown[]) => parseRules(docs.map((doc) => ({ file: 'c.yml', doc })))
const judged = (raw: Record<string, string | number>, ...docs: unknown[]) =>
  judge(compileRuleset(parse(...docs)), anEvent({ raw: { a: 1, ...raw } }))

describe('reading a correlation rule', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ])('takes the timespan %s as %d ms', (timespan, timespanMs) => {
    expect(parse(aCorrelation({ timespan }), base).correlations).toMatchObject([{ timespanMs }])
  })

  it('takes gte as the count to reach and gt as one more', () => {
    expect(parse(aCorrelation(), base).correlations).toMatchObject([{ threshold: 3 }])
    expect(parse(aCorrelation({ condition: { gt: 3 } }), base).correlations).toMatchObject([{ threshold: 4 }])
  })

  it.each(['base-id', 'base', 'Base rule'])(
    'finds the rule it refers to as %s, also when it stands later',
    (reference) => {
      expect(parse(aCorrelation({ rules: [reference] }), base).correlations[0]?.rules).toEqual(['base-id'])
    },
  )

  it.each([
    [{ rules: ['nowhere'] }, 'there is no detection rule "nowhere"'],
    [{ rules: [] }, 'refers to no rules'],
    [{ type: 'temporal' }, 'the correlation type "temporal" is not supported'],
    [{ type: 'value_sum' }, 'the correlation type "value_sum" is not supported'],
    [{ timespan: '5 m' }, 'the timespan is "5 m"'],
    [{ timespan: '5M' }, 'the timespan is "5M"'],
    [{ timespan: '0s' }, 'the timespan is "0s"'],
    [{ timespan: undefined }, 'the timespan is undefined'],
    [{ condition: undefined }, 'has no condition'],
    [{ condition: {} }, 'not one whole number'],
    [{ condition: { gte: 0 } }, 'not one whole number'],
    [{ condition: { gte: 2.5 } }, 'not one whole number'],
    [{ condition: { gte: 1, gt: 1 } }, 'not one whole number'],
    [{ condition: { lt: 3 } }, 'the condition\'s "lt" is not supported'],
    [{ condition: { gte: 3, lte: 9 } }, 'the condition\'s "lte" is not supported'],
    [{ condition: { eq: 3 } }, 'the condition\'s "eq" is not supported'],
    [{ condition: { gte: 10_001 } }, 'asks for 10001'],
    [{ condition: { gte: 3, field: 'x' } }, 'an event_count has a "field"'],
    [{ type: 'value_count' }, 'a value_count needs the field'],
    [{ type: 'value_count', condition: { gte: 1001, field: 'x' } }, 'asks for 1001'],
    [{ aliases: { x: { base: 'y' } } }, '"aliases" are not supported'],
    [{ 'group-by': [7] }, '"group-by" is no list'],
  ])('refuses %j', (parts, problem) => {
    const parsed = parse(aCorrelation(parts), base)
    expect(parsed.correlations).toEqual([])
    expect(parsed.faults.map(faultLine)).toEqual([expect.stringContaining(problem)])
  })

  it('refuses a name that several rules have, a correlation of correlations, and an id that is taken', () => {
    const twin = aRule({ id: 'other', name: 'base' })
    expect(parse(aCorrelation(), base, twin).faults[0]?.problem).toContain('several rules are called "base"')
    const chained = aCorrelation({ rules: ['many'] }, { id: 'chain', title: 'Chain' })
    expect(parse(aCorrelation(), chained, base).faults[0]?.problem).toContain('no detection rule "many"')
    expect(parse(aCorrelation({}, { id: 'base-id' }), base).faults[0]?.problem).toContain('has the id "base-id" too')
  })
})

describe('an event that counts towards a correlation', () => {
  it('is a hit of its group and raises no alert by itself', () => {
    const { matches, hits } = judged({ user: 'ann' }, aCorrelation(), base)
    expect(matches).toEqual([])
    expect(hits).toMatchObject([
      {
        correlation: { id: 'many', title: 'Many', level: 'high', tags: [], threshold: 3 },
        key: 'user=ann',
        because: [{ selection: 'selection', field: 'a', value: '1' }],
        summary: 'Many by user=ann: a is 1',
      },
    ])
    expect(hits[0]).not.toHaveProperty('value')
  })

  it('raises its own alert too when the correlation says generate, at its top or in its body', () => {
    expect(judged({ user: 'ann' }, aCorrelation({}, { generate: true }), base).matches).toHaveLength(1)
    expect(judged({ user: 'ann' }, aCorrelation({ generate: true }), base).matches).toHaveLength(1)
    const other = aCorrelation({}, { id: 'other', generate: true })
    expect(judged({ user: 'ann' }, aCorrelation(), other, base).matches).toHaveLength(1)
  })

  it('stays silent when the correlation that refers to it could not be read', () => {
    const { matches, hits } = judged({ user: 'ann' }, aCorrelation({ type: 'temporal' }), base)
    expect([matches, hits]).toEqual([[], []])
  })

  it('does not count without a field of the group, or without the value to count', () => {
    expect(judged({}, aCorrelation(), base).hits).toEqual([])
    expect(judged({ user: '' }, aCorrelation(), base).hits).toEqual([])
    const values = aCorrelation({ type: 'value_count', condition: { gte: 2, field: 'ip' } })
    expect(judged({ user: 'ann' }, values, base).hits).toEqual([])
    expect(judged({ user: 'ann', ip: '::1' }, values, base).hits).toMatchObject([{ key: 'user=ann', value: '::1' }])
  })

  it('counts several fields together as one value', () => {
    const values = aCorrelation({ type: 'value_count', condition: { gte: 2, field: ['ip', 'port'] } })
    expect(judged({ user: 'ann', ip: '::1', port: 22 }, values, base).hits[0]?.value).toBe('ip=::1, port=22')
  })

  it('belongs to one group for all when there is no group-by', () => {
    expect(judged({}, aCorrelation({ 'group-by': undefined }), base).hits[0]?.key).toBe('*')
  })

  it('counts once when it meets several of the rules', () => {
    const second = aRule({ id: 'second', title: 'Second' })
    expect(judged({ user: 'ann' }, aCorrelation({ rules: ['base', 'second'] }), base, second).hits).toHaveLength(1)
  })

  it('is grouped by a normalised field that the record itself lacks', () => {
    const ruleset = compileRuleset(parse(aCorrelation({ 'group-by': ['actor.user.name'] }), base))
    const event = anEvent({ raw: { a: 1 }, actor: { user: { name: 'ann' } } })
    expect(judge(ruleset, event).hits[0]?.key).toBe('actor.user.name=ann')
  })
})
