import type { AuditEvent, Json } from '../events/audit-event.ts'
import type { CloudEvent } from '../events/envelope.ts'
import type { JsonObject } from './record.ts'

/** How a record came. Headers are the request's; `receivedAtMs` stands in where a record has no usable time. */
export type Context = { headers: Headers; receivedAtMs: number }

/** Why a record is no event of its source; the reason names what is missing. */
export type Unfit = { reason: string }

/** One provider's way of writing audit events. */
export type Source = {
  /** The last part of its path: `github` for `/sources/github`. */
  name: string
  /** The records in a body: unwraps envelopes and lists, judges nothing. */
  split(body: Json): Json[]
  normalise(record: JsonObject, context: Context): CloudEvent<AuditEvent> | Unfit
}
