import { detect, type Ruleset, type WindowStore } from '../../shared/detect/index.ts'
import { CANARY_SOURCE } from '../../shared/events/canary.ts'
import { ANALYSIS_COMPLETED, type AnalysisCompleted } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { ChangedAlert } from '../../shared/store/alerts/extend-alerts.ts'
import { appendEvents, type StoredEvent } from '../../shared/store/append-events.ts'
import { knownCanaries } from '../../shared/store/canary/known-canaries.ts'
import type { Sql, Transaction } from '../../shared/store/connect.ts'
import { advanceClock, readClock } from '../../shared/store/event-clock.ts'
import { writeFeed } from '../../shared/store/feed.ts'
import { writeOutbox } from '../../shared/store/outbox.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { outgoingEvent } from './outgoing-event.ts'
import { type RaisePorts, raiseAlerts } from './raise-alerts.ts'

export type CommitPorts = RaisePorts & {
  sql: Sql
  /** The windows of rules over several events, within a transaction. */
  windows: (tx: Transaction) => WindowStore
  /** The rules in force. */
  ruleset: () => Promise<Ruleset>
  ensurePartitions: (timesMs: Iterable<number>) => Promise<void>
  newId: () => string
  /** Is told how many events came too late for some rule over several events. */
  onLate: (count: number) => void
}

/**
 * One transaction: append to the audit log, judge what was new, open or extend alerts, write the outbox. Killed before
 * the commit nothing has happened, after it everything has; what had been stored before is not judged again.
 * @returns the events now in the outbox, to be published
 */
export async function commitEvents(events: readonly StoredEvent[], ports: CommitPorts): Promise<CloudEvent[]> {
  const ruleset = await ports.ruleset()
  await ports.ensurePartitions(events.map(({ event }) => event.data.time))
  return await transaction(ports.sql, async (tx) => {
    const fresh = await appendEvents(tx, events)
    if (fresh.size === 0) return []
    const stored = events.filter(({ uid }) => fresh.has(uid))
    const judged = (await withoutCanaries(tx, stored)).map(({ uid, event }) => ({ uid, event: event.data }))
    const { findings, late } = await detect(ruleset, judged, ports.windows(tx), await readClock(tx))
    if (late > 0) ports.onLate(late)
    const { alerts, outgoing } = await raiseAlerts(tx, findings, ports)
    const told = [...outgoing, completed(stored, events.length - stored.length, alerts, ports)]
    await writeOutbox(tx, told)
    if (judged.length > 0) await advanceClock(tx, Math.max(...judged.map(({ event }) => event.time)), ports.clock())
    await writeFeed(tx, { events: stored.length, alerts: alerts.map(({ id }) => id), rejected: 0 })
    return told
  })
}

/** What AuditFlow has sent to itself is stored and that is all: no rule is to see it, nor is it to make others late. */
async function withoutCanaries(tx: Transaction, stored: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
  const alike = stored.filter(({ event }) => event.source === CANARY_SOURCE).map(({ uid }) => uid)
  if (alike.length === 0) return stored
  const known = await knownCanaries(tx, alike)
  return stored.filter(({ uid }) => !known.has(uid))
}

function completed(
  stored: readonly StoredEvent[],
  duplicates: number,
  alerts: readonly ChangedAlert[],
  { newId, clock }: Pick<CommitPorts, 'newId' | 'clock'>,
): CloudEvent<AnalysisCompleted> {
  return outgoingEvent(ANALYSIS_COMPLETED, newId(), clock(), {
    stored: stored.map(({ event }) => ({ source: event.source, id: event.id })),
    duplicates,
    rejected: 0,
    alerts: alerts.map((alert) => alert.id),
  })
}
