import * as z from 'zod/mini'
import { compileMatcher } from '../../../shared/notify/routing/compile-matcher.ts'
import { MatcherFault } from '../../../shared/notify/routing/matcher-fault.ts'
import { parseDuration } from '../../../shared/notify/routing/parse-duration.ts'
import { parseMatchers } from '../../../shared/notify/routing/parse-matcher.ts'
import type { Matcher } from '../../../shared/notify/routing/types.ts'
import type { NewSilence } from '../../../shared/store/silences/save-silence.ts'
import { time } from './parsers.ts'
import { BadFilter, type FieldFault } from './read-field.ts'

const text = z.optional(z.nullable(z.string('is no text')))
const flag = z.optional(z.boolean('is neither true nor false'))
const matchers = z.array(
  z.union(
    [z.string(), z.strictObject({ name: z.string(), value: z.string(), isRegex: flag, isEqual: flag })],
    'is neither a text such as level="low" nor { name, value, isRegex, isEqual }',
  ),
  'is no list of matchers',
)

/** A silence as Alertmanager's API v2 takes it; matchers may also be texts, and `duration` stand for `endsAt`. */
export const SilenceBody = z.strictObject(
  {
    id: text,
    matchers,
    startsAt: text,
    endsAt: text,
    duration: text,
    createdBy: text,
    comment: text,
    /** It may mute everything. */
    confirm: flag,
  },
  'is no object',
)
export type SilenceBody = z.infer<typeof SilenceBody>

export const PreviewBody = z.strictObject({ matchers }, 'is no object')
export type MatchersBody = z.infer<typeof PreviewBody>['matchers']

/**
 * What a body asks for.
 * @param now milliseconds since 1970 UTC
 * @throws BadFilter
 */
export function silenceOf(body: SilenceBody, now: number): NewSilence {
  const faults: FieldFault[] = []
  const read = <T>(field: string, value: string | null | undefined, parse: (given: string) => T): T | undefined => {
    if (value === undefined || value === null || value.trim() === '') return undefined
    try {
      return parse(value.trim())
    } catch (fault) {
      faults.push({ field, message: (fault as Error).message })
      return undefined
    }
  }
  const startsAt = read('startsAt', body.startsAt, (given) => Date.parse(time(given))) ?? now
  const endsAt = read('endsAt', body.endsAt, (given) => Date.parse(time(given)))
  const duration = read('duration', body.duration, spanOf)
  if (faults.length === 0 && (endsAt === undefined) === (duration === undefined))
    faults.push({ field: 'endsAt', message: 'is needed, or "duration", and not both' })
  if (faults.length > 0) throw new BadFilter(faults)
  return {
    ...(body.id && { replaces: body.id }),
    matchers: matchersOf(body.matchers),
    startsAt,
    endsAt: endsAt ?? startsAt + (duration ?? 0),
    author: body.createdBy ?? '',
    comment: body.comment ?? '',
    confirm: body.confirm ?? false,
  }
}

/** @throws BadFilter */
export function matchersOf(given: MatchersBody): Matcher[] {
  return given.flatMap((one, index) => {
    try {
      return typeof one === 'string' ? parseMatchers(one) : [fromParts(one)]
    } catch (fault) {
      if (!(fault instanceof MatcherFault)) throw fault
      throw new BadFilter([{ field: `matchers[${index}]`, message: fault.message }])
    }
  })
}

function fromParts({ name, value, isRegex = false, isEqual = true }: Exclude<MatchersBody[number], string>): Matcher {
  const op = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!='
  const matcher: Matcher = { name, op, value }
  compileMatcher(matcher)
  return matcher
}

function spanOf(given: string): number {
  const span = parseDuration(given)
  if (span === undefined) throw new Error('is no time span such as 2h or 1h30m')
  return span
}
