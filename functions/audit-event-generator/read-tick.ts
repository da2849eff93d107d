import * as z from 'zod/mini'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from '../../shared/events/audit-event.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { MAX_COUNT, MAX_STORIES } from './limits.ts'
import { STORY_NAMES } from './stories/index.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** What a tick may ask for: `{"count": 1..10000, "stories": [names]}`, both optional, nothing else. */
const Wish = z.strictObject(
  {
    count: z.optional(
      z
        .int({ error: 'must be a whole number' })
        .check(z.gte(1, 'must be 1 or more'), z.lte(MAX_COUNT, `must be ${MAX_COUNT} or less`)),
    ),
    stories: z.optional(
      z
        .array(z.enum(STORY_NAMES, { error: `must be one of ${STORY_NAMES.join(', ')}` }), {
          error: 'must be a list of names',
        })
        .check(z.maxLength(MAX_STORIES, `must be ${MAX_STORIES} names or fewer`)),
    ),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no field ${issue.keys.join(', ')}`
        : 'must be a JSON object, sent as application/json',
  },
)
export type Wish = z.infer<typeof Wish>

/** What set the generator off: a CloudEvent of a cron source, or a plain POST with its decoded body, if it had one. */
export type Tick = { event?: CloudEvent; body?: unknown }

export type ReadTick = { tick: string; atMs: number; wish: Wish } | { reason: string }

const isNothing = (data: unknown): boolean => data === undefined || data === null || data === ''

/** A ping is retried with its first time; the whole second drops the delay that PingSource adds at random. */
const timeOf = ({ event }: Tick, nowMs: number): number =>
  event ? Math.floor(Date.parse(event.time) / SECOND_MS) * SECOND_MS : Math.floor(nowMs / MINUTE_MS) * MINUTE_MS

/**
 * Decides which tick this is. The same ping delivered again is the same tick, and so is every plain POST of one minute
 * that asks for the same: their events have the same ids. Says why when the tick asks for something there is not.
 */
export const readTick = (given: Tick, nowMs: number): ReadTick => {
  const data = given.event ? given.event.data : given.body
  const wish = Wish.safeParse(isNothing(data) ? {} : data)
  if (!wish.success) {
    return {
      reason: wish.error.issues.map(({ path, message }) => `${['data', ...path].join('.')}: ${message}`).join('; '),
    }
  }
  const atMs = timeOf(given, nowMs)
  if (!(atMs >= EARLIEST_TIME_MS + HOUR_MS && atMs <= LATEST_TIME_MS)) {
    return { reason: `time: ${given.event?.time ?? nowMs} is not a time that events can have` }
  }
  const { count = null, stories = null } = wish.data
  const origin = given.event?.source ?? ''
  return { tick: JSON.stringify([new Date(atMs).toISOString(), origin, count, stories]), atMs, wish: wish.data }
}
