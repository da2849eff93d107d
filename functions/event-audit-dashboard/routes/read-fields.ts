import * as z from 'zod/mini'
import { BadFilter, type FieldFault } from '../filters/read-field.ts'
import { badBody, bodyText } from './body-text.ts'

export type Fields = Record<string, string | undefined>

const Texts = z.record(z.string(), z.nullish(z.string()))

/**
 * The fields of a form or of a JSON object, blank ones as undefined; no body is no fields.
 * @throws BadFilter naming each field that is unknown or no text, or saying what is wrong with the body
 */
export async function readFields(request: Request, names: readonly string[]): Promise<Fields> {
  const body = await bodyText(request)
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? '')
  const given = isForm ? Object.fromEntries(new URLSearchParams(body)) : fromJson(body)
  const faults: FieldFault[] = Object.entries(given).flatMap(([field, value]) => faultsOf(field, value, names))
  if (faults.length > 0) throw new BadFilter(faults)
  return Object.fromEntries(names.map((name) => [name, given[name]?.trim() || undefined]))
}

function faultsOf(field: string, value: string | null | undefined, names: readonly string[]): FieldFault[] {
  if (!names.includes(field)) return [{ field: field.slice(0, 50), message: `is not one of ${names.join(', ')}` }]
  return value?.includes('\0') ? [{ field, message: 'holds a NUL character' }] : []
}

function fromJson(body: string): Record<string, string | null | undefined> {
  if (body.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw badBody('is not JSON')
  }
  const read = z.safeParse(Texts, value)
  if (read.success) return read.data
  const field = String(read.error.issues[0]?.path[0] ?? 'body').slice(0, 50)
  throw new BadFilter([{ field, message: field === 'body' ? 'is not a JSON object' : 'is neither a text nor null' }])
}
