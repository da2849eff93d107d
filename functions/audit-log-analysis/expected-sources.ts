import type { NewHit, Ruleset } from '../../shared/detect/index.ts'
import { ONE_RULE } from '../../shared/detect/index.ts'
import type { Expected } from '../../shared/detect/parse-expected.ts'
import { uidOf } from '../../shared/events/envelope.ts'
import { expectedEvent } from '../../shared/events/expected.ts'
import type { Clock, Log } from '../../shared/ports/ports.ts'
import { appendEvents, type StoredEvent } from '../../shared/store/append-events.ts'
import { noteExpected } from '../../shared/store/expected/note-expected.ts'
import { resolveReporting } from '../../shared/store/expected/resolve-reporting.ts'
import { writeFeed } from '../../shared/store/feed.ts'
import { transaction } from '../../shared/store/transaction.ts'
import type { CommitPorts } from './commit.ts'

export type ExpectedPorts = Pick<CommitPorts, 'sql' | 'windows' | 'ruleset' | 'clock' | 'ensurePartitions'> & {
  log: Log
  clock: Clock
  /** What the file says that is in force with the ruleset. */
  expected: () => readonly Expected[]
}

/**
 * What is to be done from time to time for what is expected to report. One that is expected from now on counts as having
 * reported just now, so that it is missed although it never did. One that reports again is over.
 */
export function expectedSources(ports: ExpectedPorts): () => Promise<void> {
  let begun: readonly Expected[] | undefined
  return async () => {
    const ruleset = await ports.ruleset()
    const expected = ports.expected()
    if (begun !== expected) await begin(ports, ruleset, expected)
    begun = expected
    if (expected.length === 0) return
    const ids = expected.map(({ ruleId }) => ruleId)
    const over = await resolveReporting(ports.sql, ids, ONE_RULE, ports.clock())
    if (over > 0) ports.log.info('what had stopped reporting reports again', { count: over })
  }
}

async function begin(
  { sql, windows, clock, ensurePartitions, log }: ExpectedPorts,
  ruleset: Ruleset,
  expected: readonly Expected[],
): Promise<void> {
  const nowMs = clock()
  const all = expected
    .filter(({ ruleId }) => ruleset.correlations.has(ruleId))
    .flatMap(({ keys, ...one }) => keys.map((key) => ({ ...one, ...key })))
  await ensurePartitions([nowMs])
  const count = await transaction(sql, async (tx) => {
    const fresh = await noteExpected(tx, all, nowMs)
    if (fresh.length === 0) return 0
    const begins = fresh.map(({ ruleId, key }) => all.find((one) => one.ruleId === ruleId && one.key === key)!)
    const events = begins.map((one): StoredEvent => {
      const event = expectedEvent(one, nowMs)
      return { uid: uidOf(event.source, event.id), event }
    })
    await appendEvents(tx, events)
    await windows(tx).add(
      begins.map(({ ruleId, key }, index) => firstHit(ruleset, ruleId, key, events[index]!.uid, nowMs)),
      [],
    )
    await writeFeed(tx, { events: events.length, alerts: [], rejected: 0 })
    return fresh.length
  })
  if (count > 0) log.info('expected to report from now on', { count })
}

/** As if an event had come. */
function firstHit(ruleset: Ruleset, ruleId: string, key: string, uid: string, timeMs: number): NewHit {
  const { correlation, dueMs = 0 } = ruleset.correlations.get(ruleId)!
  const due = { via: correlation.rules[0]!, dueMs: timeMs + dueMs }
  return { ruleId, key, part: ONE_RULE, moment: { uid, timeMs }, immediate: false, due }
}
