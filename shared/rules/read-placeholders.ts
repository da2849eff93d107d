import * as z from 'zod/mini'
import type { Placeholders } from '../detect/placeholders.ts'
import { readYamlFile } from './read-yaml-file.ts'

const Value = z.pipe(z.union([z.string(), z.number()], 'must be a text or a number'), z.transform(String))
const Lists = z.record(
  z.string(),
  z.array(Value, 'must be a list of values'),
  'must be a map of names to lists of values',
)

/**
 * Reads the values of placeholders that rules name under `expand`: a YAML file such as `admins: [ann, bob*]`. Throws
 * `SettingsFileError`.
 */
export async function readPlaceholders(path: string): Promise<Placeholders> {
  return await readYamlFile(path, Lists)
}
