import { describe, expect, it } from 'vitest'
import type { Finding } from '../../shared/detect/index.ts'
import { BacktestTally } from './backtest-tally.ts'

const finding = (key: string) => ({ rule: { id: 'r' } as Finding['rule'], key })

describe('counting the alerts of a backtest', () => {
  it('takes a key once a day', () => {
    const tally = new BacktestTally()
    for (const [key, time] of [
      ['a', 0],
      ['a', 86_399_999],
      ['a', 86_400_000],
      ['b', 86_400_000],
    ] as const)
      tally.add(finding(key), time)
    const found = tally.byRule.get('r')!
    expect(found.alerts).toBe(3)
    expect([...found.byDay]).toEqual([
      ['1970-01-01', 1],
      ['1970-01-02', 2],
    ])
    expect([...found.byKey]).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    expect(tally.alertsOf('other')).toBe(0)
  })

  it('tells a hundred thousand keys of a rule apart, and counts the others', () => {
    const tally = new BacktestTally()
    for (let i = 0; i < 100_010; i++) tally.add(finding(`k${i}`), 0)
    const found = tally.byRule.get('r')!
    expect([found.alerts, found.byKey.size]).toEqual([100_010, 100_000])
  })
})
