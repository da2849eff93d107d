import type { Correlation } from '../../rule.ts'
import type { Moment } from '../window-store.ts'

export type Measured = 'event_count' | 'value_count' | 'value_sum' | 'value_avg' | 'value_median' | 'value_percentile'

/** A window as hits enter and leave it. */
export type Measure = {
  /** The measure is one of the hit it is taken at, and not of the window alone. */
  ofEach: boolean
  add(moment: Moment): void
  remove(moment: Moment): void
  /** Undefined when there is nothing to measure. */
  at(moment: Moment): number | undefined
}

/**
 * Distinct values further apart than this many hits of one group are not counted together, as one value may repeat any
 * number of times between two others.
 */
export const VALUE_COUNT_NEIGHBOURS = 1000
/** As many amounts to each side of a new one are summed. */
const SUM_NEIGHBOURS = 2000

/** Whether more hits can only raise the measure, and how many neighbours it takes to see that it has reached a number. */
export const MEASURES: Record<Measured, { rises: boolean; neighbours(least: number): number }> = {
  event_count: { rises: true, neighbours: (least) => Math.max(0, least - 1) },
  value_count: { rises: true, neighbours: () => VALUE_COUNT_NEIGHBOURS },
  value_sum: { rises: true, neighbours: () => SUM_NEIGHBOURS },
  value_avg: { rises: false, neighbours: () => 0 },
  value_median: { rises: false, neighbours: () => 0 },
  value_percentile: { rises: false, neighbours: () => 0 },
}

export function createMeasure({ type, percentile }: Pick<Correlation, 'type' | 'percentile'>): Measure {
  switch (type) {
    case 'value_count':
      return distinct(false)
    case 'value_sum':
      return sum(false)
    case 'value_avg':
      return sum(true)
    case 'value_median':
      return percentileOf(50)
    case 'value_percentile':
      return percentile === undefined ? distinct(true) : percentileOf(percentile)
    default:
      return count()
  }
}

function count(): Measure {
  let events = 0
  return {
    ofEach: false,
    add: () => void events++,
    remove: () => void events--,
    at: () => events,
  }
}

/** How many different values there are; as `share`, how many percent of the values are the one at hand. */
function distinct(share: boolean): Measure {
  const values = new Map<string, number>()
  let all = 0
  const change = (value: string | undefined, by: number): void => {
    if (value === undefined) return
    all += by
    const left = (values.get(value) ?? 0) + by
    if (left > 0) values.set(value, left)
    else values.delete(value)
  }
  return {
    ofEach: share,
    add: ({ value }) => change(value, 1),
    remove: ({ value }) => change(value, -1),
    at: ({ value }) => (share ? (100 * (values.get(value ?? '') ?? 0)) / all : values.size),
  }
}

function sum(average: boolean): Measure {
  return ofNumbers((list) => {
    // Summed anew in one order: a running sum of floating-point numbers would depend on how hits came and went.
    const total = list.reduce((all, one) => all + one, 0)
    return average ? (list.length === 0 ? undefined : total / list.length) : total
  })
}

/** Between two ranks the value lies as far along as the percentile does (the linear definition, as in NumPy and SQL's `percentile_cont`). */
function percentileOf(percentile: number): Measure {
  return ofNumbers((list) => {
    if (list.length === 0) return undefined
    const rank = ((list.length - 1) * percentile) / 100
    const low = list[Math.floor(rank)]!
    const high = list[Math.ceil(rank)]!
    return low + (high - low) * (rank - Math.floor(rank))
  })
}

/** What is measured of a window's numbers, in ascending order. */
function ofNumbers(measure: (list: readonly number[]) => number | undefined): Measure {
  const numbers = sorted()
  return {
    ofEach: false,
    add: ({ value }) => numbers.add(Number(value)),
    remove: ({ value }) => numbers.remove(Number(value)),
    at: () => measure(numbers.list),
  }
}

function sorted(): { list: number[]; add(value: number): void; remove(value: number): void } {
  const list: number[] = []
  const placeOf = (value: number): number => {
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (list[middle]! < value) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    list,
    add: (value) => void list.splice(placeOf(value), 0, value),
    remove: (value) => void list.splice(placeOf(value), 1),
  }
}
