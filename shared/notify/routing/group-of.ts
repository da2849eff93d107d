import { uidOf } from '../../events/envelope.ts'
import type { Labels } from '../labels.ts'
import { valuesOf } from './matches-all.ts'
import type { Route } from './types.ts'

export type Group = {
  /** UUID, from the route's key and the labels alone: the same in every process. */
  id: string
  labels: Readonly<Record<string, string>>
}

/**
 * The group that an alert belongs to on a route. A label with several values counts as one text, its sorted values joined by
 * commas; one that the alert lacks is left out.
 */
export function groupOf(route: Pick<Route, 'key' | 'groupBy'>, labels: Labels): Group {
  const names = [...new Set(route.groupBy === 'all' ? Object.keys(labels) : route.groupBy)].sort()
  const entries = names
    .map((name) => [name, [...valuesOf(labels, name)].sort().join(',')] as const)
    .filter(([, value]) => value !== '')
  return { id: uidOf(route.key, JSON.stringify(entries)), labels: Object.fromEntries(entries) }
}
