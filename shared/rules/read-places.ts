import * as z from 'zod/mini'
import { readYamlFile } from './read-yaml-file.ts'

/** Where a country, or one of its cities, is taken to be: degrees, north and east positive. */
export type Place = { country: string; city?: string | undefined; lat: number; long: number }

const name = z.string('must be a text').check(z.minLength(1, 'must not be empty'))
const degrees = (most: number) => {
  const reason = `must be a number from -${most} to ${most}`
  return z.number(reason).check(z.gte(-most, reason), z.lte(most, reason))
}
const Places = z.array(
  z.strictObject(
    { country: name, city: z.optional(name), lat: degrees(90), long: degrees(180) },
    'must have country, lat and long, may have city, and nothing else',
  ),
  'must be a list of places',
)

/**
 * Reads the user's table of places, for events whose source says where an address is by name only: a YAML file of
 * `- { country: SE, city: Lund, lat: 55.7, long: 13.2 }`, countries as the events spell them. Throws `SettingsFileError`.
 */
export async function readPlaces(path: string): Promise<Place[]> {
  return await readYamlFile(path, Places)
}
