import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../events/audit-event.ts'
import { compileRuleset, faultLine, parseRules } from './index.ts'
import { anEvent, aRule } from './testing.ts'
import { whyNotLine } from './why-not.ts'
import { conditionText, whyNotCounted, whyNotFired } from './why-not-correlation.ts'

const RULES = [
  aRule({ id: 'a', title: 'A', detection: { s: { a: 1 }, condition: 's' } }),
  aRule({ id: 'b', title: 'B', logsource: { product: 'other' }, detection: { s: { b: 1 }, condition: 's' } }),
]

function linked(parts: Record<string, unknown>) {
  const correlation = { type: 'event_count', rules: ['a', 'b'], timespan: '5m', condition: { gte: 10 }, ...parts }
  const { auditflow, ...body } = correlation as Record<string, unknown>
  const doc = { title: 'C', id: 'c', correlation: body, ...(auditflow !== undefined && { auditflow }) }
  const above = { title: 'D', id: 'd', correlation: { ...body, rules: ['c'], aliases: undefined } }
  const { faults, ...parsed } = parseRules([...RULES, doc, above].map((one) => ({ file: 'a.yml', doc: one })))
  for (const fault of faults) throw new Error(faultLine(fault))
  const ruleset = compileRuleset(parsed)
  return { ruleset, of: (id: string) => ruleset.correlations.get(id)!.correlation }
}

function reason(parts: Record<string, unknown>, event: Partial<AuditEvent>, id = 'c'): string | undefined {
  const { ruleset, of } = linked(parts)
  const why = whyNotCounted(of(id), ruleset, anEvent(event))
  return why && whyNotLine(why)
}

const sum = { type: 'value_sum', condition: { field: 'n', gte: 1 } }
const travel = { type: 'impossible_travel', condition: { gt: 900 } }
const excepted = { auditflow: { exceptions: [{ reason: 'known', when: { x: 1 } }] } }

describe('why an event does not count towards a correlation', () => {
  it.each<[string, Record<string, unknown>, Partial<AuditEvent>, string | undefined]>([
    ['it counts', {}, { raw: { a: 1 } }, undefined],
    ['the rule that looks at it', {}, { raw: { a: 2 } }, 'rule "A": selection "s": a: wanted 1, found "2"'],
    [
      'the log source, when no rule looks at it',
      {},
      { logsource: { product: 'third' } },
      'rule "A": log source: product: wanted "test", found "third"',
    ],
    [
      'a field of the group',
      { 'group-by': ['a', 'who'] },
      { raw: { a: 1 } },
      'group-by: who: wanted a value, found none',
    ],
    [
      'a field of the group under its alias',
      { 'group-by': ['who'], aliases: { who: { a: 'me', b: 'you' } } },
      { raw: { a: 1, who: 'x' } },
      'group-by: me: wanted a value, found none',
    ],
    ['the value', sum, { raw: { a: 1 } }, 'condition: n: wanted a value, found none'],
    ['a value of another kind', sum, { raw: { a: 1, n: 'x' } }, 'condition: n: wanted a number that can be measured'],
    ['a value that counts', sum, { raw: { a: 1, n: 2 } }, undefined],
    ['a position', travel, { raw: { a: 1 } }, 'condition: src_endpoint.location: wanted a position'],
    ['an exception', excepted, { raw: { a: 1, x: 1 } }, 'exception "known": x: wanted another value, found "1"'],
  ])('names %s', (_, parts, event, wanted) => {
    const why = reason(parts, event)
    if (wanted === undefined) expect(why).toBeUndefined()
    else expect(why).toContain(wanted)
  })

  it('goes down to the rules that a correlation over correlations rests on', () => {
    expect(reason({}, { raw: { a: 2 } }, 'd')).toContain('rule "C": rule "A": selection "s": a: wanted 1')
    expect(reason({}, { raw: { a: 1 } }, 'd')).toBeUndefined()
  })

  it('says what the window of a group asked for and had', () => {
    expect(whyNotLine(whyNotFired(linked({}).of('c'), 'who=x', 9))).toBe(
      'window: who=x: wanted event_count ≥ 10 within 5m, found 9 events that count',
    )
    expect(conditionText(linked(sum).of('c'))).toBe('value_sum of n ≥ 1 within 5m')
  })
})
