import type { Route } from '../../shared/notify/routing/types.ts'

/** Every route of a tree by its key; of two with the same one the first, since groups know no difference. */
export function routesByKey(root: Route): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>()
  const add = (route: Route): void => {
    if (!routes.has(route.key)) routes.set(route.key, route)
    for (const child of route.routes) add(child)
  }
  add(root)
  return routes
}
