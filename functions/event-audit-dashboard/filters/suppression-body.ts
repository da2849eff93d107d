import * as z from 'zod/mini'
import type { NewSuppression } from '../../../shared/store/suppressions/suppress-alert.ts'
import { time } from './parsers.ts'
import { BadFilter } from './read-field.ts'

const MAX_VALUE = 2_000
const text = z.optional(z.nullable(z.string('is no text').check(z.maxLength(MAX_VALUE, `is longer than ${MAX_VALUE}`))))

export const SuppressionBody = z.strictObject(
  {
    /** One of the fields of the alert's key. */
    field: z.string('is no text'),
    /** Left out: the alert's own. */
    value: text,
    /** Events from then on count again; left out: never. */
    until: text,
    reason: text,
    by: text,
    /** The alert itself was a false positive. */
    resolve: z.optional(z.nullable(z.boolean('is neither true nor false'))),
  },
  'is no object',
)

/** What a body asks for. @param by who asks @throws BadFilter */
export function suppressionOf(body: z.infer<typeof SuppressionBody>, by: string): NewSuppression {
  const { field, value, until, reason, resolve } = body
  if (value?.includes('\0')) throw new BadFilter([{ field: 'value', message: 'holds a NUL character' }])
  return {
    field,
    ...(value && { value }),
    ...(until && { untilMs: untilMs(until) }),
    reason: reason ?? '',
    by,
    resolve: resolve ?? false,
  }
}

function untilMs(text: string): number {
  try {
    return Date.parse(time(text.trim()))
  } catch (fault) {
    throw new BadFilter([{ field: 'until', message: (fault as Error).message }])
  }
}
