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

  it('takes every comparison, several as a range', () => {
    const bounds = (condition: Record<string, number>) =>
      parse(aCorrelation({ condition }), base).correlations[0]?.bounds
    expect(bounds({ gte: 3 })).toEqual([{ operator: 'gte', limit: 3 }])
    expect(bounds({ gt: 100, lte: 200 })).toEqual([
      { operator: 'gt', limit: 100 },
      { operator: 'lte', limit: 200 },
    ])
    for (const operator of ['gt', 'gte', 'lt', 'lte', 'eq', 'neq']) expect(bounds({ [operator]: 1 })).toHaveLength(1)
  })

  it.each(['base-id', 'base', 'Base rule'])(
    'finds the rule it refers to as %s, also when it stands later',
    (reference) => {
      expect(parse(aCorrelation({ rules: [reference] }), base).correlations[0]?.rules).toEqual(['base-id'])
    },
  )

  it.each([
    [{ rules: ['nowhere'] }, 'there is no rule "nowhere"'],
    [{ rules: [] }, 'refers to no rules'],
    [{ type: 'near' }, 'the correlation type "near" is unknown'],
    [{ type: 'temporal', condition: undefined }, 'a correlation of type temporal refers to one rule'],
    [{ type: 'temporal_ordered' }, 'a correlation of type temporal_ordered refers to one rule'],
    [{ type: 'value_sum' }, 'a correlation of type value_sum needs the field'],
    [{ type: 'absence' }, 'the condition of a correlation of type absence has "gte"'],
    [{ type: 'absence', rules: ['a', 'b', 'c'] }, 'an absence refers to more than two rules'],
    [{ type: 'new_term', condition: { field: 'x', known: 0 } }, 'the condition\'s "known" is 0'],
    [{ type: 'new_term', condition: {} }, 'a correlation of type new_term needs the field'],
    [{ type: 'spike', condition: { gte: 3 } }, 'the baseline is undefined'],
    [{ type: 'spike', condition: { gte: 0, baseline: '7d' } }, 'the condition\'s "gte" is 0'],
    [{ type: 'spike', condition: { baseline: '7d' } }, 'the condition compares with nothing'],
    [{ type: 'flatline', condition: { gte: 3 } }, 'the condition of a correlation of type flatline has "gte"'],
    [{ type: 'impossible_travel', condition: undefined }, 'has no condition'],
    [{ type: 'value_percentile', condition: { field: 'x', percentile: 101, gte: 1 } }, '"percentile" is 101'],
    [{ type: 'value_avg', condition: { field: ['x', 'y'], gte: 1 } }, 'has several fields'],
    [{ groupby: ['user'] }, 'the correlation has the unknown key "groupby"'],
    [{ rules: ['base', 'base-id'] }, 'refers to "base-id" twice'],
    [{ timespan: '5 m' }, 'the timespan is "5 m"'],
    [{ timespan: '5M' }, 'the timespan is "5M"'],
    [{ timespan: '0s' }, 'the timespan is "0s"'],
    [{ timespan: undefined }, 'the timespan is undefined'],
    [{ condition: undefined }, 'has no condition'],
    [{ condition: {} }, 'compares with nothing'],
    [{ condition: { gte: 0 } }, 'asks for no event at least'],
    [{ condition: { gte: 2.5 } }, 'the condition\'s "gte" is 2.5'],
    [{ condition: { gte: '3' } }, 'the condition\'s "gte" is "3"'],
    [{ condition: { lt: -1 } }, 'asks for -1'],
    [{ condition: { gte: 10_001 } }, 'asks for 10001'],
    [{ condition: { gte: 3, field: 'x' } }, 'the condition of a correlation of type event_count has "field"'],
    [{ type: 'value_count' }, 'a correlation of type value_count needs the field'],
    [{ aliases: { x: { base: 'y' } } }, 'the alias "x" is not in "group-by"'],
    [{ aliases: { user: { other: 'y' } } }, 'there is no rule "other"'],
    [{ aliases: { user: {} } }, 'the alias "user" is no map of rule names to field names'],
    [{ aliases: ['user'] }, '"aliases" is no map'],
    [{ 'group-by': [7] }, '"group-by" is no list'],
  ])('refuses %j', (parts, problem) => {
    const parsed = parse(aCorrelation(parts), base)
    expect(parsed.correlations).toEqual([])
    expect(parsed.faults.map(faultLine)).toEqual([expect.stringContaining(problem)])
  })

  it('refuses an alias that leaves a rule out', () => {
    const second = aRule({ id: 'second' })
    const aliases = { user: { base: 'name' } }
    expect(parse(aCorrelation({ rules: ['base', 'second'], aliases }), base, second).faults[0]?.problem).toBe(
      'the alias "user" says nothing of the rule "second"',
    )
  })

  it('refuses a name that several rules have, and an id that is taken', () => {
    const twin = aRule({ id: 'other', name: 'base' })
    expect(parse(aCorrelation(), base, twin).faults[0]?.problem).toContain('several rules are called "base"')
    expect(parse(aCorrelation({}, { id: 'base-id' }), base).faults[0]?.problem).toContain('has the id "base-id" too')
  })
})

describe('correlations built upon correlations', () => {
  const upon = (id: string, ...rules: string[]) => aCorrelation({ rules }, { id, title: id })

  it('load in whatever order they stand, and keep those below silent', () => {
    const { correlations, faults } = parse(upon('top', 'middle'), upon('middle', 'low'), upon('low', 'base'), base)
    expect(faults).toEqual([])
    expect(correlations.map(({ id, silent }) => [id, silent])).toEqual([
      ['top', false],
      ['middle', true],
      ['low', true],
    ])
  })

  it('are refused in a circle, with all that rest on it; others load', () => {
    const { correlations, faults } = parse(
      upon('a', 'b'),
      upon('b', 'a'),
      upon('self', 'self'),
      upon('c', 'a'),
      upon('good', 'base'),
      base,
    )
    expect(correlations.map(({ id }) => id)).toEqual(['good'])
    expect(faults.map(({ rule }) => rule).sort()).toEqual(['a', 'b', 'c', 'self'])
    expect(faults.map(faultLine).join()).toContain('rests on itself')
  })

  it('are refused upon one that does not load', () => {
    const { correlations, faults } = parse(upon('top', 'middle'), upon('middle', 'nowhere'), base)
    expect(correlations).toEqual([])
    expect(faults.map(({ problem }) => problem)).toEqual([
      'there is no rule "nowhere"',
      'the correlation rests on "middle", which does not load',
    ])
  })

  it('are refused more than ten storeys high', () => {
    const tower = Array.from({ length: 12 }, (_, i) => upon(`c${i + 1}`, i === 0 ? 'base' : `c${i}`))
    const { correlations, faults } = parse(...tower, base)
    expect(correlations).toHaveLength(10)
    expect(faults.map(({ problem }) => problem).join()).toContain('more than 10 correlations')
  })
})

describe('an event that counts towards a correlation', () => {
  it('is a hit of its group and raises no alert by itself', () => {
    const { matches, hits } = judged({ user: 'ann' }, aCorrelation(), base)
    expect(matches).toEqual([])
    expect(hits).toMatchObject([
      {
        to: { correlation: { id: 'many', title: 'Many', level: 'high', tags: [] }, immediate: true, storey: 1 },
        via: 'base-id',
        key: 'user=ann',
        because: [{ selection: 'selection', field: 'a', value: '1' }],
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
    const { matches, hits } = judged({ user: 'ann' }, aCorrelation({ type: 'near' }), base)
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
