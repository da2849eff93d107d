import type { AuditEvent, Json, LogSource } from '../events/audit-event.ts'
import type { CloudEvent } from '../events/envelope.ts'
import type { JsonObject } from './record.ts'
import type { Redaction } from './redaction/policy.ts'

/** How a record came. Headers are the request's; `receivedAtMs` stands in where a record has no usable time. */
export type Context = {
  headers: Headers
  receivedAtMs: number
  /** What the operator has taken out of records, or kept, besides what is known for a secret. */
  redaction?: Redaction | undefined
  /** The operator's own sources that know their records; they are asked before the others. */
  sources?: readonly Source[] | undefined
}

/** Why a record is no event of its source; the reason names what is missing. */
export type Unfit = { reason: string }

/** One provider's way of writing audit events. */
export type Source = {
  /** The last part of its path: `github` for `/sources/github`. */
  name: string
  /** Every log source that its events can have, as Sigma rules name them. */
  logSources: readonly LogSource[]
  /** Keys of which a record that it recognises by its shape has one; left out, it is asked of every record. */
  marks?: readonly string[]
  /** A header that says whose records a request brings. */
  header?: string
  /**
   * Whether the record can only be this provider's, by its shape. Quick, for it is asked
   * of many a record; a record that it does not know may still be normalised when it was sent to the source's own path.
   */
  recognises(record: JsonObject): boolean
  /** The records in a body that was sent to the source's own path, where it has a place of its own for them. */
  records?(body: Json): Json[] | undefined
  normalise(record: JsonObject, context: Context): CloudEvent<AuditEvent> | Unfit
}
