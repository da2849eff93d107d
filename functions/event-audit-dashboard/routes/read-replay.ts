import * as z from 'zod/mini'
import { BadFilter, type FieldFault } from '../filters/read-field.ts'

/** What came by the broker is at most 16 MiB; a mended payload may be as large. */
const MOST_BYTES = 16 * 1024 * 1024

const ARTICLED: Record<string, string> = { object: 'an object', record: 'an object', string: 'a text' }

const Text = z.string()
export const ReplayBody = z.strictObject({
  /** To be read in place of what came: a text, or JSON. */
  payload: z.optional(z.unknown()),
  force: z.optional(z.union([z.boolean(), z.literal('yes')])),
  by: z.optional(Text),
})
export const ReplaysBody = z.strictObject({
  filter: z.record(Text, z.union([Text, z.literal(true)])),
  by: z.optional(Text),
})

/**
 * The body of a request, JSON or a form, as the schema has it; no body is an empty object.
 * @throws BadFilter naming each field that is wrong
 */
export async function readBody<T extends z.ZodMiniType>(request: Request, schema: T): Promise<z.output<T>> {
  const parsed = schema.safeParse(await contentOf(request))
  if (parsed.success) return parsed.data
  throw new BadFilter(parsed.error.issues.flatMap(faultsOf))
}

function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: key.slice(0, 50), message: 'is no field of this request' }))
  const field = issue.path.join('.').slice(0, 50) || 'body'
  return [
    {
      field,
      message: `is not ${issue.code === 'invalid_type' ? (ARTICLED[issue.expected] ?? issue.expected) : 'what it should be'}`,
    },
  ]
}

async function contentOf(request: Request): Promise<unknown> {
  const length = Number(request.headers.get('content-length') ?? 0)
  const bytes = length > MOST_BYTES ? undefined : await request.arrayBuffer()
  if (bytes === undefined || bytes.byteLength > MOST_BYTES) throw bad(`is larger than ${MOST_BYTES} bytes`)
  const text = Buffer.from(bytes).toString()
  if (isForm(request)) return Object.fromEntries(new URLSearchParams(text))
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw bad('is not JSON')
  }
}

export function isForm(request: Request): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? '')
}

function bad(message: string): BadFilter {
  return new BadFilter([{ field: 'body', message }])
}
