import type { AuditEvent } from '../../shared/events/audit-event.ts'
import type { Actor } from './company/people.ts'
import type { Endpoint } from './company/places.ts'
import type { Activity } from './vocabulary.ts'

/** A thing that was acted upon. */
export type Resource = { type: string; name: string }

/** One thing somebody did in the company's own system, in the generator's own words. */
export type OwnDeed = {
  actor: Actor
  activity: Activity
  resources: readonly Resource[]
  /** Success unless said. */
  failed?: boolean
  /** Why it failed, or what is remarkable. */
  detail?: string
  /** The size of what was moved. */
  bytes?: number
  /** One sentence, where the activity alone does not say it. */
  message?: string
  /** Where it came from, when not from the actor's usual address and device. */
  from?: Endpoint
  userAgent?: string
}

/** One thing that another product recorded; the folder `systems` has the words for making these. */
export type RecordedDeed = {
  /**
   * The event as AuditFlow has it once it received the product's record. The same arguments give the same event.
   * @param timeMs milliseconds since 1970 UTC; a product that writes whole seconds cuts it
   * @param id a UUID of the deed's own, from which the record's own ids come
   */
  write(timeMs: number, id: string): AuditEvent
}

/** One thing that happened, without its time. */
export type Deed = OwnDeed | RecordedDeed

/** A deed and when it happened, milliseconds since 1970 UTC. */
export type TimedDeed = { deed: Deed; timeMs: number }
