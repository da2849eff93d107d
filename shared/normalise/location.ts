import type { Json } from '../events/audit-event.ts'
import { countryCode } from './country-code.ts'
import type { Location } from './make-event.ts'
import { name, present } from './record.ts'

const MOST_LATITUDE = 90
const MOST_LONGITUDE = 180

/** Where an address is, by what a provider says of it; undefined where it says nothing. Degrees are numbers. */
export function locationFrom(
  country: Json | undefined,
  city: Json | undefined,
  lat?: Json | undefined,
  long?: Json | undefined,
): Location | undefined {
  const location = {
    country: countryCode(country),
    city: name(city),
    lat: degrees(lat, MOST_LATITUDE),
    long: degrees(long, MOST_LONGITUDE),
  }
  const isEmpty = (location.country ?? location.city ?? location.lat ?? location.long) === undefined
  return isEmpty ? undefined : present(location)
}

/** JSON can write numbers that no place has, and such that no double holds. */
function degrees(value: Json | undefined, most: number): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= most ? value : undefined
}
