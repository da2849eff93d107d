import { describe, expect, it } from 'vitest'
import { compileRuleset, parseRules, replay } from '../index.ts'
import { anEvent, aRule } from '../testing.ts'

const MINUTE_MS = 60_000
const base = aRule({ id: 'base' })
const correlation = (id: string, parts: Record<string, unknown>) => ({
  title: id,
  id,
  correlation: { rules: ['base'], 'group-by': ['user'], timespan: '30m', ...parts },
})

type Hit = { minute: number; value: number | string }
const findingsOf = (correlations: unknown[], hits: readonly Hit[]) =>
  replay(
    compileRuleset(parseRules([...correlations, base].map((doc) => ({ file: 'c.yml', doc })))),
    hits.map(({ minute, value }, i) => ({
      uid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      event: anEvent({ time: minute * MINUTE_MS, raw: { a: 1, user: 'ann', value } }),
    })),
  )

describe('a correlation upon one that fires at once and one that waits', () => {
  const many = correlation('many', { type: 'event_count', condition: { gte: 3 } })
  const large = correlation('large', { type: 'value_avg', condition: { field: 'value', gte: 10 } })
  const both = correlation('both', { type: 'temporal', rules: ['many', 'large'], timespan: '1s' })

  it('finds both in one event', async () => {
    const hits = [0, 1, 2].map((minute) => ({ minute, value: 10 }))
    expect(await findingsOf([many, large, both], hits)).toMatchObject([{ rule: { id: 'both' }, key: 'user=ann' }])
  })

  it('finds nothing where one holds of an earlier event and the other of a later', async () => {
    const hits = [10, 0, 0].map((value, minute) => ({ minute, value }))
    expect(await findingsOf([many, large, both], hits)).toEqual([])
  })
})

describe('hits that are judged together', () => {
  const KNOWN = 30
  const fresh = correlation('fresh', { type: 'new_term', timespan: '1d', condition: { field: 'value', known: KNOWN } })
  const hitsOf = (known: number) => [
    ...Array.from({ length: known }, (_, minute) => ({ minute, value: 'usual' })),
    ...Array.from({ length: 100 }, (_, i) => ({ minute: known + i / 60, value: 'new' })),
  ]

  it('do not take from the first of them what it needs of the past', async () => {
    expect(await findingsOf([fresh], hitsOf(KNOWN))).toMatchObject([{ rule: { id: 'fresh' }, events: [{}] }])
  })

  it('do not lend the first of them what comes after it', async () => {
    expect(await findingsOf([fresh], hitsOf(KNOWN - 1))).toEqual([])
  })
})
