import * as z from 'zod/mini'
import { NestedTooDeep, parseJson } from '../../../shared/normalise/parse-json.ts'
import { badBody, bodyText } from './body-text.ts'
import { checkedBody } from './read-json.ts'

/** What came by the broker is at most 16 MiB; a mended payload may be as large. */
const MOST_BYTES = 16 * 1024 * 1024
const FORM = /^application\/x-www-form-urlencoded\b/i

const text = () => z.string('is not a text')
export const ReplayBody = z.strictObject(
  {
    /** To be read in place of what came: a text, or JSON. */
    payload: z.optional(z.unknown()),
    force: z.optional(z.union([z.boolean(), z.literal('yes')], 'is neither true nor false')),
    by: z.optional(text()),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'is not a JSON object' : undefined) },
)
export const ReplaysBody = z.strictObject(
  {
    filter: z.record(
      z.string(),
      z.union([z.string(), z.literal(true)], 'is not a text'),
      'is not an object with fields',
    ),
    by: z.optional(text()),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'is not a JSON object' : undefined) },
)

/**
 * The body of a request, JSON or a form, as the schema has it; no body is an empty object.
 * @throws BadFilter naming each field that is wrong
 */
export async function readReplay<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T> {
  const body = await bodyText(request, MOST_BYTES)
  const isForm = FORM.test(request.headers.get('content-type') ?? '')
  return checkedBody(isForm ? Object.fromEntries(new URLSearchParams(body)) : fromJson(body), schema)
}

function fromJson(body: string): unknown {
  if (body.trim() === '') return {}
  try {
    return parseJson(body)
  } catch (fault) {
    throw badBody(fault instanceof NestedTooDeep ? `is ${fault.message}` : 'is not JSON')
  }
}
