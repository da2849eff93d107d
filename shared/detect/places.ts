/** A place of the user's table: a country or a city of it, in degrees. */
export type PlaceRow = { country: string; city?: string | undefined; lat: number; long: number }

const EARTH_KM = 6371

/** Where countries and cities are, for events that name them without coordinates. */
export type Places = ReadonlyMap<string, string>

/** A table of places by name, whatever the letter case. */
export function placesOf(rows: readonly PlaceRow[]): Places {
  return new Map(rows.map(({ country, city, lat, long }) => [placeName(country, city), position(lat, long)]))
}

/** The position of a city, else of its country; undefined for one that the table lacks. */
export function findPlace(places: Places, country: string, city: string | undefined): string | undefined {
  return (city === undefined ? undefined : places.get(placeName(country, city))) ?? places.get(placeName(country))
}

/** A position as text: latitude and longitude in degrees. */
export function position(lat: number, long: number): string {
  return `${lat},${long}`
}

/** The distance of two positions over the globe (haversine formula), in kilometres. */
export function distanceKm(from: string, to: string): number {
  const [lat1 = 0, long1 = 0] = from.split(',').map(radians)
  const [lat2 = 0, long2 = 0] = to.split(',').map(radians)
  const h = Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin((long2 - long1) / 2) ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)))
}

function radians(degrees: string): number {
  return (Number(degrees) * Math.PI) / 180
}

function placeName(country: string, city = ''): string {
  return `${country}/${city}`.toLowerCase()
}
