import type { Range } from '../../../shared/store/overview.ts'
import { oneOf } from './parsers.ts'
import { fieldReader } from './read-field.ts'

const HOUR = 3_600

/** How far back, and how wide one bar of the chart is. */
export const RANGES = {
  '1h': { label: 'last hour', seconds: HOUR, bucketSeconds: 60 },
  '24h': { label: 'last 24 hours', seconds: 24 * HOUR, bucketSeconds: HOUR / 4 },
  '7d': { label: 'last 7 days', seconds: 7 * 24 * HOUR, bucketSeconds: 2 * HOUR },
  '30d': { label: 'last 30 days', seconds: 30 * 24 * HOUR, bucketSeconds: 6 * HOUR },
} as const

export type RangeName = keyof typeof RANGES
export const RANGE_NAMES = Object.keys(RANGES) as RangeName[]

/** @throws BadFilter */
export function overviewRange(query: Record<string, string>, now: number): Range & { name: RangeName } {
  const { read, check } = fieldReader(query)
  const name = read('range', oneOf(RANGE_NAMES)) ?? '24h'
  check()
  return { name, ...rangeOf(name, now) }
}

/** Whole buckets: the first one starts on its boundary. */
export function rangeOf(name: RangeName, now: number): Range {
  const { seconds, bucketSeconds } = RANGES[name]
  const width = bucketSeconds * 1000
  const from = Math.floor((now - seconds * 1000) / width) * width + width
  return { from: new Date(from).toISOString(), now: new Date(now).toISOString(), bucketSeconds }
}
