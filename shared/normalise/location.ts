import type { Json } from '../events/audit-event.ts'
import { countryCode } from './country-code.ts'
import type { Location } from './make-event.ts'
import { name, present } from './record.ts'

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
    lat: typeof lat === 'number' ? lat : undefined,
    long: typeof long === 'number' ? long : undefined,
  }
  const isEmpty = (location.country ?? location.city ?? location.lat ?? location.long) === undefined
  return isEmpty ? undefined : present(location)
}
