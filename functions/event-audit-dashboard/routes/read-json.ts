import * as z from 'zod/mini'
import { BadFilter, type FieldFault } from '../filters/read-field.ts'
import { badBody, bodyText } from './body-text.ts'

/** The body of a request as JSON. @throws BadFilter naming each field that is not as the schema says */
export async function readJson<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T> {
  const text = await bodyText(request)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badBody('is not JSON')
  }
  return checkedBody(value, schema)
}

/** A value as the schema says. @throws BadFilter */
export function checkedBody<T>(value: unknown, schema: z.ZodMiniType<T>): T {
  const read = z.safeParse(schema, value)
  if (read.success) return read.data
  throw new BadFilter(read.error.issues.flatMap(faultsOf))
}

function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  const field = fieldOf(issue.path)
  if (issue.code !== 'unrecognized_keys') return [{ field: field === '' ? 'body' : field, message: issue.message }]
  return issue.keys.map((key) => ({ field: fieldOf([...issue.path, key.slice(0, 50)]), message: 'is unknown' }))
}

/** A path as people write it: `matchers[0].name`. */
function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
}
