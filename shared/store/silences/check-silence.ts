import { compileMatcher } from '../../notify/routing/compile-matcher.ts'
import { MatcherFault } from '../../notify/routing/matcher-fault.ts'
import type { Matcher } from '../../notify/routing/types.ts'
import { storableText } from '../json-text.ts'
import { MAX_AUTHOR, requiredText, SilenceRefused } from './silence-refused.ts'

const DAY_MS = 86_400_000
/** What is not to be told for longer than a year is no silence: a rule's stage or a suppression says that. */
const LONGEST_MS = 366 * DAY_MS
const MOST_MATCHERS = 50
const MAX_COMMENT = 2_000

export type CheckedSilence = {
  matchers: readonly Matcher[]
  /** ISO 8601. */
  startsAt: string
  endsAt: string
  author: string
  comment: string
}

export type SilenceAsAsked = {
  matchers: readonly Matcher[]
  /** Milliseconds since 1970 UTC. */
  startsAt: number
  endsAt: number
  author: string
  comment: string
}

/** A silence as it is stored; it never begins in the past. Throws `SilenceRefused`. */
export function checkSilence(silence: SilenceAsAsked, nowMs: number): CheckedSilence {
  const { endsAt } = silence
  const startsAt = Math.max(silence.startsAt, nowMs)
  if (!(startsAt <= nowMs + LONGEST_MS)) throw new SilenceRefused('startsAt', 'is more than a year ahead')
  if (!(endsAt > silence.startsAt)) throw new SilenceRefused('endsAt', 'is not after the start')
  if (!(endsAt > nowMs)) throw new SilenceRefused('endsAt', 'has passed')
  if (!(endsAt <= startsAt + LONGEST_MS)) throw new SilenceRefused('endsAt', 'is more than a year after the start')
  return {
    matchers: checkMatchers(silence.matchers),
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    author: storableText(requiredText('createdBy', silence.author, MAX_AUTHOR)),
    comment: storableText(requiredText('comment', silence.comment, MAX_COMMENT)),
  }
}

function checkMatchers(matchers: readonly Matcher[]): readonly Matcher[] {
  if (matchers.length > MOST_MATCHERS) throw new SilenceRefused('matchers', `are more than ${MOST_MATCHERS}`)
  for (const [index, matcher] of matchers.entries())
    try {
      compileMatcher(matcher)
    } catch (error) {
      if (!(error instanceof MatcherFault)) throw error
      throw new SilenceRefused(`matchers[${index}]`, error.message)
    }
  return matchers
}
