import type { Clock, Log } from '../../shared/ports/ports.ts'
import type { Sql, Transaction } from '../../shared/store/connect.ts'
import { claimGroups, type DueGroup } from '../../shared/store/notices/claim-groups.ts'
import { loadMembers } from '../../shared/store/notices/load-members.ts'
import { loadSurroundings } from '../../shared/store/notices/load-surroundings.ts'
import { saveFlush } from '../../shared/store/notices/save-flush.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { judgeGroups } from './judge-groups.ts'
import type { Judge } from './plan-alerts.ts'
import { routesByKey } from './routes-by-key.ts'

export type FlushPorts = {
  sql: Sql
  clock: Clock
  log: Log
  judge: Judge
  /** Hears of a group that was looked at, and how much later than it was due. */
  onLook?: (lateMs: number) => void
}

/** Groups that were looked at, and those whose route the routing does not have. `more`: others may be due, too. */
export type Flushed = { looked: readonly DueGroup[]; stray: readonly DueGroup[]; more: boolean }

/** Alerts that are read for the groups of one transaction, though one group is always taken whole. */
const MOST_MEMBERS = 10_000

/**
 * Looks at groups that are due, and writes what comes of it, in one transaction.
 * @param onClaim hears which were taken, before anything can go wrong with them
 */
export async function flushSome(
  ports: FlushPorts,
  limit: number,
  onClaim: (groups: readonly DueGroup[]) => void = () => undefined,
): Promise<Flushed> {
  const now = ports.clock()
  const flushed = await transaction(ports.sql, async (tx) => {
    const due = await claimGroups(tx, now, limit)
    onClaim(due)
    const { looked, stray } = await flush(tx, due, ports, now)
    return { looked, stray, more: due.length === limit || looked.length < due.length }
  })
  for (const { dueAt } of flushed.looked) ports.onLook?.(now - dueAt)
  return flushed
}

async function flush(
  tx: Transaction,
  due: readonly DueGroup[],
  { judge, log }: FlushPorts,
  now: number,
): Promise<Omit<Flushed, 'more'>> {
  const routes = routesByKey(judge.routing.root)
  const stray = due.filter(({ route }) => !routes.has(route))
  const groups = upTo(
    MOST_MEMBERS,
    due.filter(({ route }) => routes.has(route)),
  )
  if (groups.length === 0) return { looked: [], stray }
  const members = await loadMembers(
    tx,
    groups.map(({ id }) => id),
  )
  const { surroundings, omitted } = await loadSurroundings(tx, judge.routing.inhibitRules, now)
  if (omitted) log.warn('more alerts may inhibit than are looked at')
  const flushes = await judgeGroups(tx, { groups, members, surroundings, judge, routes })
  await saveFlush(tx, flushes, judge.fingerprint, now)
  return { looked: groups, stray }
}

/** The first groups that have no more alerts together than that; at least one. */
function upTo(most: number, groups: readonly DueGroup[]): DueGroup[] {
  let sum = 0
  return groups.filter(({ size }, index) => {
    sum += size
    return index === 0 || sum <= most
  })
}
