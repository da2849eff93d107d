import { describe, expect, it } from 'vitest'
import type { AuditEvent, Json } from '../events/audit-event.ts'
import { faultLine, parseRules } from './index.ts'
import { sees } from './parse-source.ts'
import { anEvent, aRule } from './testing.ts'
import { whyNot, whyNotLine } from './why-not.ts'

function ruleOf(parts: Record<string, unknown>) {
  const { rules, faults } = parseRules([{ file: 'a.yml', doc: aRule(parts) }])
  for (const fault of faults) throw new Error(faultLine(fault))
  return rules[0]!
}

function reason(detection: Record<string, unknown>, raw: Json): string | undefined {
  const why = whyNot(ruleOf({ detection }), anEvent({ raw }))
  return why && whyNotLine(why)
}

const of = (selection: unknown) => ({ selection, condition: 'selection' })

describe('why a rule does not match', () => {
  it('says nothing of one that does', () => {
    expect(reason(of({ a: 1 }), { a: 1 })).toBeUndefined()
  })

  it.each<[string, Record<string, unknown>, Json, string]>([
    ['another value', of({ a: 'x' }), { a: 'y' }, 'selection "selection": a: wanted "x", found "y"'],
    ['a field that is not there', of({ 'a.b': 1 }), { a: 1 }, 'a.b: wanted 1, found no such field'],
    ['null', of({ a: 'x' }), { a: null }, 'a: wanted "x", found null'],
    ['an empty list', of({ a: 'x' }), { a: [] }, 'a: wanted "x", found an empty list'],
    ['several values', of({ a: 'x' }), { a: ['y', 'z'] }, 'a: wanted "x", found "y", "z"'],
    ['many values', of({ a: 'x' }), { a: [1, 2, 3, 4, 5, 6, 7] }, 'found "1", "2", "3", "4", "5" and 2 more'],
    ['a long value, made fit to be shown', of({ a: 'x' }), { a: `\n${'y'.repeat(99)}` }, `found " ${'y'.repeat(78)}…"`],
    ['modifiers', of({ 'a|startswith': 'x' }), { a: 'y' }, 'a|startswith: wanted "x", found "y"'],
    ['one of several', of({ 'a|contains': ['x', 'y'] }), { a: 'z' }, 'a|contains: wanted one of "x", "y", found "z"'],
    ['all of several', of({ 'a|contains|all': ['x', 'y'] }), { a: 'x' }, 'a|contains|all: wanted "y", found "x"'],
    ['the second field of a map', of({ a: 1, b: 2 }), { a: 1, b: 3 }, 'b: wanted 2, found "3"'],
    [
      'each map of a list',
      of([{ a: 1 }, { b: 2 }, { c: 3 }]),
      { a: 0 },
      'a: wanted 1, found "0" (2 other alternatives failed too)',
    ],
    ['neq', of({ 'a|neq': 'x' }), { a: 'X' }, 'a|neq: wanted another value, found "X"'],
    ['exists', of({ 'a|exists': true }), {}, 'a|exists: wanted true, found no such field'],
    ['a keyword', of(['x', 'y']), { a: 'z' }, 'selection "selection": wanted one of "x", "y" anywhere in the record'],
    ['and', { a: { a: 1 }, b: { b: 2 }, condition: 'a and b' }, { a: 1 }, 'selection "b": b: wanted 2'],
    [
      'or',
      { a: { a: 1 }, b: { b: 2 }, condition: 'a or b' },
      { a: 2 },
      'selection "a": a: wanted 1, found "2" (the one other alternative failed too)',
    ],
    [
      'not',
      { a: { a: 1 }, filter: { user: 'root' }, condition: 'a and not filter' },
      { a: 1, user: 'root' },
      'selection "filter", under "not": user: wanted another value, found "root"',
    ],
    ['not not', { a: { a: 1 }, condition: 'not (not a)' }, { a: 2 }, 'selection "a": a: wanted 1, found "2"'],
    [
      'not, of what has nothing to show',
      { a: { a: 1 }, b: { 'b|neq': 1 }, condition: 'a and not b' },
      { a: 1, b: 2 },
      'the part under "not": wanted that it fails, found it holds',
    ],
    [
      'N of',
      { a_1: { a: 1 }, a_2: { b: 1 }, a_3: { c: 1 }, condition: '2 of a_*' },
      { a: 1 },
      'selection "a_2": b: wanted 1, found no such field (2 of 3 selections are wanted, 1 hold)',
    ],
    [
      'all of',
      { a_1: { a: 1 }, a_2: { b: 1 }, condition: 'all of a_*' },
      { a: 1 },
      'selection "a_2": b: wanted 1, found no such field',
    ],
  ])('names %s', (_, detection, raw, wanted) => {
    expect(reason(detection, raw)).toContain(wanted)
  })

  it.each<[Record<string, string>, Partial<AuditEvent>, string | undefined]>([
    [{ product: 'aws' }, {}, 'log source: product: wanted "aws", found "test"'],
    [{ product: 'test', service: 's' }, {}, 'log source: service: wanted "s", found no service'],
    [{ category: 'c' }, { logsource: { product: 'p', category: 'd' } }, 'log source: category: wanted "c", found "d"'],
    [{ product: 'test', category: 'c' }, {}, undefined],
    [{ product: 'auditflow', category: 'api_activity' }, {}, 'log source: class_uid: wanted 6003, found 3002'],
    [{ product: 'auditflow', service: 's' }, {}, 'log source: service: wanted "s", found no service'],
    [{ product: 'auditflow' }, {}, undefined],
  ])('compares the log source %j as judging does', (logsource, parts, wanted) => {
    const rule = ruleOf({ logsource, detection: of({ 'nothing|exists': false }) })
    const event = anEvent(parts)
    const why = whyNot(rule, event)
    expect(why && whyNotLine(why)).toBe(wanted)
    expect(why === undefined).toBe(sees(rule.source, event))
  })

  it("looks where a product's records have what its rules call otherwise, unless names are exact", () => {
    const logsource = { product: 'gcp', service: 'gcp.audit' }
    const rule = ruleOf({ logsource, detection: of({ 'gcp.audit.method_name': 'x' }) })
    const event = anEvent({ logsource, raw: { protoPayload: { methodName: 'y' } } })
    expect(whyNotLine(whyNot(rule, event)!)).toContain('wanted "x", found "y"')
    expect(whyNotLine(whyNot(rule, event, true)!)).toContain('wanted "x", found no such field')
  })

  it('names the exception that keeps an event away, while it is in force', () => {
    const exceptions = [{ reason: 'backup', expires: '1970-01-01T00:00:01Z', when: { 'actor.user.name': 'svc' } }]
    const rule = ruleOf({ detection: of({ a: 1 }), auditflow: { exceptions } })
    const event = (time: number) => anEvent({ time, raw: { a: 1 }, actor: { user: { name: 'svc' } } })
    expect(whyNotLine(whyNot(rule, event(999))!)).toBe(
      'exception "backup": actor.user.name: wanted another value, found "svc"',
    )
    expect(whyNot(rule, event(1000))).toBeUndefined()
  })
})
