import { expect, it } from 'vitest'
import { compileRuleset, faultLine, judge, parseRules } from './index.ts'
import { anEvent, aRule } from './testing.ts'

const PLACEHOLDERS = { admins: ['ann', 'bob*'], nets: ['10.0.0.0/8'], none: [], domain: ['x.org', 'y.org'] }

function parse(selection: unknown) {
  const doc = aRule({ detection: { selection, condition: 'selection' } })
  return parseRules([{ file: 'a.yml', doc }], { placeholders: PLACEHOLDERS })
}

it.each([
  [{ 'a|expand': '%admins%' }, 'Ann', true],
  [{ 'a|expand': '%admins%' }, 'bobby', true],
  [{ 'a|expand': '%admins%' }, 'annie', false],
  [{ 'a|expand': ['carl', '%admins%'] }, 'carl', true],
  [{ 'a|contains|expand': '%admins%' }, 'x ann x', true],
  [{ 'a|expand': '%admins%@%domain%' }, 'ann@y.org', true],
  [{ 'a|expand': '%admins%@%domain%' }, 'ann@z.org', false],
  [{ 'a|expand': '\\%admins%' }, '%admins%', true],
  [{ 'a|expand': '50% of' }, '50% of', true],
  [{ a: '%admins%' }, '%admins%', true],
  [{ 'a|expand|cidr': '%nets%' }, '10.1.1.1', true],
  [{ 'a|re|expand': '^%admins%$' }, 'ann', true],
  [{ 'a|expand': '%none%' }, '', false],
  [{ 'a|neq|expand': '%none%' }, 'x', true],
  [{ 'a|neq|expand': '%admins%' }, 'ann', false],
  [{ 'a|expand|base64': '%domain%' }, 'eC5vcmc=', true],
  [{ '|expand': ['%admins%'] }, 'so ann says', true],
])('%j on %j is %j', (selection, a, expected) => {
  const parsed = parse(selection)
  expect(parsed.faults).toEqual([])
  expect(judge(compileRuleset(parsed), anEvent({ raw: { a } })).matches).toHaveLength(expected ? 1 : 0)
})

it.each([
  [
    { 'a|expand': '%unknown%' },
    'the placeholder "%unknown%", which has no values; write "unknown: [VALUE, …]" into the file',
  ],
  [{ 'a|expand': '%constructor%' }, 'the placeholder "%constructor%"'],
  [{ 'a|expand': 5 }, 'a value that is no text'],
  [{ 'a|expand': '%domain%'.repeat(14) }, 'expands to more than'],
])('refuses %j', (selection, problem) => {
  expect(parse(selection).faults.map(faultLine).join()).toContain(problem)
})
