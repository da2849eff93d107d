import { expect, it } from 'vitest'
import type { Stage } from '../../shared/detect/rule.ts'
import { splitFindings } from './split-findings.ts'

const finding = (id: string, stage: Stage, key: string) => ({ rule: { id, stage }, key })

it('alerts of live rules alone, and counts those of both stages', () => {
  const findings = [
    finding('a', 'live', 'x'),
    finding('b', 'shadow', 'x'),
    finding('a', 'live', 'y'),
    finding('b', 'shadow', 'y'),
    finding('b', 'shadow', 'z'),
    finding('c', 'off', 'x'),
  ]
  expect(splitFindings(findings)).toEqual({
    live: [findings[0], findings[2]],
    activity: [
      { ruleId: 'a', stage: 'live', findings: 2 },
      { ruleId: 'b', stage: 'shadow', findings: 3 },
    ],
  })
  expect(splitFindings([])).toEqual({ live: [], activity: [] })
})
