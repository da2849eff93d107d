import type { Clock, Log } from '../../shared/ports/ports.ts'
import type { Sql, Transaction } from '../../shared/store/connect.ts'
import { claimGroups, type DueGroup } from '../../shared/store/notices/claim-groups.ts'
import { loadMembers } from '../../shared/store/notices/load-members.ts'
import { loadSurroundings } from '../../shared/store/notices/load-surroundings.ts'
import { type NextDue, nextDue } from '../../shared/store/notices/next-due.ts'
import { saveFlush } from '../../shared/store/notices/save-flush.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { judgeGroups } from './judge-groups.ts'
import type { Judge } from './plan-alerts.ts'
import { rerouteGroup } from './reroute-group.ts'
import { routesByKey } from './routes-by-key.ts'

export type FlushPorts = {
  sql: Sql
  clock: Clock
  log: Log
  judge: Judge
  /** Hears of a group that was looked at, and how much later than it was due. */
  onLook?: (lateMs: number) => void
}

/** Groups that one transaction takes, and alerts that it reads for them, though one group is always taken whole. */
const MOST_GROUPS = 100
const MOST_MEMBERS = 10_000

/**
 * Looks at every group whose time has come, and writes the notices that come of it. Any process may, at any time: what one is
 * at, others pass over.
 * @returns what is due next
 */
export async function flushDue(ports: FlushPorts): Promise<NextDue> {
  const { judge } = ports
  for (;;) {
    const { looked, stray } = await transaction(ports.sql, (tx) => flushSome(tx, judge, ports))
    for (const group of stray) await rerouteGroup(ports.sql, group, judge, ports.clock())
    if (looked === 0 && stray.length === 0) return await nextDue(ports.sql)
  }
}

async function flushSome(
  tx: Transaction,
  judge: Judge,
  { clock, log, onLook }: FlushPorts,
): Promise<{ looked: number; stray: DueGroup[] }> {
  const now = clock()
  const routes = routesByKey(judge.routing.root)
  const due = await claimGroups(tx, now, MOST_GROUPS)
  const stray = due.filter(({ route }) => !routes.has(route))
  const groups = upTo(
    MOST_MEMBERS,
    due.filter(({ route }) => routes.has(route)),
  )
  if (groups.length === 0) return { looked: 0, stray }
  const members = await loadMembers(
    tx,
    groups.map(({ id }) => id),
  )
  const { surroundings, omitted } = await loadSurroundings(tx, judge.routing.inhibitRules, now)
  if (omitted) log.warn('more alerts may inhibit than are looked at')
  const flushes = await judgeGroups(tx, { groups, members, surroundings, judge, routes })
  await saveFlush(tx, flushes, judge.fingerprint, now)
  for (const { dueAt } of groups) onLook?.(now - dueAt)
  return { looked: groups.length, stray }
}

/** The first groups that have no more alerts together than that; at least one. */
function upTo(most: number, groups: readonly DueGroup[]): DueGroup[] {
  let sum = 0
  return groups.filter(({ size }, index) => {
    sum += size
    return index === 0 || sum <= most
  })
}
