import { parseFieldPath } from '../field-path.ts'
import { countedValue, firstNumber, firstValue, type Views } from '../key-of.ts'
import { findPlace, type Places, position } from '../places.ts'
import type { Correlation, CorrelationType } from '../rule.ts'

const LATITUDE = parseFieldPath('src_endpoint.location.lat')
const LONGITUDE = parseFieldPath('src_endpoint.location.long')
const COUNTRY = parseFieldPath('src_endpoint.location.country')
const CITY = parseFieldPath('src_endpoint.location.city')

type Value = { counts: false } | { counts: true; value?: string }

const NONE: Value = { counts: false }
const NUMERIC: ReadonlySet<CorrelationType> = new Set(['value_sum', 'value_avg', 'value_median'])

/**
 * What an event adds to a correlation that looks at values. It does not count when it has none of the kind: no number
 * to be measured, no position. Sums are of amounts: one below zero does not count.
 */
export function countedIn(correlation: Correlation, views: Views, places: Places): Value {
  const { type, valueFields, percentile } = correlation
  if (type === 'impossible_travel') return found(positionOf(views, places))
  if (valueFields.length === 0) return { counts: true }
  if (!NUMERIC.has(type) && percentile === undefined) return found(countedValue(valueFields, views))
  const number = firstNumber(views, valueFields[0]!)
  if (number === undefined || !Number.isFinite(number) || (type === 'value_sum' && number < 0)) return NONE
  return { counts: true, value: String(number) }
}

function found(value: string | undefined): Value {
  return value === undefined ? NONE : { counts: true, value }
}

/** Coordinates of the normalised event; else those that the table has for its city or country. */
function positionOf({ event }: Views, places: Places): string | undefined {
  const views = { record: event, event }
  const lat = firstNumber(views, LATITUDE)
  const long = firstNumber(views, LONGITUDE)
  if (lat !== undefined && long !== undefined) return position(lat, long)
  const country = firstValue(views, COUNTRY)
  return country === undefined ? undefined : findPlace(places, country, firstValue(views, CITY))
}
