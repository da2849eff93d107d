import { matchersText } from './matchers-text.ts'
import { readMatchers } from './read-matchers.ts'
import type { PlainMap, Reading } from './reading.ts'
import type { Path } from './routing-refused.ts'
import type { EscalationStep, Route } from './types.ts'

/** What routes may refer to. */
export type Known = { receivers: { has(name: string): boolean }; intervals: { has(name: string): boolean } }

const FIELDS = [
  'receiver',
  'group_by',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'continue',
  'matchers',
  'match',
  'match_re',
  'mute_time_intervals',
  'active_time_intervals',
  'routes',
  'escalation',
]
const UNSUPPORTED = { labels: 'labels of routes are not supported' }
const ONLY_BELOW = ['matchers', 'match', 'match_re', 'mute_time_intervals', 'active_time_intervals']
/** Alertmanager's, of `route`. */
const DEFAULTS = {
  groupBy: [],
  groupWaitMs: 30_000,
  groupIntervalMs: 5 * 60_000,
  repeatIntervalMs: 4 * 3_600_000,
  escalation: [],
} satisfies Partial<Route>

type Inherited = Pick<
  Route,
  'receiver' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs' | 'escalation'
>

/** Reads the tree of routes. What it gives is of use only while nothing is at fault. */
export function readRoutes(reading: Reading, value: unknown, known: Known): Route {
  const path = ['route']
  if (value === undefined || value === null) reading.fault(path, 'is missing: the route that takes every alert')
  const map = reading.anyMap(value, path) ?? {}
  if (value && map['receiver'] === undefined) reading.fault(path, 'has to name a receiver')
  for (const field of ONLY_BELOW)
    if (!isNothing(map[field])) reading.fault([...path, field], 'not at the root: it takes every alert at any time')
  if (map['continue'] === true) reading.fault([...path, 'continue'], 'not at the root: it has no siblings')
  return new RouteReader(reading, known).read(value, path, { receiver: '', ...DEFAULTS }, '')
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}

class RouteReader {
  readonly #reading: Reading
  readonly #known: Known

  constructor(reading: Reading, known: Known) {
    this.#reading = reading
    this.#known = known
  }

  read(value: unknown, path: Path, parent: Inherited, parentKey: string, keys = new Map<string, number>()): Route {
    const reading = this.#reading
    const map = reading.map(value, path, FIELDS, UNSUPPORTED)
    const matchers = readMatchers(reading, map, path, '')
    const key = keyOf(`${parentKey}${matchersText(matchers)}`, keys)
    const own: Inherited = {
      receiver: this.#receiver(map['receiver'], [...path, 'receiver'], parent),
      groupBy: this.#groupBy(map['group_by'], [...path, 'group_by']) ?? parent.groupBy,
      groupWaitMs: reading.duration(map['group_wait'], [...path, 'group_wait']) ?? parent.groupWaitMs,
      groupIntervalMs: this.#interval(map, path, 'group_interval') ?? parent.groupIntervalMs,
      repeatIntervalMs: this.#interval(map, path, 'repeat_interval') ?? parent.repeatIntervalMs,
      escalation: this.#escalation(map['escalation'], [...path, 'escalation']) ?? parent.escalation,
    }
    const siblings = new Map<string, number>()
    return {
      key,
      matchers,
      ...own,
      continue: reading.boolean(map['continue'], [...path, 'continue']) ?? false,
      muteTimeIntervals: this.#intervals(map, path, 'mute_time_intervals'),
      activeTimeIntervals: this.#intervals(map, path, 'active_time_intervals'),
      routes: reading.items(map['routes'], [...path, 'routes']).map(({ item, path: place }) => {
        if (isNothing(item)) reading.fault(place, 'is empty, so it would take all that comes to it')
        return this.read(item, place, own, `${key}/`, siblings)
      }),
    }
  }

  #receiver(value: unknown, path: Path, parent: Inherited): string {
    if (value === undefined || value === null || value === '') return parent.receiver
    return this.#reading.reference(value, path, 'receiver', this.#known.receivers) ?? parent.receiver
  }

  #groupBy(value: unknown, path: Path): Route['groupBy'] | undefined {
    if (value === undefined || value === null) return undefined
    const names: string[] = []
    for (const { item, path: place } of this.#reading.items(value, path)) {
      const name = this.#reading.name(item, place)
      if (name !== undefined && names.includes(name)) this.#reading.fault(place, 'is there twice')
      if (name !== undefined) names.push(name)
    }
    if (!names.includes('...')) return names
    return names.length === 1 ? 'all' : this.#reading.fault(path, "'...' stands for every label, so it stands alone")
  }

  #interval(map: PlainMap, path: Path, field: string): number | undefined {
    return this.#reading.duration(map[field], [...path, field], { isZeroAllowed: false })
  }

  #intervals(map: PlainMap, path: Path, field: string): string[] {
    return this.#reading.items(map[field], [...path, field]).flatMap(({ item, path: place }) => {
      const name = this.#reading.reference(item, place, 'time interval', this.#known.intervals)
      return name === undefined ? [] : [name]
    })
  }

  #escalation(value: unknown, path: Path): EscalationStep[] | undefined {
    if (value === undefined || value === null) return undefined
    const reading = this.#reading
    return reading.items(value, path).flatMap(({ item, path: place }) => {
      const step = reading.map(item, place, ['wait', 'receiver'])
      if (step['wait'] === undefined) reading.fault(place, 'has to say how long to wait: wait')
      const waitMs = reading.duration(step['wait'], [...place, 'wait'], { isZeroAllowed: false })
      const receiver = reading.reference(step['receiver'], [...place, 'receiver'], 'receiver', this.#known.receivers)
      return waitMs === undefined || receiver === undefined ? [] : [{ waitMs, receiver }]
    })
  }
}

/** Siblings with the same matchers are told apart by which of them they are, so that each keeps its groups. */
function keyOf(key: string, keys: Map<string, number>): string {
  const count = keys.get(key) ?? 0
  keys.set(key, count + 1)
  return count === 0 ? key : `${key}/${count}`
}
