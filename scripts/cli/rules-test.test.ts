import { describe, expect, it } from 'vitest'
import { writeFiles } from '../../shared/rules/testing/write-files.ts'
import { run } from './testing.ts'

const RULES = `title: Denied
id: denied
logsource: { product: aws, service: cloudtrail }
detection: { s: { errorCode: AccessDenied }, condition: s }
---
title: Many Denied
id: many
correlation: { type: event_count, rules: [denied], group-by: [actor.user.name], timespan: 5m, condition: { gte: 3 } }
`
const DENIED = 'event: { actor: { user: { name: ann } } }, raw: { errorCode: AccessDenied }'

/** The lines of a run over one rule file and its tests. */
async function linesOf(tests: string, rules = RULES) {
  const root = writeFiles({ 'r.yml': rules, 'r.tests.yml': tests })
  const { code, out } = await run(['rules', 'test', root])
  return { code, out: out.map((line) => line.replace(`${root}/`, '')) }
}

const match = `  - name: three
    events: [{ repeat: 3, ${DENIED} }]
    alerts: [{ key: actor.user.name=ann, events: 3 }]
`
const nearMiss = `  - name: two
    events: [{ repeat: 2, ${DENIED} }]
    alerts: []
`

describe('auditflow rules test', () => {
  it('passes where every test does', async () => {
    expect(await linesOf(`tests:\n${match}${nearMiss}`)).toEqual({ code: 0, out: ['2 tests of 1 rules, all passed'] })
  })

  it.each<[string, string, string]>([
    ['no match', `tests:\n${nearMiss}`, 'r.tests.yml:1: no test says when the rule alerts'],
    ['no near miss', `tests:\n${match}`, 'r.tests.yml:1: no test is a near miss ("alerts: []")'],
    [
      'a window that falls short',
      `tests:\n${match.replace('repeat: 3', 'repeat: 3, every: 3m')}${nearMiss}`,
      'r.tests.yml:2: "three": expected 1 alert (actor.user.name=ann, 3 events), got no alert; window: actor.user.name=ann: wanted event_count ≥ 3 within 5m, found 2 events that count',
    ],
    [
      'events that fail the rule',
      `tests:\n${match.replace('AccessDenied', 'Throttled')}${nearMiss}`,
      'got no alert; event 1 of 3: rule "Denied": selection "s": errorCode: wanted "AccessDenied", found "Throttled"',
    ],
    [
      'events of another log source',
      `tests:\n${match.replace('repeat', 'logsource: { product: gcp }, repeat')}${nearMiss}`,
      'got no alert; event 1 of 3: rule "Denied": log source: product: wanted "aws", found "gcp"',
    ],
    [
      'an alert too many',
      `tests:\n${match}${nearMiss.replace('repeat: 2', 'repeat: 4')}`,
      'r.tests.yml:5: "two": expected no alert, got 1 alert (actor.user.name=ann, 4 events)',
    ],
    [
      'a rule that is none',
      `rule: nothing\ntests:\n${match}${nearMiss}`,
      'r.tests.yml:1: rule: no rule "nothing" loads',
    ],
    ['tests that are none', 'tests: 7', 'r.tests.yml:1: tests: must be a list of tests'],
    ['no YAML', 'tests: [', 'r.tests.yml:1: it is no YAML'],
  ])('fails for %s', async (_, tests, wanted) => {
    const { code, out } = await linesOf(tests)
    expect(code).toBe(1)
    expect(out).toHaveLength(2)
    expect(out[0]).toContain(wanted)
  })

  it('fails for a rule without tests, and for a rule that does not load', async () => {
    const root = writeFiles({ 'a.yml': RULES, 'b.yml': 'title: B\n' })
    const { code, out } = await run(['rules', 'test', root])
    expect(code).toBe(1)
    expect(out).toEqual([
      expect.stringContaining('refused: '),
      `${root}/a.yml: "Many Denied": it has no tests`,
      '0 tests of 0 rules, 2 failures',
    ])
  })

  it('wants the rule to be named where a file has several that alert, and tests one that is off', async () => {
    const several = `${RULES.replace('level', 'l')}---\ntitle: Other\nid: other\nauditflow: { stage: 'off' }\nlogsource: { product: auditflow }\ndetection: { s: { status: Failure }, condition: s }\n`
    const { out } = await linesOf(`tests:\n${match}${nearMiss}`, several)
    expect(out[0]).toContain('rule: missing, and the rule file has several rules that alert')
    const other =
      'rule: other\ntests:\n  - { name: a, events: [{ event: { status: Failure } }], alerts: [{}] }\n  - { name: b, events: [{}], alerts: [] }\n'
    expect((await linesOf(other, several)).out).toEqual([
      'r.yml: "Many Denied": it has no tests',
      '2 tests of 1 rules, 1 failures',
    ])
  })
})
