import type { AuditEvent, Json } from '../events/audit-event.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { deepJson } from '../events/stringify.ts'
import { isDeeperThan, MAX_DEPTH } from './depth.ts'
import { isObject } from './record.ts'
import type { Context, Source, Unfit } from './source.ts'

/** A record as an event, or refused with the reason and its text; `eventType` when it was a CloudEvent. */
export type Item = { ok: true; event: CloudEvent<AuditEvent> } | Refusal
export type Refusal = { ok: false; reason: string; payload: string; eventType?: string }

/** Every record of a body as an item, in the order they came. One bad record never spoils the others. */
export function normalise(source: Source, body: Json, context: Context): Item[] {
  return source.split(body).map((record) => {
    const made = judge(source, record, context)
    return 'reason' in made ? { ok: false, reason: made.reason, payload: deepJson(record) } : { ok: true, event: made }
  })
}

function judge(source: Source, record: Json, context: Context): CloudEvent<AuditEvent> | Unfit {
  if (!isObject(record)) return { reason: 'not a JSON object' }
  if (isDeeperThan(record, MAX_DEPTH)) return { reason: `nested deeper than ${MAX_DEPTH} levels` }
  return source.normalise(record, context)
}
