import { OFFICES } from '../../functions/audit-event-generator/company/places.ts'
import { generate } from '../../functions/audit-event-generator/generate.ts'
import { seededRandom } from '../../functions/audit-event-generator/random.ts'
import { STORIES } from '../../functions/audit-event-generator/stories/index.ts'
import type { Story } from '../../functions/audit-event-generator/stories/story.ts'
import { REGION } from '../../functions/audit-event-generator/systems/cloudtrail.ts'
import type { UidEvent } from '../../shared/detect/index.ts'
import type { AuditEvent } from '../../shared/events/audit-event.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { at } from '../../shared/normalise/record.ts'

const SEED = 'detection bench'
const MINUTE_MS = 60_000
const MINUTES = 1_440
/** Stories that reach back must still begin within the day. */
const FIRST_MINUTE = 240
const ATTEMPTS = 200
const HOME: ReadonlySet<string> = new Set(Object.values(OFFICES).map(({ country }) => country))

type Events = CloudEvent<AuditEvent>[]

/** One telling of a story: the rules it must set off, and the ids of its events. */
export type Telling = { story: Story; id: string; uids: ReadonlySet<string> }

export type LabelledDay = { tellings: Telling[]; size: number; minutes(): Iterable<UidEvent[]> }

/**
 * A day of the made-up company, a Wednesday from midnight to midnight UTC, with every story told some times: at seeded
 * minutes, to different people as far as there are enough. `minutes` gives its events in order, made as they are read.
 * @param size events in all
 * @param times how often each story is told
 */
export const labelledDay = (startMs: number, size: number, times: number): LabelledDay => {
  const told = tellAll(startMs, times)
  const ordinary = size - told.reduce((sum, { length }) => sum + length, 0)
  return {
    size,
    tellings: told.map((events) => ({
      story: STORIES.find(({ name }) => name === events[0]?.extensions['story'])!,
      id: String(events[0]?.extensions['storyid']),
      uids: new Set(events.map(({ id }) => id)),
    })),
    *minutes() {
      const byMinute = new Map<number, Events>()
      for (const event of told.flat()) {
        const minute = Math.floor((event.data.time - startMs) / MINUTE_MS)
        byMinute.set(minute, [...(byMinute.get(minute) ?? []), event])
      }
      for (let minute = 0; minute < MINUTES; minute++) {
        const count = share(ordinary, minute + 1) - share(ordinary, minute)
        const tick = { tick: `minute ${minute}`, atMs: startMs + (minute + 1) * MINUTE_MS, count, storyRate: 0 }
        const events = [...generate({ seed: SEED, ...tick }), ...(byMinute.get(minute) ?? [])]
        yield events.map(({ id, data }) => ({ uid: id, event: data })).sort((a, b) => a.event.time - b.event.time)
      }
    },
  }
}

const share = (total: number, minutes: number): number => Math.floor((total * minutes) / MINUTES)

const tellAll = (startMs: number, times: number): Events[] => {
  const random = seededRandom(SEED, 'tellings')
  const taken = new Set<string>()
  return STORIES.flatMap(({ name }) =>
    Array.from({ length: times }, (_, round) => {
      const attempt = (n: number): Events => {
        const atMs = startMs + (FIRST_MINUTE + random.below(MINUTES - FIRST_MINUTE)) * MINUTE_MS
        return generate({ seed: SEED, tick: `${name} ${round} ${n}`, atMs, count: 0, storyRate: 0, stories: [name] })
      }
      let events = attempt(0)
      for (let n = 1; n < ATTEMPTS && marksOf(name, events).some((mark) => taken.has(mark)); n++) events = attempt(n)
      for (const mark of marksOf(name, events)) taken.add(mark)
      return events
    }),
  )
}

/** What no other telling may share: whom it happens to first, who gets in from which country, which region is used. */
const marksOf = (story: string, events: Events): string[] => [
  `${story} ${events[0]?.data.actor.user.name}`,
  ...events.flatMap(({ data: { raw } }) => {
    const region = at(raw, 'awsRegion')
    return typeof region !== 'string' || region === REGION ? [] : [region]
  }),
  ...events.flatMap(({ data: { actor, src_endpoint, status } }) => {
    const country = src_endpoint.location?.country
    return country === undefined || HOME.has(country) || status === 'Failure' ? [] : [`${actor.user.name} ${country}`]
  }),
]
