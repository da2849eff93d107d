import type { Sql } from '../../shared/store/connect.ts'
import type { DueGroup } from '../../shared/store/notices/claim-groups.ts'
import { loadGroupAlerts } from '../../shared/store/notices/load-group-alerts.ts'
import { moveGroup } from '../../shared/store/notices/move-group.ts'
import { type Judge, joinsOf } from './plan-alerts.ts'
import { routesByKey } from './routes-by-key.ts'

/**
 * A group whose route the routing no longer has: its alerts go to the groups of the routes they take now.
 * @param now milliseconds since 1970 UTC
 */
export async function rerouteGroup(
  sql: Sql,
  group: DueGroup,
  { routing, fingerprint }: Judge,
  now: number,
): Promise<void> {
  const routes = routesByKey(routing.root)
  const alerts = await loadGroupAlerts(sql, group.id)
  const moves = alerts
    .flatMap((alert) => joinsOf(alert, routing))
    .map((join) => {
      const told = group.state.toldReceivers.includes(routes.get(join.route)!.receiver)
      // They have waited where they come from.
      return { ...join, groupWaitMs: 0, told }
    })
  await moveGroup(sql, group.id, moves, fingerprint, now)
}
