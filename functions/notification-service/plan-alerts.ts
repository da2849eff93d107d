import type { AlertTriggered } from '../../shared/events/catalogue.ts'
import { labelsOf } from '../../shared/notify/labels.ts'
import { groupOf } from '../../shared/notify/routing/group-of.ts'
import { routeAlert } from '../../shared/notify/routing/route-alert.ts'
import type { Routing } from '../../shared/notify/routing/types.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { holdAlerts } from '../../shared/store/notices/hold-alerts.ts'
import { type Join, joinGroups } from '../../shared/store/notices/join-groups.ts'
import { transaction } from '../../shared/store/transaction.ts'

/** What is decided by, and its fingerprint. */
export type Judge = { routing: Routing; fingerprint: string }

/**
 * Puts alerts into the groups of the routes they take, all in one transaction: they wait there until they are told.
 * The same alerts again change nothing.
 * @param now milliseconds since 1970 UTC
 */
export async function planAlerts(
  sql: Sql,
  alerts: readonly AlertTriggered[],
  { routing, fingerprint }: Judge,
  now: number,
): Promise<void> {
  const joins = alerts.flatMap((alert) => joinsOf(alert, routing))
  if (joins.length === 0) return
  await transaction(sql, async (tx) => {
    await holdAlerts(
      tx,
      alerts.map(({ alert_id }) => alert_id),
    )
    await joinGroups(tx, joins, fingerprint, now)
  })
}

/** An alert's place on each of its routes. */
export function joinsOf(alert: AlertTriggered, { root }: Pick<Routing, 'root'>): Join[] {
  const labels = labelsOf(alert)
  const joins = routeAlert(root, labels).map((route) => {
    const { id, labels: grouped } = groupOf(route, labels)
    const { key, groupWaitMs, groupIntervalMs } = route
    return { groupId: id, route: key, labels: grouped, groupWaitMs, groupIntervalMs, alert }
  })
  // Two routes with the same matchers are one to the groups.
  return [...new Map(joins.map((join) => [join.groupId, join])).values()]
}
