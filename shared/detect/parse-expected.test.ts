import { describe, expect, it } from 'vitest'
import { compileRuleset, faultLine, judge, parseExpected, parseRules } from './index.ts'
import { anEvent } from './testing.ts'

const parse = (...entries: unknown[]) => parseExpected('e.yml', entries, (path) => Number(path[0] ?? 0) + 1)
const faultsOf = (...entries: unknown[]) => {
  const { documents, faults } = parse(...entries)
  return [...faults, ...parseRules(documents).faults].map((fault) => faultLine(fault))
}
const rulesetOf = (...entries: unknown[]) => compileRuleset(parseRules(parse(...entries).documents))

describe('what is expected to report', () => {
  it('is a rule that alerts nobody, and its absence', () => {
    const parsed = parseRules(parse({ name: 'Trail', within: '1h', product: 'aws', level: 'critical' }).documents)
    expect(parsed.faults).toEqual([])
    expect(parsed.rules).toMatchObject([{ info: { title: 'Trail reports' }, silent: true, source: { product: 'aws' } }])
    expect(parsed.correlations).toMatchObject([
      {
        id: 'expected Trail',
        title: 'Trail stopped reporting',
        type: 'absence',
        level: 'critical',
        timespanMs: 3_600_000,
      },
    ])
  })

  it('is met by every event of its log source where nothing more is said', () => {
    const hits = (product: string, ...entries: unknown[]) =>
      judge(rulesetOf(...entries), anEvent({ logsource: { product, service: 'trail' }, raw: { a: 1 } })).hits.length
    expect(hits('aws', { name: 'x', within: '1h', product: 'aws' })).toBe(1)
    expect(hits('okta', { name: 'x', within: '1h', product: 'aws' })).toBe(0)
    expect(hits('okta', { name: 'x', within: '1h', service: 'trail' })).toBe(1)
    expect(hits('okta', { name: 'x', within: '1h' })).toBe(1)
    expect(hits('okta', { name: 'x', within: '1h', when: { activity_name: 'other' } })).toBe(0)
  })

  it('groups its events by the same keys as are expected from the start', () => {
    const entry = { name: 'x', within: '1h', product: 'p', by: ['host', 'app'], values: [['web, 1', 'a']] }
    const [hit] = judge(
      rulesetOf(entry),
      anEvent({ logsource: { product: 'p' }, raw: { host: 'web, 1', app: 'a' } }),
    ).hits
    expect(parse(entry).expected[0]?.keys).toEqual([{ key: hit?.key, fields: { host: 'web, 1', app: 'a' } }])
    const single = parse({ name: 'x', within: '1h', by: 'host', values: ['a', 7] }).expected[0]?.keys
    expect(single?.map(({ key }) => key)).toEqual(['host=a', 'host=7'])
    expect(parse({ name: 'x', within: '1h' }).expected[0]?.keys).toEqual([{ key: '*', fields: {} }])
    expect(parse({ name: 'x', within: '1h', by: 'host' }).expected[0]?.keys).toEqual([])
  })

  it.each([
    ['no name', { within: '1h' }, '"(unnamed)": "name" must be a text'],
    ['no time', { name: 'x' }, '"x": "within" must be a text'],
    ['a time that is none', { name: 'x', within: 'soon' }, '"within" must be a number and s, m, h or d'],
    ['a time beyond a year', { name: 'x', within: '400d' }, 'the timespan is "400d"'],
    ['an unknown key', { name: 'x', within: '1h', withn: '1h' }, '"x": it has the unknown key "withn"'],
    ['a level that is none', { name: 'x', within: '1h', level: 'loud' }, '"level" must be one of informational'],
    [
      'a selection that can’t be read',
      { name: 'x', within: '1h', when: { 'a|base65': 1 } },
      '"a|base65" has the modifier',
    ],
    ['values of no field', { name: 'x', within: '1h', values: ['a'] }, '"values" needs "by"'],
    [
      'too few values',
      { name: 'x', within: '1h', by: ['a', 'b'], values: ['a'] },
      '"values.0" must have a value for each',
    ],
    ['no map', 'x', 'it must be a map'],
    ['a category that is none', { name: 'x', within: '1h', product: 'auditflow', category: 'y' }, 'the category "y"'],
  ])('is refused with %s, and the others are read', (_, entry, reason) => {
    const good = { name: 'good', within: '1h' }
    const faults = faultsOf(good, entry)
    expect(faults.join('\n')).toContain(reason)
    expect(faults.every((fault) => fault.startsWith('e.yml:2: '))).toBe(true)
    expect(parse(good, entry).expected[0]?.ruleId).toBe('expected good')
  })

  it('has names of its own, and is a list', () => {
    expect(faultsOf({ name: 'x', within: '1h' }, { name: 'x', within: '2h' })[0]).toContain(
      '"name" is that of another entry',
    )
    expect(parseExpected('e.yml', { name: 'x' }, () => 1).faults).toMatchObject([{ problem: 'it is no list' }])
    expect(parseExpected('e.yml', null, () => 1)).toEqual({ expected: [], documents: [], faults: [] })
  })
})
