import type { CloudEvent } from '../events/envelope.ts'

/** One thing that can't be processed however often it is tried. It is kept with its reason, never retried. */
export type Rejection = { event: CloudEvent; reason: string }

/** What a function says of the events it was given: all handled, save those it rejects. */
export type Outcome = { rejected: readonly Rejection[] }

export const DONE: Outcome = { rejected: [] }

/** A passing fault: the same call may succeed later. Answered 503 with Retry-After, so that the deliverer tries again. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  readonly retryAfterSeconds: number
  constructor(message: string, options: { retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.retryAfterSeconds = options.retryAfterSeconds ?? 1
  }
}

/** A permanent refusal of the whole input: trying again can't help. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
