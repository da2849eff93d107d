import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'

/** A file that a setting names is missing or wrong; the message names the file, the place in it and the reason. */
export class SettingsFileError extends Error {
  override readonly name = 'SettingsFileError'
}

/** Reads a YAML file of one document that a schema describes. Throws `SettingsFileError`. */
export async function readYamlFile<Schema extends z.ZodMiniType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const value = await parseFile(path)
  const checked = z.safeParse(schema, value)
  if (checked.success) return checked.data
  const reasons = checked.error.issues.map(({ path: place, message }) => `${place.join('.') || 'the file'}: ${message}`)
  throw new SettingsFileError(`${path}: ${reasons.join('; ')}`)
}

async function parseFile(path: string): Promise<unknown> {
  try {
    const text = await readFile(path, 'utf8')
    // Few functions have such a file, and the parser costs each start.
    const { parse } = await import('yaml')
    return parse(text) as unknown
  } catch (error) {
    throw new SettingsFileError(`${path}: can't be read: ${(error as Error).message.split('\n', 1)[0]}`, {
      cause: error,
    })
  }
}
