import { settle } from '../../shared/detect/index.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { advanceClock, lastStored, readClock } from '../../shared/store/event-clock.ts'
import { writeFeed } from '../../shared/store/feed.ts'
import { writeOutbox } from '../../shared/store/outbox.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { claimSettling } from '../../shared/store/waiting-hits.ts'
import type { CommitPorts } from './commit.ts'
import { raiseAlerts } from './raise-alerts.ts'

const AT_ONCE = 1_000
/**
 * When nothing was stored for so long, nothing is on its way, and the clock of events follows the wall clock. While
 * events come it does not: a queue that holds hours of them must not make them late.
 */
const QUIET_MS = 20_000

export type SettlePorts = Pick<CommitPorts, 'sql' | 'windows' | 'ruleset' | 'clock' | 'life'>

/**
 * Judges, in one transaction, some of what rules have waited for and is due by the clock of events.
 * @returns the events now in the outbox, to be published, and whether there may be more to judge
 */
export async function settleWaiting(ports: SettlePorts): Promise<{ outgoing: CloudEvent[]; more: boolean }> {
  const ruleset = await ports.ruleset()
  await followWallClock(ports)
  return await transaction(ports.sql, async (tx) => {
    const clockMs = await readClock(tx)
    if (clockMs === undefined || !(await claimSettling(tx))) return { outgoing: [], more: false }
    const { findings, judged } = await settle(ruleset, ports.windows(tx), clockMs, AT_ONCE)
    const { alerts, outgoing } = await raiseAlerts(tx, findings, ports)
    if (outgoing.length > 0) await writeOutbox(tx, outgoing)
    if (alerts.length > 0) await writeFeed(tx, { events: 0, alerts: alerts.map(({ id }) => id), rejected: 0 })
    return { outgoing, more: judged === AT_ONCE }
  })
}

async function followWallClock({ sql, clock }: SettlePorts): Promise<void> {
  const stored = await lastStored(sql)
  const nowMs = clock()
  if (stored !== undefined && nowMs - stored > QUIET_MS) await advanceClock(sql, nowMs, nowMs)
}
