import { describe, expect, it } from 'vitest'
import { compileRuleset, faultLine, judge, parseRules } from './index.ts'
import { anEvent, aRule } from './testing.ts'

const RULES = [
  aRule({ id: 'one', name: 'first' }),
  aRule({ id: 'two', title: 'Second', logsource: { product: 'test', service: 's' } }),
]

function aFilter(filter: unknown, parts: Record<string, unknown> = {}): Record<string, unknown> {
  return { title: 'A filter', logsource: { product: 'test' }, filter, ...parts }
}

const parse = (...filters: unknown[]) => parseRules([...filters, ...RULES].map((doc) => ({ file: 'a.yml', doc })))

function fired(filters: unknown[], user: string): string[] {
  const parsed = parse(...filters)
  expect(parsed.faults.map(faultLine)).toEqual([])
  const event = anEvent({ raw: { a: 1, user }, logsource: { product: 'test', service: 's' } })
  return judge(compileRuleset(parsed), event).matches.map((match) => match.rule.id)
}

const noAdmins = { selection: { 'user|startswith': 'adm_' }, condition: 'not selection' }

describe('a filter', () => {
  it.each([['one'], ['first'], ['A rule']])('keeps events out of the rule it names as %s, and of no other', (rule) => {
    const filter = aFilter({ rules: [rule], ...noAdmins })
    expect(fired([filter], 'adm_ann')).toEqual(['two'])
    expect(fired([filter], 'ann')).toEqual(['one', 'two'])
  })

  it('names one rule or several', () => {
    expect(fired([aFilter({ rules: 'one', ...noAdmins })], 'adm_ann')).toEqual(['two'])
    expect(fired([aFilter({ rules: ['one', 'two'], ...noAdmins })], 'adm_ann')).toEqual([])
  })

  it('is for any rule within its log source when it says so', () => {
    expect(fired([aFilter({ rules: 'any', ...noAdmins })], 'adm_ann')).toEqual([])
    const narrow = aFilter({ rules: 'any', ...noAdmins }, { logsource: { product: 'test', service: 's' } })
    expect(fired([narrow], 'adm_ann')).toEqual(['one'])
    const other = aFilter({ rules: ['ANY'], ...noAdmins }, { logsource: { product: 'other' } })
    expect(fired([other], 'adm_ann')).toEqual(['one', 'two'])
  })

  it('adds its condition as it is written', () => {
    const only = aFilter({ rules: 'any', selection: { user: 'ann' }, condition: 'selection' })
    expect(fired([only], 'ann')).toEqual(['one', 'two'])
    expect(fired([only], 'bob')).toEqual([])
  })

  it('joins other filters of the same rule', () => {
    const noBob = aFilter({ rules: 'one', s: { user: 'bob' }, condition: 'not s' })
    const both = [noBob, aFilter({ rules: 'one', ...noAdmins })]
    expect(['bob', 'adm_ann', 'ann'].map((user) => fired(both, user).includes('one'))).toEqual([false, false, true])
  })

  it.each([
    [aFilter({ rules: ['one', 'none'], ...noAdmins }), 'there is no rule "none"'],
    [aFilter({ rules: ['two'], ...noAdmins }, { logsource: { product: 'x' } }), 'not that of the rule "Second"'],
    [aFilter({ rules: [], ...noAdmins }), 'refers to no rules'],
    [aFilter(noAdmins), 'refers to no rules'],
    [aFilter('x'), '"filter" is no map'],
    [aFilter({ rules: 'any', selection: { a: 1 } }), 'the condition is missing'],
    [aFilter({ rules: 'any', selection: { a: 1 }, condition: 'rules' }), 'names "rules", which is no selection'],
    [aFilter({ rules: 'any', ...noAdmins }, { logsource: undefined }), 'the log source is missing'],
    [aFilter({ rules: 'any', ...noAdmins }, { title: undefined }), 'there is no title'],
  ])('is refused, and filters nothing, when it is %j', (filter, problem) => {
    const parsed = parse(filter)
    expect(parsed.faults.map(faultLine).join()).toContain(problem)
    const event = anEvent({ raw: { a: 1, user: 'adm_ann' }, logsource: { product: 'test', service: 's' } })
    expect(judge(compileRuleset(parsed), event).matches).toHaveLength(2)
  })
})
