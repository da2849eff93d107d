import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { compileRuleset, detect, type Finding, parseRules, replay, settle } from '../detect/index.ts'
import { aRule } from '../detect/testing.ts'
import { appendEvents, type StoredEvent } from './append-events.ts'
import { databaseWindows } from './database-windows.ts'
import { auditEvent } from './test-events.ts'
import { transaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const T = Date.UTC(2026, 10, 25)
const MINUTE_MS = 60_000
const correlation = (id: string, parts: Record<string, unknown>) => ({
  title: id,
  id,
  correlation: { rules: ['any'], 'group-by': ['user'], timespan: '20m', ...parts },
  auditflow: { lateness: '2d' },
})
const documents = [
  aRule({ id: 'any', detection: { selection: { user: '*' }, condition: 'selection' } }),
  aRule({ id: 'odd', detection: { selection: { kind: ['x', 'y'] }, condition: 'selection' } }),
  correlation('many', { type: 'event_count', condition: { gte: 5 } }),
  correlation('large', { type: 'value_avg', condition: { field: 'size', gte: 60 } }),
  correlation('many and large', { type: 'temporal', rules: ['many', 'large'], timespan: '1s' }),
  correlation('many, then large', { type: 'temporal_ordered', rules: ['many', 'large'] }),
  correlation('rare', { type: 'value_percentile', condition: { field: 'kind', lte: 10 } }),
  correlation('new', { type: 'new_term', timespan: '1d', condition: { field: 'kind', known: 25 } }),
  correlation('unanswered', { type: 'absence', rules: ['any', 'odd'], timespan: '5m' }),
  correlation('spike', { type: 'spike', timespan: '10m', condition: { gte: 1.5, baseline: '1h', min: 4 } }),
  correlation('flat', { type: 'flatline', condition: { lt: 3 } }),
]
const ruleset = compileRuleset(parseRules(documents.map((doc) => ({ file: 'r.yml', doc }))))

/** Numbers that look random and are the same each time. */
const numbersFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
const eventsOf = (run: string, next: (below: number) => number): StoredEvent[] =>
  Array.from({ length: 150 }, (_, i) =>
    auditEvent(
      {
        time: T + next(180) * MINUTE_MS,
        logsource: { product: 'test' },
        raw: { user: `${run} ${next(2)}`, size: next(100), kind: 'aaaabbbccxyz'.charAt(next(12)) },
      },
      `${run} ${i}`,
    ),
  )
const judged = (events: readonly StoredEvent[]) => events.map(({ uid, event }) => ({ uid, event: event.data }))

/** What is alerted about, whatever came first: for each rule and key the events. */
const gather = (findings: readonly Finding[]): Record<string, string[]> => {
  const found: Record<string, Set<string>> = {}
  for (const { rule, key, events } of findings) {
    const name = `${rule.id}: ${key}`
    found[name] = new Set([...(found[name] ?? []), ...events.map(({ uid }) => uid)])
  }
  return Object.fromEntries(Object.entries(found).map(([name, uids]) => [name, [...uids].sort()]))
}

/** Judges deliveries as they come, by windows in the database; what waits is settled `at` times of the clock of events. */
const judgeStored = async (deliveries: StoredEvent[][], settleAt: number[]): Promise<Finding[]> => {
  const findings: Finding[] = []
  for (const events of deliveries)
    await transaction(database.sql, async (tx) => {
      await appendEvents(tx, events)
      findings.push(...(await detect(ruleset, judged(events), databaseWindows(tx), undefined)).findings)
    })
  for (const clockMs of settleAt)
    await transaction(database.sql, async (tx) => {
      findings.push(...(await settle(ruleset, databaseWindows(tx), clockMs, 1_000)).findings)
    })
  return findings
}

describe('windows in PostgreSQL', () => {
  it.each([1, 2, 3])('find what a replay in memory finds, in whatever order events come (seed %i)', async (seed) => {
    const next = numbersFrom(seed)
    const events = eventsOf(`run${seed}`, next)
    const deliveries: StoredEvent[][] = []
    for (const rest = [...events]; rest.length > 0; ) deliveries.push(rest.splice(0, 1 + next(12)))
    const clocks = [T + 2 * 86_400_000 + 60 * MINUTE_MS, T + 2 * 86_400_000 + 120 * MINUTE_MS, T + 9 * 86_400_000]
    const expected = gather(await replay(ruleset, judged(events)))
    expect(new Set(Object.keys(expected).map((name) => name.split(':')[0])).size).toBeGreaterThan(5)
    expect(gather(await judgeStored(deliveries, clocks))).toEqual(expected)
  })
})
