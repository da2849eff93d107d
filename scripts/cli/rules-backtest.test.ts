import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeFiles } from '../../shared/rules/testing/write-files.ts'
import { appendEvents } from '../../shared/store/append-events.ts'
import { createPartitions } from '../../shared/store/partitions.ts'
import { addException } from '../../shared/store/rules/add-exception.ts'
import { saveRule } from '../../shared/store/rules/save-rule.ts'
import { auditEvent } from '../../shared/store/test-events.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { NOW, run } from './testing.ts'

const RULES = `title: Failed
id: failed
logsource: { product: auditflow }
detection: { s: { status: Failure }, condition: s }
---
title: Failed Thrice
id: thrice
level: high
correlation: { type: event_count, rules: [failed], group-by: [actor.user.name], timespan: 2h, condition: { gte: 3 }, generate: true }
---
title: Never
id: never
logsource: { product: auditflow }
detection: { s: { status: Unknown }, condition: s }
`
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let database: TestDatabase
const failure = (name: string, time: number) => auditEvent({ time, status: 'Failure', actor: { user: { name } } })

/** Two hours before now on the days before. */
const [yesterday, before] = [NOW - DAY_MS - 2 * HOUR_MS, NOW - 2 * DAY_MS - 2 * HOUR_MS]

beforeAll(async () => {
  database = await createTestDatabase()
  const events = [
    ...[0, 1, 2].map((hours) => failure('ann', yesterday + hours * HOUR_MS)),
    ...[0, 1, 2].map((hours) => failure('svc', before + hours * HOUR_MS)),
    ...[0, 1].map((hours) => failure('bob', yesterday + hours * HOUR_MS)),
    failure('ann', yesterday - 30 * DAY_MS),
  ]
  await createPartitions(database.sql)(events.map(({ event }) => event.data.time))
  await transaction(database.sql, (tx) => appendEvents(tx, events))
})
afterAll(() => database.drop())

async function backtest(...args: string[]) {
  const root = writeFiles({ 'r.yml': RULES })
  const { code, out, err } = await run(['rules', 'backtest', root, ...args], { DATABASE_URL: database.url })
  expect([code, err]).toEqual([0, []])
  return out
}

const day = (ms: number) => new Date(ms).toISOString().slice(5, 10)

describe('auditflow rules backtest', () => {
  it('counts alerts by rule, day and key over the stored events, the loudest rule first', async () => {
    const out = await backtest('--days', '10')
    expect(out[0]).toBe('8 events from 2026-11-15T12:00Z to 2026-11-25T12:00Z')
    expect(out.slice(1)).toEqual([
      '"Failed" (medium): 3 alerts, 0.3 a day',
      `  by day   ${day(before)}: 1, ${day(yesterday)}: 2`,
      expect.stringMatching(/^ {2}by key {3}(actor\.user\.name=\w+ \(1\)(; )?){3}$/),
      '"Failed Thrice" (high): 2 alerts, 0.2 a day',
      `  by day   ${day(before)}: 1, ${day(yesterday)}: 1`,
      '  by key   actor.user.name=svc (1); actor.user.name=ann (1)',
      '5 alerts (0.5 a day) of 2 rules; 1 rules had none',
    ])
  })

  it('says what an exception would save', async () => {
    const out = await backtest('--days', '10', '--rule', 'thrice', '--exception', '{ actor.user.name: svc }')
    expect(out[1]).toBe('"Failed Thrice" (high): 2 alerts, 0.2 a day')
    expect(out).toContain('  with the exception 1 alerts: 1 fewer (50 %)')
    expect(out.at(-1)).toBe('2 alerts (0.2 a day) of 1 rules; 0 rules had none')
  })

  it('lets windows reach back before the first day, and counts alerts from there on only', async () => {
    const out = await backtest('--days', '1', '--rule', 'Failed Thrice')
    expect(out.join('\n')).toContain('actor.user.name=ann (1)')
    expect(out.join('\n')).not.toContain('svc')
  })

  it('goes by the rules in force where no folder is given, those of the database with its stages and exceptions', async () => {
    const doc = {
      title: 'Any Failure',
      id: 'any-failure',
      logsource: { product: 'auditflow' },
      detection: { s: { status: 'Failure' }, condition: 's' },
    }
    const by = 'ann'
    await saveRule(database.sql, doc, { by, among: [] })
    await addException(
      database.sql,
      { ruleId: 'any-failure', when: { 'actor.user.name': 'svc' }, reason: 'r', by },
      NOW,
    )
    const { code, out } = await run(['rules', 'backtest', '--days', '10', '--rule', 'any-failure'], {
      DATABASE_URL: database.url,
    })
    expect(code).toBe(0)
    expect(out[1]).toBe('"Any Failure" (medium): 2 alerts, 0.2 a day')
  })

  it.each([
    [['--exception', '{'], '--exception: '],
    [['--exception', '[]'], '--exception: the selection "when" is empty'],
    [['--rule', 'nothing'], 'no rule "nothing" loads'],
  ])('refuses %j', async (args, wanted) => {
    const root = writeFiles({ 'r.yml': RULES })
    const { code, err } = await run(['rules', 'backtest', root, '--days', '1', ...args], { DATABASE_URL: database.url })
    expect(code).toBe(2)
    expect(err[0]).toContain(wanted)
  })
})
