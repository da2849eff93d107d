import type { Actor } from './company/people.ts'
import type { Endpoint } from './company/places.ts'
import type { Activity } from './vocabulary.ts'

/** A thing that was acted upon. */
export type Resource = { type: string; name: string }

/** One thing somebody did, in the generator's own words, before it is written as an audit event. */
export type Deed = {
  actor: Actor
  activity: Activity
  /** Milliseconds since 1970 UTC. */
  timeMs: number
  resources: readonly Resource[]
  /** Success unless said. */
  failed?: boolean
  /** Why it failed, or what is remarkable. */
  detail?: string
  /** One sentence, where the activity alone does not say it. */
  message?: string
  /** Where it came from, when not from the actor's usual address and device. */
  from?: Endpoint
  userAgent?: string
}
