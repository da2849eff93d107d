import type { Labels } from '../labels.ts'
import { matchesAll } from './matches-all.ts'
import type { Route } from './types.ts'

/**
 * The routes that an alert takes, as Alertmanager finds them: the deepest that match, from the first child that does;
 * siblings after it only where it says `continue`. The root takes what no child does, so there is always one.
 */
export function routeAlert(root: Route, labels: Labels): readonly Route[] {
  const taken: Route[] = []
  for (const route of root.routes) {
    if (!matchesAll(route.matchers, labels)) continue
    taken.push(...routeAlert(route, labels))
    if (!route.continue) break
  }
  return taken.length > 0 ? taken : [root]
}
