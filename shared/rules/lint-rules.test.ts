import { describe, expect, it } from 'vitest'
import type { RuleDocument } from '../detect/index.ts'
import { lintRules, warningLine } from './lint-rules.ts'

const whole = (parts: Record<string, unknown> = {}): RuleDocument => ({
  file: 'a.yml',
  doc: { title: 'T', id: 'i', level: 'low', description: 'd', logsource: { product: 'auditflow' }, ...parts },
  lineOf: (path) => path.length + 1,
})
const linesOf = (...documents: RuleDocument[]) => lintRules(documents).map(warningLine)

describe('warnings on rules', () => {
  it('finds nothing in a rule that has everything', () => {
    expect(linesOf(whole())).toEqual([])
  })

  it.each<[Record<string, unknown>, string]>([
    [{ id: undefined }, 'a.yml:1: "T": it has no id'],
    [{ level: undefined }, 'a.yml:1: "T": it has no level and counts as medium'],
    [{ description: '' }, 'a.yml:1: "T": it has no description'],
    [{ status: 'deprecated' }, 'a.yml:2: "T": its status is "deprecated"'],
    [{ date: '2020/01/31' }, '"date" is of the old form: write 2020-01-31'],
    [{ modified: '2020/01/31' }, '"modified" is of the old form'],
    [{ tags: ['attack.credential_access', 'cve.2020-1'] }, 'write "attack.credential-access"'],
    [
      { logsource: { product: 'zoom', service: 'audit' } },
      'headers "x-auditflow-product: zoom" and "x-auditflow-service: audit"',
    ],
    [{ logsource: { category: 'proxy' } }, '"logsource": {"category": "proxy", …}'],
  ])('warns of %j once', (parts, wanted) => {
    expect(linesOf(whole(parts))).toEqual([expect.stringContaining(wanted)])
  })

  it.each([
    { product: 'aws', service: 'cloudtrail' },
    { product: 'aws' },
    { service: 'cloudtrail' },
    { product: 'auditflow', category: 'authentication' },
    { product: 'auditflow', service: 'audit' },
    { category: 'application' },
  ])('takes the log source %j as given', (logsource) => {
    expect(linesOf(whole({ logsource }))).toEqual([])
  })

  it('names a title that two rules have, at the second', () => {
    expect(linesOf(whole(), { ...whole({ id: 'j' }), file: 'b.yml' })).toEqual([
      expect.stringContaining('b.yml:2: "T": a.yml has a rule of the same title'),
    ])
  })

  it('warns of a log source once, however many rules have it', () => {
    const logsource = { product: 'zoom' }
    expect(linesOf(whole({ logsource }), whole({ logsource, title: 'U', id: 'j' }))).toEqual([
      expect.stringContaining('"T": no adapter gives events of its log source, that of 2 rules'),
    ])
  })

  it('says nothing of documents set aside, and of what is no rule at all', () => {
    expect(linesOf({ ...whole({ id: undefined }), setAside: 'unsupported' }, { file: 'b.yml', doc: 7 })).toEqual([])
  })

  it('wants no level of a filter', () => {
    expect(linesOf(whole({ level: undefined, filter: { rules: 'any' } }))).toEqual([])
  })
})
