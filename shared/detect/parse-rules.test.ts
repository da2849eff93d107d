import { describe, expect, it } from 'vitest'
import { faultLine, parseRules } from './index.ts'
import { aRule } from './testing.ts'

function faultOf(doc: unknown): string {
  const { faults } = parseRules([{ file: 'a.yml', doc }])
  expect(faults.length).toBeLessThanOrEqual(1)
  return faults.map(faultLine).join()
}

const detecting = (selection: unknown) => aRule({ detection: { selection, condition: 'selection' } })

describe('reading rules', () => {
  it('knows when alerts are over by themselves and when they re-open; off is never', () => {
    const infoOf = (auditflow: unknown) => parseRules([{ file: 'r.yml', doc: aRule({ auditflow }) }]).rules[0]?.info
    expect(infoOf({ quiet: '6h', reopen: '30d' })).toMatchObject({ quietMs: 6 * 3_600_000, reopenMs: 30 * 86_400_000 })
    expect(infoOf({ quiet: false, reopen: 'off' })).toMatchObject({ quietMs: 0, reopenMs: 0 })
    expect(Object.keys(infoOf({}) ?? {})).not.toContain('quietMs')
  })

  it('keeps what is shown of a rule, with medium as the level of one that has none', () => {
    const shown = { id: 'i', tags: ['t.1'], description: 'd', author: 'x, y', falsepositives: ['f'] }
    const { rules } = parseRules([
      { file: 'a.yml', doc: aRule({ ...shown, level: 'low' }) },
      { file: 'b.yml', doc: aRule({ title: 'Bare', level: undefined, falsepositives: 'Unknown' }) },
    ])
    const more = { version: expect.stringMatching(/^[0-9a-f]{12}$/), stage: 'live' }
    expect(rules[0]!.info).toEqual({ ...shown, title: 'A rule', level: 'low', ...more })
    expect(rules[1]!.info).toEqual({
      id: 'Bare',
      title: 'Bare',
      level: 'medium',
      tags: [],
      falsepositives: ['Unknown'],
      ...more,
    })
  })

  it('gives another text another version, and none to another order of its keys', () => {
    const versionOf = (doc: Record<string, unknown>) => parseRules([{ file: 'a.yml', doc }]).rules[0]?.info.version
    const { level, ...rest } = aRule()
    expect(versionOf({ level, ...rest })).toBe(versionOf(aRule()))
    expect(versionOf(aRule({ level: 'low' }))).not.toBe(versionOf(aRule()))
  })

  it('names a rule without id by its name, else by its title', () => {
    const { rules } = parseRules([
      { file: 'a.yml', doc: aRule({ name: 'short' }) },
      { file: 'a.yml', doc: aRule() },
    ])
    expect(rules.map((rule) => rule.info.id)).toEqual(['short', 'A rule'])
  })

  it('loads the other rules when one is faulty, and passes over empty documents', () => {
    const docs = [aRule({ id: '1' }), aRule({ id: '2', detection: {} }), null, undefined, aRule({ id: '3' })]
    const parsed = parseRules(docs.map((doc) => ({ file: 'all.yml', doc })))
    expect(parsed.rules.map((rule) => rule.info.id)).toEqual(['1', '3'])
    expect(parsed.faults).toHaveLength(1)
  })

  it('says in one line which rule of which file is wrong, and what to do', () => {
    expect(faultOf(detecting({ 'a|base65': 'x' }))).toMatch(
      /^a\.yml: "A rule": "a\|base65" has the modifier "base65", which is unknown here; use one of contains, /,
    )
  })

  it('refuses a second rule with the same id', () => {
    const { rules, faults } = parseRules(['a', 'b'].map((title) => ({ file: title, doc: aRule({ title, id: 'one' }) })))
    expect(rules.map((rule) => rule.info.title)).toEqual(['a'])
    expect(faults.map((fault) => fault.rule)).toEqual(['b'])
  })

  it.each([
    ['text', 'the document is no map'],
    [[1], 'the document is no map'],
    [aRule({ title: undefined }), '"(untitled)": there is no title'],
    [aRule({ title: '', id: 'i' }), '"i": there is no title'],
    [aRule({ title: 7 }), '"title" is not a text'],
    [aRule({ level: 'severe' }), 'the level is "severe"'],
    [aRule({ tags: [1] }), '"tags" is not a list of texts'],
    [aRule({ status: 'unsupported' }), 'its status is "unsupported"'],
    [aRule({ logsource: undefined }), 'the log source is missing'],
    [aRule({ logsource: { definition: 'x' } }), 'the log source is missing'],
    [aRule({ logsource: { product: 'auditflow', category: 'process' } }), 'the category "process" is unknown'],
    [aRule({ auditflow: { key: 3 } }), 'no list of field names as "key"'],
    [aRule({ auditflow: 'x' }), 'the attribute "auditflow" is no map'],
    [aRule({ auditflow: { keys: ['a'] } }), 'the unknown key "keys"'],
    [aRule({ auditflow: { stage: 'on' } }), 'the stage is "on"'],
    [aRule({ auditflow: { lateness: '5 minutes' } }), 'the lateness is "5 minutes"'],
    [aRule({ auditflow: { quiet: 'never' } }), 'the quiet time is "never"'],
    [aRule({ auditflow: { reopen: 7 } }), 'the reopen time is 7'],
    [aRule({ auditflow: { exceptions: [{ when: { a: 1 } }] } }), 'an exception has no reason'],
    [aRule({ auditflow: { exceptions: [{ reason: 'r' }] } }), 'the selection "when" holds nothing'],
    [aRule({ auditflow: { exceptions: [{ reason: 'r', when: { a: 1 }, expires: 'soon' }] } }), 'expires at "soon"'],
    [aRule({ detection: undefined }), 'there is no detection'],
    [aRule({ detection: { a: ['x'], timeframe: '5m', condition: 'a' } }), 'the old "timeframe"'],
    [detecting([]), 'the selection "selection" is empty'],
    [detecting({}), 'the selection "selection" is empty'],
    [detecting(null), 'holds nothing'],
    [detecting([['x']]), 'holds a list within a list'],
    [detecting(['']), 'a keyword is empty'],
    [detecting({ a: [] }), '"a" has an empty list'],
    [detecting({ a: { b: 1 } }), '"a" has the value a map'],
    [detecting({ a: [['x']] }), '"a" has the value a list'],
    [detecting({ a: Number.NaN }), '"a" has the value NaN'],
    [detecting({ 'a|contains': null }), '"a|contains" has the value null'],
    [detecting({ 'a|contains|endswith': 'x' }), 'combines contains and endswith'],
    [detecting({ 'a|i': 'x' }), 'flag without "re"'],
    [detecting({ 'a|re|cased': 'x' }), 'combines cased and re'],
    [detecting({ 'a|re': '(' }), 'the regular expression "(" can\'t be read'],
    [detecting({ 'a|re': '(?=x)' }), "can't be read"],
    [detecting({ 'a|re': '' }), '"a|re" has the value \'\''],
    [detecting({ 'a|cidr': '10.0.0.0' }), '"10.0.0.0" is no network'],
    [detecting({ 'a|cidr': '10.0.0.0/33' }), '"10.0.0.0/33" is no network'],
    [detecting({ 'a|gt': 'x' }), 'give it a number'],
    [detecting({ 'a|exists': 'yes' }), 'give it true or false'],
    [detecting({ '|cidr': '10.0.0.0/8' }), 'no field name, but cidr needs one'],
    [detecting({ '|neq': 'x' }), 'no field name, but neq needs one'],
  ])('refuses %j', (doc, problem) => {
    expect(faultOf(doc)).toContain(problem)
  })
})
